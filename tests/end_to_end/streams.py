"""What the tap prints over the seeded company, and what a target would make of it."""

from __future__ import annotations

import json
import typing as t
from collections import defaultdict

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from feishu_sandbox import Sandbox
    from tests.end_to_end.commands import Command, Machine
    from tests.end_to_end.processes import Line

#: Values of the primary key, in its order.
Key = tuple[t.Any, ...]
Rows = dict[Key, "Line"]


def everything(sandbox: Sandbox) -> Line:
    """Give settings that leave no stream without something to read."""
    state = sandbox.world.state
    entries = state.drive.entries.values()
    shared = (one for one in entries if one.type == "folder" and one.access and not one.parent)
    return {
        **sandbox.config,
        "approval_codes": sandbox.world.approvals.codes,
        "approval_listing": "query",
        "ended_lookback": 86_400,
        "drive_folders": [folder.token for folder in shared],
        "wiki_spaces": list(state.wiki.spaces)[:1],
    }


class Printed:
    """The messages of one run, by stream."""

    def __init__(self, messages: Iterable[Line]) -> None:
        """Sort them."""
        self.schemas: dict[str, Line] = {}
        self.keys: dict[str, list[str]] = {}
        self.rows: dict[str, list[Line]] = defaultdict(list)
        self.states: list[Line] = []
        for message in messages:
            stream = message.get("stream", "")
            if message["type"] == "SCHEMA":
                self.schemas[stream] = message["schema"]
                self.keys[stream] = message["key_properties"]
            elif message["type"] == "RECORD":
                self.rows[stream].append(message["record"])
            elif message["type"] == "STATE":
                self.states.append(message["value"])

    @property
    def state(self) -> Line:
        """The last state, with which the next run goes on."""
        return self.states[-1] if self.states else {}

    def keyed(self, stream: str) -> Iterator[tuple[Key, Line]]:
        """Give the rows of a stream with their keys, in the order in which they came."""
        for row in self.rows.get(stream, ()):
            yield tuple(row[name] for name in self.keys[stream]), row

    def table(self, stream: str) -> Rows:
        """Give the last row of each key."""
        return dict(self.keyed(stream))


def loaded(*runs: Printed) -> dict[str, Rows]:
    """Give what a target has after these runs: the last row of each key, but deleted ones."""
    tables: dict[str, Rows] = defaultdict(dict)
    for run in runs:
        for stream in run.rows:
            tables[stream].update(run.table(stream))
    return {
        stream: {key: row for key, row in rows.items() if not row.get("_sdc_deleted_at")}
        for stream, rows in tables.items()
    }


def read(machine: Machine, config: Line, state: Line | None = None) -> Printed:
    """Run the tap over all that the identity can read, from a state if there is one."""
    words = ["--catalog", str(select(machine, config))]
    words += ["--state", str(saved(machine.folder, "state.json", state))] if state else []
    return Printed(machine.run(config, "tap-feishu", *words).messages)


def select(machine: Machine, config: Line, streams: Iterable[str] | None = None) -> Path:
    """Discover, select these streams alone, or all, and give the file of the catalog."""
    catalog = discovered(machine.run(config, "tap-feishu", "--discover"))
    wanted = None if streams is None else set(streams)
    for entry in catalog["streams"]:
        whole = next(one["metadata"] for one in entry["metadata"] if not one["breadcrumb"])
        readable = whole["inclusion"] != "unsupported"
        whole["selected"] = readable if wanted is None else entry["tap_stream_id"] in wanted
    return saved(machine.folder, "catalog.json", catalog)


def discovered(command: Command) -> Line:
    """Give the catalog that a tap printed."""
    catalog: Line = json.loads(command.out)
    return catalog


def saved(folder: Path, name: str, content: Line) -> Path:
    """Write JSON into a file."""
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
