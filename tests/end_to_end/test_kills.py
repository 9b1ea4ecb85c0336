"""A target that dies at any moment: the next run goes on from its last STATE."""

from __future__ import annotations

import signal
import typing as t
from collections import Counter

import pytest

if t.TYPE_CHECKING:
    from tests.end_to_end.processes import Bench, Line

ROWS = 600
BATCH = 100
CREATE = "bitable.record.batch_create"
UPDATE = "bitable.record.batch_update"
STREAM = "源__表"
KILLED = -signal.SIGKILL
#: What a shell reports for a process that SIGTERM ended.
TERMINATED = 128 + signal.SIGTERM

TEXT = {"type": ["string", "null"]}
SCHEMA: Line = {
    "type": "SCHEMA",
    "stream": STREAM,
    "key_properties": ["id"],
    "schema": {"type": "object", "properties": {"id": TEXT, "name": TEXT}},
}


def messages(first: int, last: int = ROWS, name: str = "n") -> list[Line]:
    """Make rows, and after every 50 a STATE that counts the rows up to there."""
    lines = [SCHEMA]
    for number in range(first, last):
        record = {"id": str(number), "name": f"{name}{number}"}
        lines.append({"type": "RECORD", "stream": STREAM, "record": record})
        if (number + 1) % 50 == 0:
            lines.append({"type": "STATE", "value": {"rows": number + 1}})
    return lines


class Run:
    """One run of the target, watched: at every write, before it is carried out, and at the end."""

    def __init__(self, bench: Bench, **settings: t.Any) -> None:
        self._bench = bench
        self.pipe = bench.pipe(batch_size_rows=BATCH, **settings)
        #: STATE values that were ahead of the rows.
        self.early: list[t.Any] = []
        self._watch = [
            bench.sandbox.faults.add(name, "callback", times=None, call=self.look)
            for name in (CREATE, UPDATE)
        ]

    def look(self, _: object = None) -> None:
        """Compare what the target has printed so far with what is on the sandbox."""
        there = {f"{key}{name}" for key, name in rows(self._bench)}
        self.early += [
            state
            for state in self.pipe.states
            if not there.issuperset(f"{n}n{n}" for n in range(state["rows"]))
        ]

    def finish(self) -> int:
        """Wait for the end and give the exit code."""
        _, code = self.pipe.wait()
        self.look()
        for fault in self._watch:
            fault.times = 0
        return code

    @property
    def last(self) -> int:
        """Where the next run goes on."""
        return max((state["rows"] for state in self.pipe.states), default=0)


def rows(bench: Bench) -> Counter[tuple[str, str]]:
    """Count the rows of the copy by key and name."""
    if not bench.copy.data.tables:
        return Counter()
    found = bench.copied("表").rows().values()
    return Counter((row["id"][0]["text"], row["name"][0]["text"]) for row in found)


EXACTLY = Counter((str(n), f"n{n}") for n in range(ROWS))


@pytest.mark.parametrize("applied", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("match, nth", [(CREATE, 1), (CREATE, 4), (CREATE, 6), (UPDATE, 3)])
def test_a_killed_target_is_continued_from_its_last_state(
    bench: Bench, match: str, nth: int, *, applied: bool
):
    if match == UPDATE:
        old = Run(bench)
        old.pipe.feed(*messages(0, name="old"))
        old.pipe.wait()
    first = Run(bench)
    bench.strike(match, nth, lambda pipe: pipe.target.kill(), applied=applied)
    first.pipe.feed(*messages(0))
    assert first.finish() == KILLED
    assert first.last == BATCH * (nth - 1)
    bench.settle(match, applied=applied)

    second = Run(bench)
    second.pipe.feed(*messages(first.last))
    assert second.finish() == 0
    assert second.last == ROWS
    assert rows(bench) == EXACTLY
    assert first.early == second.early == []


@pytest.mark.parametrize("applied", [True, False], ids=["after", "before"])
def test_a_terminated_target_finishes_its_batch_and_tells_how_far_it_came(
    bench: Bench, *, applied: bool
):
    first = Run(bench)
    bench.strike(CREATE, 3, lambda pipe: pipe.target.terminate(), applied=applied)
    first.pipe.feed(*messages(0))
    assert first.finish() == TERMINATED
    assert first.last == 250
    assert rows(bench) == dict.fromkeys(list(EXACTLY)[:300], 1)
    second = Run(bench)
    second.pipe.feed(*messages(first.last))
    assert second.finish() == 0
    assert rows(bench) == EXACTLY
    assert first.early == second.early == []


def test_a_target_that_waits_for_input_can_be_terminated(bench: Bench):
    run = Run(bench)
    run.pipe.feed(*messages(0, 250))
    run.pipe.wait_for({"rows": 200})
    run.pipe.target.terminate()
    assert run.pipe.target.wait(30) == TERMINATED
    run.look()
    assert run.last in {200, 250}
    assert run.last <= rows(bench).total() <= 250
    assert run.early == []


def test_an_overwrite_that_was_killed_is_repeated_from_the_start(bench: Bench):
    overwrite = {"load_method": "overwrite"}
    before = Run(bench, route=overwrite)
    before.pipe.feed(*messages(0, 250, "old"))
    assert before.finish() == 0
    first = Run(bench, route=overwrite)
    bench.strike(CREATE, 3, lambda pipe: pipe.target.kill())
    first.pipe.feed(*messages(0))
    assert first.finish() == KILLED
    assert first.pipe.states == []
    bench.settle(CREATE, applied=True)
    second = Run(bench, route=overwrite)
    second.pipe.feed(*messages(0))
    assert second.finish() == 0
    assert rows(bench) == EXACTLY
