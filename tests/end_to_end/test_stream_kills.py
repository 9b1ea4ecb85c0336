"""A tap that is killed anywhere: going on from the last STATE gives what an unbroken run gives."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import subprocess
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from feishu_sandbox import Sandbox
from tests.end_to_end.processes import BIN, PATIENCE
from tests.end_to_end.streams import Printed, everything, loaded, saved, select

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.end_to_end.commands import Machine
    from tests.end_to_end.processes import Line
    from tests.end_to_end.streams import Key, Rows

#: Those that keep cursors: they tell of changes alone, so a lost change never comes again.
STREAMS = (
    "approval_comments",
    "approval_instances",
    "approval_tasks",
    "calendar_event_attendees",
    "calendar_events",
    "document_blocks",
    "documents",
    "messages",
    "sheet_rows",
    "task_comments",
    "tasks",
)
#: Lines after which the tap is killed, for runs from nothing and for runs from a state.
FIRST, LATER = (3, 11, 24, 40, 64, 113), (4, 10, 20, 32, 41, 65)
#: The least that a pipe may hold: the tap gets no further ahead of its reader.
SMALLEST_PIPE = 4096


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


class Runs:
    """Runs of the tap over one company; each continues a store of its own."""

    def __init__(self, sandbox: Sandbox, machine: Machine) -> None:
        self._settings = {**everything(sandbox), "bases": []}
        self._folder = machine.folder
        self._catalog = select(machine, self._settings, STREAMS)

    def run(self, name: str, state: Line | None = None) -> Printed:
        """Run to the end, which must be a good one."""
        done = subprocess.run(
            self._command(name, state), capture_output=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr.decode()
        return Printed(map(json.loads, done.stdout.splitlines()))

    def kill(self, name: str, after: int, state: Line | None = None) -> Printed:
        """Kill the tap after it has printed some lines; give what was read until then."""
        command = self._command(name, state)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        ) as tap:
            fcntl.fcntl(tap.stdout, fcntl.F_SETPIPE_SZ, SMALLEST_PIPE)
            lines = [tap.stdout.readline() for _ in range(after)]
            tap.kill()
        assert tap.returncode == -signal.SIGKILL
        return Printed(map(json.loads, lines))

    def branch(self, old: str, new: str) -> str:
        """Give a new name a copy of the store that another one has by now."""
        shutil.copy(self._folder / f"{old}.db", self._folder / f"{new}.db")
        return new

    def _command(self, name: str, state: Line | None) -> list[t.Any]:
        store = {"store_url": f"sqlite:///{self._folder}/{name}.db"}
        config = saved(self._folder, f"{name}.json", {**self._settings, **store})
        words = ["--state", saved(self._folder, f"{name}-state.json", state)] if state else []
        return [BIN / "tap-feishu", "--config", config, "--catalog", self._catalog, *words]


@pytest.fixture
def runs(sandbox: Sandbox, machine: Machine) -> Runs:
    return Runs(sandbox, machine)


def test_a_first_run_that_was_killed_is_continued_to_the_same_rows(sandbox: Sandbox, runs: Runs):
    fill(sandbox)
    killed = together(lambda after: runs.kill(f"first-{after}", after), FIRST)
    work(sandbox)
    expected = loaded(runs.run("unbroken"))
    assert len(expected) == len(STREAMS)
    rests = together(lambda after: runs.run(f"first-{after}", killed[after].state), FIRST)
    for after, printed in killed.items():
        assert differences(loaded(printed, rests[after]), expected) == {}, after


def test_a_later_run_that_was_killed_is_continued_to_the_same_rows(sandbox: Sandbox, runs: Runs):
    fill(sandbox)
    first = runs.run("first")
    work(sandbox)
    names = {after: runs.branch("first", f"later-{after}") for after in LATER}
    killed = together(lambda after: runs.kill(names[after], after, first.state), LATER)
    work(sandbox)
    expected = loaded(first, runs.run("first", first.state))
    rests = together(
        lambda after: runs.run(names[after], killed[after].state or first.state), LATER
    )
    for after, printed in killed.items():
        assert differences(loaded(first, printed, rests[after]), expected) == {}, after


def together(run: Callable[[int], Printed], points: Iterable[int]) -> dict[int, Printed]:
    """Have several runs at once, most of whose time is that of their start."""
    with ThreadPoolExecutor(3) as pool:
        return dict(zip(points, pool.map(run, points), strict=True))


def differences(found: dict[str, Rows], expected: dict[str, Rows]) -> dict[str, set[Key]]:
    """Give the keys of the rows in which two warehouses differ.

    Who is invited to an event is told as long as the event is there: rows of deleted ones count on
    neither side.
    """
    events = expected["calendar_events"].keys()
    for tables in (found, expected):
        invited = tables["calendar_event_attendees"].items()
        tables["calendar_event_attendees"] = {k: row for k, row in invited if k[:2] in events}
    pairs = {stream: (found.get(stream, {}), rows) for stream, rows in expected.items()}
    return {
        stream: {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
        for stream, (ours, theirs) in pairs.items()
        if ours != theirs
    }


def fill(sandbox: Sandbox) -> None:
    """Let there be something of today in every room."""
    world = sandbox.world
    for old in [one for one in world.approvals.state.instances.values() if one.reverted]:
        world.approvals.purge(old)  # `approval_listing: query` may find such a one, or not.
    for number in range(4):
        world.approvals.start_instance(world.approvals.codes[number % 2])
        for chat in list(world.state.chats.values())[:2]:
            world.talk.write(chat, f"第 {number} 句")
    team = next(c for c in world.state.calendars.calendars.values() if c.summary[:2] == "产品")
    for number in range(6):
        world.calendars.add_event(team, f"会议 {number}")


def work(sandbox: Sandbox) -> None:
    """Change one thing of each kind, another one each time, and delete an event."""
    world = sandbox.world
    pending = (i for i in world.approvals.state.instances.values() if i.status == "PENDING")
    instance = next(pending)
    world.approvals.comment(instance, "好")
    world.approvals.reject(instance)
    said = [message for message in world.state.messages.values() if "句" in message.content]
    world.talk.recall(next(message for message in said if not message.deleted))
    world.talk.edit(said[-1], "改过的")
    meetings = [e for e in world.state.calendars.events.values() if e.summary[:2] == "会议"]
    open_ones = [event for event in meetings if event.status != "cancelled"]
    world.calendars.cancel_event(open_ones[0])
    world.calendars.add_attendees(open_ones[1], next(iter(world.state.users)))
    task = next(
        one for one in world.state.tasks.tasks.values() if not one.completed_at and one.lists
    )
    world.tasks.comment(task, "完成")
    world.tasks.complete(task)
    guide = world.docx.document("欢迎 Welcome").document_id
    world.docx.add_block(guide, "text", "又一段")
    budget = world.sheets.spreadsheet("预算 Budget")
    world.sheets.add_row(budget.token, budget.sheets[0].sheet_id, ["新的一行", None, 1])
