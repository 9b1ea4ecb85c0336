"""The stream `events`: what the receiver stored, as a log."""

from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect.store import Store, StoredEvent
from tests.support import START


def event(number: int, tenant: str = "tenant-1", **payload) -> StoredEvent:
    return StoredEvent(
        event_id=f"e-{number}",
        event_type="approval_instance",
        tenant_key=tenant,
        created_at=START + dt.timedelta(milliseconds=number),
        schema="1.0",
        payload=payload or {"status": "批准", "n": [number, None]},
    )


@pytest.fixture
def url(tmp_path, bench) -> str:
    bench.config["store_url"] = f"sqlite:///{tmp_path / 'store.db'}"
    return bench.config["store_url"]


def open_store(bench, url):
    return Store.open(url, app_id=bench.config["app_id"], app_secret=bench.config["app_secret"])


@pytest.fixture
def store(bench, url):
    opened = open_store(bench, url)
    yield opened
    opened.close()


def ids(run) -> list[str]:
    return [row["event_id"] for row in run.records.get("events", [])]


def test_events_come_in_their_order_with_every_column(bench, store):
    store.add_events([event(2), event(1)])
    rows = bench.run("events").records["events"]
    assert rows[0] == {
        "event_id": "e-2",
        "event_type": "approval_instance",
        "tenant_key": "tenant-1",
        "created_at": "2026-01-31T08:00:00.002Z",
        "schema": "1.0",
        "payload": {"status": "批准", "n": [2, None]},
        "position": 1,
    }
    assert [row["event_id"] for row in rows] == ["e-2", "e-1"]


def test_a_second_run_gives_what_came_since_also_after_a_clean_up(bench, store):
    store.add_events([event(1), event(2)])
    first = bench.run("events")
    store.forget_events(before=dt.datetime.now(dt.timezone.utc) + dt.timedelta(hours=1))
    store.add_event(event(3))
    second = bench.run("events", state=first.state)
    assert ids(second) == ["e-3"]
    assert ids(bench.run("events", state=second.state)) == []


def test_many_events_are_read_in_batches(bench, store):
    store.add_events([event(number) for number in range(2345)])
    run = bench.run("events")
    assert ids(run) == [f"e-{number}" for number in range(2345)]
    assert run.state["bookmarks"]["events"]["position"] == 2345


def test_another_store_is_read_from_its_beginning_and_told(bench, store, tmp_path, caplog):
    store.add_events([event(1), event(2)])
    state = bench.run("events").state
    other = f"sqlite:///{tmp_path / 'other.db'}"
    with_other = open_store(bench, other)
    with_other.add_event(event(7))
    with_other.close()
    run = bench.run("events", state=state, store_url=other)
    assert ids(run) == ["e-7"]
    assert "another store" in caplog.text


def test_events_of_other_tenants_are_left_out_and_not_read_again(bench, store):
    store.add_events(
        [event(1, "tenant-1"), event(2, "tenant-2"), event(3, ""), event(4, "tenant-2")]
    )
    run = bench.run("events", app_type="store", tenant_key="tenant-1", bases=[])
    assert ids(run) == ["e-1", "e-3"]
    assert run.state["bookmarks"]["events"]["position"] == 4


def test_half_an_emoji_does_not_stop_the_stream(bench, store):
    store.add_event(event(1, text="\ud83d 好"))
    rows = bench.run("events").records["events"]
    assert rows[0]["payload"] == {"text": "? 好"}


@pytest.mark.usefixtures("store")
def test_no_call_is_made(bench):
    bench.config["bases"] = []
    bench.sandbox.calls.clear()
    bench.run("events")
    assert [call.operation for call in bench.sandbox.calls] == []
