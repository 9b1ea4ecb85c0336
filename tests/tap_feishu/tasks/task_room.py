"""A bench with task lists."""

from __future__ import annotations

import copy

from tests.tap_feishu.conftest import HOUR

DAY = 24 * HOUR
#: Selected alone, these make no detail necessary.
SUMMARY = ("guid", "summary", "completed_at", "due", "start", "members", "subtask_count")


class Room:
    """Builds task lists, runs the tap over them, and counts what it asked for."""

    def __init__(self, bench):
        self.bench, self.sandbox = bench, bench.sandbox
        self.tasks, self.state = bench.sandbox.world.tasks, bench.sandbox.world.state.tasks
        bench.config = {**bench.config, "bases": []}
        # What is made before a run is older than the run, also within the same millisecond.
        self.sandbox.clock.advance(-0.002)
        for kind in (self.state.lists, self.state.tasks, self.state.comments):
            kind.clear()
        self.owner = next(iter(bench.sandbox.world.state.users.values()))

    def add_list(self, name, *, shared=True):
        return self.tasks.add_list(name, self.owner, share=[self.sandbox.app] if shared else [])

    def long_ago(self, task, days=400):
        """Make it a task that was made, changed and perhaps completed long ago."""
        then = self.sandbox.clock.now_ms() - days * DAY * 1000
        task.created_at = task.updated_at = then
        task.completed_at = then if task.completed_at else 0
        return task

    def run(self, *streams, **options):
        """Run, and read what came of the first stream."""
        self.sandbox.calls.clear()
        state = copy.deepcopy(options.pop("state", None))
        outcome = self.bench.run(*streams, state=state, **options)
        rows = outcome.records.get(streams[0], [])
        outcome.rows = rows
        outcome.names = sorted(row.get("summary") or row.get("content") or "" for row in rows)
        return outcome

    def calls(self, name):
        return len(self.sandbox.calls.of(f"task.{name}"))

    def catalog(self, stream, *columns, **selected):
        """Select some columns of a stream."""
        entry = self.bench.discover()[stream]
        for node in entry["metadata"]:
            name = node["breadcrumb"][-1] if node["breadcrumb"] else ""
            node["metadata"]["selected"] = not name or name in columns
            if node["metadata"].get("inclusion") == "automatic":
                node["metadata"].pop("selected")
            if name in selected:
                node["metadata"]["selected"] = selected[name]
        return {"streams": [entry]}


def make_lively(room):
    """A list with an open task, one that was just completed, one completed long ago; subtasks."""
    room.list = room.add_list("清单")
    room.open = room.tasks.add_task("open", room.list)
    room.recent = room.tasks.add_task("recent", room.list)
    room.old = room.tasks.add_task("old", room.list)
    room.child = room.tasks.add_task("child", parent=room.open)
    room.grandchild = room.tasks.add_task("grandchild", parent=room.child)
    room.old_child = room.tasks.add_task("old child", parent=room.old)
    for task in (room.recent, room.old, room.old_child):
        room.tasks.complete(task)
    for task in list(room.state.tasks.values()):
        room.long_ago(task)
    room.recent.completed_at = room.sandbox.clock.now_ms() - DAY * 1000
    return room
