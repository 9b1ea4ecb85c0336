"""A target that runs by itself, fed for all kinds of routes at once, killed, and run again."""

from __future__ import annotations

import itertools
import json
import signal
import typing as t
from collections import Counter

import pytest

from feishu_sandbox import Sandbox
from tests.end_to_end.processes import Bench, wait_until
from tests.target_feishu.deaths import Course, Run, writes
from tests.target_feishu.everything import Company, told
from tests.target_feishu.picture import picture
from tests.target_feishu.support import record, schema

if t.TYPE_CHECKING:
    from tests.end_to_end.processes import Line, Pipe

KILLED = -signal.SIGKILL
#: Calls at which a target is killed, spread evenly over those of a run.
TRIED = 8


class Firm:
    """A company, and targets that write into it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.sandbox = bench.sandbox
        self.company = Company(bench.sandbox, bench.folder)

    def start(self, **settings: t.Any) -> Pipe:
        """Start a target whose rows do not wait for others of their batch."""
        own = {"store_url": f"sqlite:///{self.bench.folder}/store.db", "batch_size_rows": 1}
        return self.bench.pipe(**{**self.company.config, **own, **settings})

    def run(
        self,
        lines: t.Sequence[Line],
        code: int = 0,
        deadly: int = 0,
        *,
        applied: bool = True,
        **more: t.Any,
    ) -> tuple[Run, Pipe]:
        """Run a target; look, whenever it calls, at what is there of what it has told.

        Args:
            lines: Its input.
            code: With which it has to end.
            deadly: The call at which it is killed, from 1; 0 for none.
            applied: Whether that call is carried out.
            more: Further settings.
        """
        run, pipe = Run(self.company), self.start(**more)

        def look(_: object = None) -> None:
            printed = [state["at"] for state in pipe.states]
            if printed and printed[-1:] != [number for number, _ in run.seen[-1:]]:
                run.look(printed[-1])

        self.sandbox.calls.clear()
        fault = self.sandbox.faults.add("*", "callback", times=None, call=look)
        if deadly:
            # After the other one: a call keeps the last fault of a kind.
            self.bench.strike("*", deadly, lambda pipe: pipe.target.kill(), applied=applied)
        pipe.feed(*lines)
        assert pipe.wait() == (0, code), pipe.log
        fault.times = 0
        look()
        run.points = len(self.sandbox.calls)
        return run, pipe


@pytest.fixture
def firm(bench: Bench) -> Firm:
    return Firm(bench)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """What a target leaves that nothing breaks."""
    with Sandbox() as sandbox:
        firm = Firm(Bench(sandbox, tmp_path_factory.mktemp("course")))
        run, _ = firm.run(firm.company.whole())
        return Course(run)


def told_by(pipe: Pipe) -> dict[str, str]:
    """Give the lines of the summary, the numbers of calls left out, by where they are about."""
    lines = [line.rpartition("| ")[2].partition(": ") for line in pipe.log.splitlines()]
    return {head: rest.partition(";")[0] for head, _, rest in lines if " call" in rest}


def test_a_run_tells_what_it_did_and_the_next_ones_leave_it(firm: Firm, course: Course):
    _, pipe = firm.run(firm.company.whole())
    assert told_by(pipe) == {
        "orders -> table `orders`": "3 created, 1 updated, 1 deleted",
        "customers -> table `customers`": "2 created, 1 updated",
        "alerts -> messages": "3 sent",
        "cards -> messages": "1 sent, 1 updated",
        "changes -> approvals": "2 created, 1 approved, 1 cancelled",
        "todos -> tasks": "2 created, 2 updated, 1 deleted",
        "visits -> calendar_events": "2 created, 1 updated, 1 deleted",
        "reports -> documents": "2 created, 1 updated, 1 deleted",
        "staff -> people": "2 created, 1 updated, 1 deleted",
        "total": "15 created, 8 updated, 5 deleted, 4 sent, 1 approved, 1 cancelled",
    }
    again, _ = firm.run(firm.company.whole())
    assert course.early(again) == []
    _, pipe = firm.run(firm.company.settled())
    assert told_by(pipe)["total"] == "15 unchanged, 3 repeated"
    assert writes(firm.sandbox) == []
    assert picture(firm.company) == course.end


@pytest.mark.parametrize("nth, applied", [(nth, nth % 2 == 0) for nth in range(TRIED)])
def test_a_killed_target_is_made_good_by_the_next(
    firm: Firm, course: Course, nth: int, *, applied: bool
):
    # The first call is that for the token.
    deadly = 2 + nth * (course.points - 2) // (TRIED - 1)
    dead, _ = firm.run(firm.company.whole(), KILLED, deadly, applied=applied)
    wait_until(lambda: all(call.status for call in firm.sandbox.calls))
    again, _ = firm.run(firm.company.whole())
    assert picture(firm.company) == course.end
    assert course.early(dead) == course.early(again) == []


#: Stream -> a record that cannot land, and the field that is to blame.
BAD: t.Final[dict[str, tuple[Line, str]]] = {
    "orders": ({"owner": "nobody@every.example"}, "owner"),
    "alerts": ({"text": "x" * 200_000}, "content"),
    "changes": ({"title": "bad: change", "operation": "approve", "comment": None}, ""),
    "todos": ({"summary": ""}, "summary"),
    "visits": ({"summary": "bad: visit", "start_time": "2026-03-02T09:00:00Z"}, "end_time"),
    "reports": ({"title": "", "content": "x"}, "title"),
    "staff": ({"name": "bad: person", "mobile": None}, "mobile"),
}


def test_bad_records_are_dead_letters_and_all_others_land(firm: Firm):
    company, path = firm.company, firm.bench.folder / "letters.jsonl"
    routes = [{**route, "on_error": "dead_letter"} for route in company.config["routes"]]
    bad = [record(stream, id="bad", **values) for stream, (values, _) in BAD.items()]
    good = company.first()
    mixed = [line for pair in itertools.zip_longest(bad, good) for line in pair if line]
    _, pipe = firm.run(told(mixed), routes=routes, dead_letter_path=str(path))
    letters = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {each["stream"]: each["field"] for each in letters} == {
        stream: field for stream, (_, field) in BAD.items()
    }
    assert all(each["record"]["id"] == "bad" and each["message"] for each in letters)
    keys = Counter(line["record"]["id"] for line in good)
    there = picture(company)
    found = [name.split()[1] for name in there if not name.startswith("table ")]
    assert Counter(found) == keys
    assert all(len(each) == 1 for each in there.values())
    assert told_by(pipe)["total"] == "7 dead-lettered, 15 created, 3 sent"


#: What is called before the first record.
DISCOVERY = {"auth.tenant_access_token", "bitable.table.list", "bitable.field.list"}


def test_a_thousand_rows_of_which_400_are_there_take_four_calls_at_most(firm: Firm):
    base = firm.sandbox.world.base(firm.company.app_token)
    fields = [{"field_name": name, "type": 1} for name in ("id", "name")]
    table = base.add_table("people", fields)
    for number in range(400):
        table.add_row({"id": str(number), "name": "old"})
    lines = [schema("people"), *(record("people", id=str(n), name="new") for n in range(1000))]
    routes = [{"stream": "people"}]
    firm.run(lines, routes=routes, batch_size_rows=1000)
    calls = [call.operation for call in firm.sandbox.calls if call.operation not in DISCOVERY]
    assert len(calls) <= 4
    cells = [row["id"][0]["text"] + row["name"][0]["text"] for row in table.rows().values()]
    assert sorted(cells) == sorted(f"{number}new" for number in range(1000))
    firm.run(lines, routes=routes, batch_size_rows=1000)
    assert writes(firm.sandbox) == []
