"""Runs of the tap inside the test process, against the sandbox over real sockets."""

from __future__ import annotations

import collections
import copy
import functools
import json
import typing as t
from dataclasses import dataclass, field

import pytest
from singer_sdk.contrib.msgspec import MsgSpecWriter

from feishu_connect import FeishuClient
from feishu_connect.errors import IncompleteError
from feishu_sandbox import Sandbox
from tap_feishu import TapFeishu
from tap_feishu import run as tap_run
from tests.support import FakeClock

if t.TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

HOUR = 3600


class PatientTap(TapFeishu):
    """The tap with a clock on which waiting takes no time."""

    @functools.cached_property
    def run(self) -> tap_run.Run:
        run = super().run
        run.client = FeishuClient(run.settings.connection, clock=FakeClock())
        return run


class Collector(MsgSpecWriter):
    """Keeps the messages as a target would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[dict[str, t.Any]] = []

    def write_message(self, message: t.Any) -> None:
        self.messages.append(json.loads(bytes(self.format_message(message))))


@dataclass
class Run:
    """What one run emitted, and how it ended."""

    records: dict[str, list[dict[str, t.Any]]] = field(default_factory=dict)
    schemas: dict[str, dict[str, t.Any]] = field(default_factory=dict)
    state: dict[str, t.Any] = field(default_factory=dict)
    error: str = ""

    def ids(self, stream: str) -> list[str]:
        return [record["_record_id"] for record in self.records.get(stream, [])]


class Bench:
    """A sandbox with an empty base, and the means to run the tap over it."""

    def __init__(self, sandbox: Sandbox, store_url: str) -> None:
        self.sandbox = sandbox
        self.base = sandbox.world.add_base("测试 Base")
        self.config = {**sandbox.config, "bases": [self.base.app_token], "lookback": 0}
        self.config["store_url"] = store_url

    def table(self, name: str, fields: list[dict[str, t.Any]] | None = None):
        return self.base.add_table(name, fields or [{"field_name": "名称", "type": 1}])

    def tap(self, *, catalog=None, state=None, writer=None, **config) -> PatientTap:
        return PatientTap(
            config={**self.config, **config}, catalog=catalog, state=state, message_writer=writer
        )

    def discover(self, **config) -> dict[str, dict[str, t.Any]]:
        catalog = json.loads(self.tap(**config).run_discovery())
        return {entry["tap_stream_id"]: entry for entry in catalog["streams"]}

    def run(self, *streams: str, state=None, catalog=None, **config) -> Run:
        """Run with these streams selected, all where none is named."""
        writer, run = Collector(), Run()
        tap = self.tap(catalog=catalog, state=copy.deepcopy(state), writer=writer, **config)
        for name, stream in tap.streams.items():
            if streams:
                stream.selected = name in streams
        try:
            tap.note_lost_streams()
            tap.sync_all()
            tap.run.failures.conclude()
        except IncompleteError as error:
            run.error = str(error)
        finally:
            tap.run.close()
        collected = collections.defaultdict(list)
        for message in writer.messages:
            if message["type"] == "RECORD":
                collected[message["stream"]].append(message["record"])
            elif message["type"] == "SCHEMA":
                run.schemas[message["stream"]] = message
            elif message["type"] == "STATE":
                run.state = message["value"]
        run.records = dict(collected)
        return run


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
def bench(sandbox: Sandbox, tmp_path: pathlib.Path) -> Bench:
    return Bench(sandbox, f"sqlite:///{tmp_path / 'feishu-store.db'}")
