"""What the sandbox holds of approval, as the streams should give it, and a place to merge runs."""

from __future__ import annotations

import datetime as dt
import json

STREAMS = ("approval_instances", "approval_tasks", "approval_comments")
KEYS = {
    "approval_instances": ("instance_code",),
    "approval_tasks": ("instance_code", "id"),
    "approval_comments": ("id",),
}


#: 2026-03-02 08:00 in Beijing.
NOW = 1_772_409_600_000
DAY = 86_400
LIST, QUERY, GET = (f"approval.instance.{name}" for name in ("list", "query", "get"))


def read(office, *, state=None, streams=STREAMS, **config):
    """Run these streams, and count calls from here on."""
    office.sandbox.calls.clear()
    return office.run(*streams, state=state, **config)


def cursor(run, stream="approval_instances", code=None):
    cursors = run.state["bookmarks"][stream]["cursors"]
    return cursors[code] if code else next(iter(cursors.values()))


def calls(office, name):
    return len(office.sandbox.calls.of(name))


def codes(run, stream="approval_instances"):
    return [row["instance_code"] for row in run.records.get(stream, [])]


def iso(milliseconds):
    if not milliseconds:
        return None
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
    moment = epoch + dt.timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Warehouse:
    """Rows by key, the last one wins."""

    def __init__(self):
        self.rows = {name: {} for name in STREAMS}

    def load(self, run):
        for name in STREAMS:
            for row in run.records.get(name, []):
                self.rows[name][tuple(row[key] for key in KEYS[name])] = row
        return self

    def seen(self, name, *columns):
        return {key: tuple(row[c] for c in columns) for key, row in self.rows[name].items()}


def instances(approvals, code):
    return [one for one in approvals.state.instances.values() if one.approval_code == code]


def assert_equal_to(approvals, code, warehouse):
    """Compare all three streams with what the sandbox holds of a definition."""
    truth = instances(approvals, code)
    seen = warehouse.seen(
        "approval_instances", "status", "start_time", "end_time", "reverted", "form", "timeline"
    )
    assert {key: (*row[:5], len(row[5])) for key, row in seen.items()} == {
        (one.instance_code,): (
            one.status,
            iso(one.start),
            iso(one.end),
            one.reverted,
            json.loads(json.dumps(one.form)),
            len(one.timeline),
        )
        for one in truth
    }
    assert warehouse.seen("approval_tasks", "status", "open_id", "start_time", "end_time") == {
        (one.instance_code, task.id): (task.status, task.approver, iso(task.start), iso(task.end))
        for one in truth
        for task in one.tasks
    }
    assert warehouse.seen("approval_comments", "instance_code", "comment", "create_time") == {
        (comment.id,): (one.instance_code, comment.text, iso(comment.created))
        for one in truth
        for comment in one.comments
    }
