"""A table, a clock that is set by minutes, and a warehouse that survives killed runs."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from feishu_connect import FeishuClient, endpoints
from tests.tap_feishu.conftest import Bench, Collector

DAY = 24 * 60
STREAM = "测试_base__客户"
_LISTS = ("absent_record_ids", "forbidden_record_ids")


class KilledError(BaseException):
    """The process ends here."""


class Killing(Collector):
    """Takes so many messages, and then the process is gone."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def write_message(self, message: t.Any) -> None:
        if len(self.messages) == self.after:
            raise KilledError
        super().write_message(message)


class Desk:
    """The bench with one table, at a time of its own."""

    def __init__(self, bench: Bench, fields: list[dict[str, t.Any]]) -> None:
        self.bench = bench
        self.sandbox = bench.sandbox
        self.base = bench.base
        self.table = bench.table("客户", fields)

    def at(self, minutes: float) -> None:
        """Stop the clock so many minutes from now; the runs themselves start now."""
        now = dt.datetime.now(tz=dt.timezone.utc).timestamp()
        self.sandbox.clock.freeze(int((now + 60 * minutes) * 1000))

    def rows(self, count: int, **more: t.Any) -> list[str]:
        return [self.table.add_row({"名称": f"第 {n} 行", **more}) for n in range(count)]

    def view(self, text: str) -> str:
        """Make a view of the rows of one name, and give its link."""
        condition = {
            "field_id": self.table.field("名称").field_id,
            "operator": "is",
            "value": f'["{text}"]',
        }
        found = {"filter_info": {"conjunction": "and", "conditions": [condition]}}
        view = self.table.add_view("部分", found)
        return (
            f"https://acme.feishu.cn/base/{self.base.app_token}"
            f"?table={self.table.table_id}&view={view.view_id}"
        )

    def searches(self) -> list[t.Any]:
        return self.sandbox.calls.of("bitable.record.search")

    def run(self, **options: t.Any) -> t.Any:
        self.sandbox.calls.clear()
        return self.bench.run(STREAM, **options)


class Warehouse:
    """What a target holds after some runs, and the last STATE it was given."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, t.Any]] = {}
        self.state: dict[str, t.Any] | None = None

    @property
    def living(self) -> dict[str, dict[str, t.Any]]:
        return {key: row for key, row in self.rows.items() if not row["_sdc_deleted_at"]}

    def load(self, bench: Bench, *, kill_after: int | None = None, **config: t.Any) -> bool:
        """Run, and tell whether the run came to its end."""
        writer = Collector() if kill_after is None else Killing(kill_after)
        tap = bench.tap(state=self.state, writer=writer, **config)
        for name, stream in tap.streams.items():
            stream.selected = name == STREAM
        try:
            tap.sync_all()
            tap.run.failures.conclude()
            ended = True
        except KilledError:
            ended = False
        for message in writer.messages:
            if message["type"] == "RECORD":
                self.rows[message["record"]["_record_id"]] = message["record"]
            elif message["type"] == "STATE":
                self.state = message["value"]
        return ended


@pytest.fixture
def unanswered(monkeypatch) -> set[str]:
    """Ids of rows of which batch_get says nothing, in none of its lists."""
    ids: set[str] = set()
    real = FeishuClient.call

    def call(client: FeishuClient, endpoint: t.Any, **given: t.Any) -> dict[str, t.Any]:
        data = real(client, endpoint, **given)
        if endpoint is not endpoints.BITABLE_RECORD_BATCH_GET:
            return data
        records = [one for one in data["records"] if one["record_id"] not in ids]
        told = {key: [one for one in data[key] if one not in ids] for key in data if key in _LISTS}
        return {**data, **told, "records": records}

    monkeypatch.setattr(FeishuClient, "call", call)
    return ids


@pytest.fixture
def tombstones(tmp_path) -> dict[str, t.Any]:
    """The settings that ask for tombstones."""
    return {"deletes": "tombstone", "store_url": f"sqlite:///{tmp_path / 'store.sqlite3'}"}


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return Desk(
        bench,
        [
            {"field_name": "名称", "type": 1},
            {"field_name": "完成", "type": 7},
            {"field_name": "改于", "type": 1002},
        ],
    )
