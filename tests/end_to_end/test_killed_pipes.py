"""One end of a pipe dies, or both: the next run goes on from the last STATE of the target."""

from __future__ import annotations

import datetime as dt
import signal
import typing as t
from collections import Counter

import pytest

if t.TYPE_CHECKING:
    from feishu_sandbox import TableBuilder
    from tests.end_to_end.processes import Bench, Line, Pipe

TABLES = ("一", "二", "三")
#: Two pages to read for each table; two batches to write, and a rest that waits for the end.
ROWS = 700
BATCH = 300
CREATE = "bitable.record.batch_create"
#: What a shell reports for a process that SIGTERM ended.
TERMINATED = 128 + signal.SIGTERM


def counted(table: TableBuilder) -> Counter[tuple[str, float]]:
    """Count the rows of a table by name and number."""
    return Counter((row["名称"][0]["text"], row["数"]) for row in table.rows().values())


@pytest.fixture
def sources(bench: Bench) -> list[TableBuilder]:
    rows = [{"名称": f"第 {n} 行", "数": n} for n in range(ROWS)]
    tables = [bench.table(name, rows) for name in TABLES]
    # The rows are older than the run, so that a table's bookmark is that of its last row.
    bench.sandbox.clock.advance(60)
    return tables


class Watch:
    """Looks, at every write and before it is carried out, whether a STATE ran ahead of the rows."""

    def __init__(self, bench: Bench, sources: list[TableBuilder]) -> None:
        self._bench = bench
        self._sources = dict(zip(TABLES, sources, strict=True))
        self.pipe: Pipe | None = None
        self.early: list[Line] = []
        bench.sandbox.faults.add(CREATE, "callback", times=None, call=self.look)

    def look(self, _: object = None) -> None:
        for state in self.pipe.states if self.pipe else []:
            for stream, bookmark in state["bookmarks"].items():
                covered = self._covered(stream, bookmark.get("replication_key_value"))
                if not self._copied(stream).issuperset(covered):
                    self.early.append({stream: bookmark})

    def _covered(self, stream: str, until: str | None) -> set[str]:
        if until is None or "__" not in stream:
            return set()
        moment = dt.datetime.fromisoformat(until.replace("Z", "+00:00")).timestamp() * 1000
        records = self._sources[stream.partition("__")[2]].data.records.values()
        return {record.record_id for record in records if record.modified_time <= moment}

    def _copied(self, stream: str) -> set[str]:
        tables = [each for each in self._bench.copy.data.tables.values() if each.name == stream]
        found = self._bench.copy.table(stream).rows().values() if tables else []
        return {row["_record_id"][0]["text"] for row in found}


def run(bench: Bench, watch: Watch, state: Line | None = None) -> tuple[int, int]:
    watch.pipe = bench.start(state=state, batch_size_rows=BATCH)
    codes = watch.pipe.wait()
    watch.look()
    return codes


def continue_and_compare(bench: Bench, watch: Watch, sources: list[TableBuilder]) -> None:
    """Edit the source, go on from the last STATE, and find the very same rows in the copy."""
    first = sources[0]
    first.edit_row(next(iter(first.rows())), {"名称": "改"})
    first.add_row({"名称": "新", "数": -1})
    states = watch.pipe.states
    assert run(bench, watch, states[-1] if states else None) == (0, 0), watch.pipe.log
    for name, source in zip(TABLES, sources, strict=True):
        assert counted(bench.copied(name)) == counted(source)
    assert watch.early == []


@pytest.mark.parametrize("applied", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("nth", [1, 4, 8])
def test_a_killed_target(bench: Bench, sources: list[TableBuilder], nth: int, *, applied: bool):
    watch = Watch(bench, sources)
    bench.strike(CREATE, nth, lambda pipe: pipe.target.kill(), applied=applied)
    # The tap of the last moment has written everything and is gone.
    assert run(bench, watch) == (int(nth < 8), -signal.SIGKILL)
    assert "Traceback" not in watch.pipe.log
    bench.settle(CREATE, applied=applied)
    continue_and_compare(bench, watch, sources)


@pytest.mark.parametrize("nth", [1, 2, 4, 6])
def test_a_killed_tap(bench: Bench, sources: list[TableBuilder], nth: int):
    watch = Watch(bench, sources)
    bench.strike(f"*/{bench.source.app_token}/*/search", nth, lambda pipe: pipe.tap.kill())
    # The target cannot tell a tap that was killed from one that is done; who started both can.
    assert run(bench, watch) == (-signal.SIGKILL, 0)
    continue_and_compare(bench, watch, sources)


@pytest.mark.parametrize("ends", [("tap",), ("target",), ("tap", "target")], ids="-".join)
def test_a_terminated_pipe(bench: Bench, sources: list[TableBuilder], ends: tuple[str, ...]):
    watch = Watch(bench, sources)

    def terminate(pipe: Pipe) -> None:
        for end in ends:
            getattr(pipe, end).terminate()

    bench.strike(f"*/{bench.source.app_token}/*/search", 4, terminate)
    tap, target = run(bench, watch)
    assert target == (TERMINATED if "target" in ends else 0)
    # A tap whose reader is gone first ends with 1.
    assert tap == TERMINATED if ends == ("tap",) else tap in {TERMINATED, 1}
    assert watch.pipe.states
    continue_and_compare(bench, watch, sources)
