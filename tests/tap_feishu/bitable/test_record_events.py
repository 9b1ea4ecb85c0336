"""`record_events`: between two full reads the stored events tell which rows to look up."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from feishu_connect import endpoints
from feishu_connect.client import FeishuClient
from feishu_connect.settings import ConnectionSettings
from feishu_connect.store import Store, StoredEvent
from tap_feishu.needs import needs
from tests.support import START, FakeClock
from tests.tap_feishu.bitable.conftest import DAY, STREAM, Desk, Warehouse


class Pushed:
    """A desk whose base is subscribed, and a receiver that stores what one tells it."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self.desk = desk
        self.store = store
        self.numbers = itertools.count()
        self.options = {"record_events": True, "full_refresh_interval": 7 * 86_400}
        self.subscribe()

    def subscribe(self, row: t.Any = endpoints.drive.FILE_SUBSCRIBE) -> None:
        config = self.desk.bench.config
        client = FeishuClient(ConnectionSettings.from_config(config), clock=FakeClock())
        path = {"file_token": self.desk.base.app_token}
        client.call(row, path=path, params={"file_type": "bitable"})

    def event(self, kind: str = "record", table: str = "", **actions: str) -> None:
        """Store an event: record id -> what happened to it."""
        payload = {
            "file_token": self.desk.base.app_token,
            "file_type": "bitable",
            "table_id": table or self.desk.table.table_id,
            "action_list": [
                {"record_id": one, "action": f"record_{what}"} for one, what in actions.items()
            ],
        }
        event_type = f"drive.file.bitable_{kind}_changed_v1"
        self.store.add_event(
            StoredEvent(f"e{next(self.numbers)}", event_type, "", START, "2.0", payload)
        )

    def run(self, **options: t.Any) -> t.Any:
        return self.desk.run(**{**self.options, **options})


@pytest.fixture
def pushed(desk, bench):
    store = Store.open(
        bench.config["store_url"],
        app_id=bench.config["app_id"],
        app_secret=bench.config["app_secret"],
    )
    yield Pushed(desk, store)
    store.close()


@pytest.fixture
def read_once(pushed):
    """Ten rows from two days ago, read wholly yesterday; today's clock."""
    pushed.desk.at(-2 * DAY)
    ids = pushed.desk.rows(10)
    first = pushed.run()
    assert len(first.ids(STREAM)) == 10
    pushed.desk.at(0)
    return ids, first.state


def test_rows_that_events_name_are_looked_up_and_the_table_is_not_listed(pushed, read_once):
    ids, state = read_once
    pushed.desk.table.edit_row(ids[3], {"名称": "改"})
    new = pushed.desk.table.add_row({"名称": "新"})
    pushed.event(**{ids[3]: "edited"})
    pushed.event(**{new: "added", ids[3]: "edited"})
    run = pushed.run(state=state)
    assert sorted(run.ids(STREAM)) == sorted([ids[3], new])
    assert {row["名称"] for row in run.records[STREAM]} == {"改", "新"}
    assert not pushed.desk.searches()
    assert not pushed.run(state=run.state).ids(STREAM)


def test_a_change_whose_event_comes_late_is_not_lost(pushed, read_once):
    ids, state = read_once
    pushed.desk.table.edit_row(ids[0], {"名称": "早"})
    pushed.desk.table.edit_row(ids[1], {"名称": "也早"})
    pushed.event(**{ids[1]: "edited"})
    second = pushed.run(state=state)
    assert second.ids(STREAM) == [ids[1]]
    listed = pushed.run(state=second.state, record_events=False)
    assert sorted(listed.ids(STREAM)) == sorted(ids[:2])
    pushed.event(**{ids[0]: "edited"})
    assert pushed.run(state=second.state).ids(STREAM) == [ids[0]]


def test_deleted_rows_become_tombstones(pushed, desk):
    pushed.options |= {"deletes": "tombstone"}
    desk.at(-2 * DAY)
    ids = desk.rows(5)
    house = Warehouse()
    assert house.load(desk.bench, **pushed.options)
    desk.at(0)
    new = desk.table.add_row({"名称": "新"})
    desk.table.remove_rows(ids[2])
    pushed.event(**{new: "added", ids[2]: "deleted"})
    assert house.load(desk.bench, **pushed.options)
    assert set(house.living) == {*ids, new} - {ids[2]}
    desk.table.remove_rows(new)
    pushed.event(**{new: "deleted"})
    assert house.load(desk.bench, **pushed.options)
    assert set(house.living) == set(ids) - {ids[2]}


def test_a_killed_run_repeats_its_events(pushed, desk):
    pushed.options |= {"deletes": "tombstone"}
    desk.at(-2 * DAY)
    ids = desk.rows(5)
    house = Warehouse()
    house.load(desk.bench, **pushed.options)
    desk.at(0)
    desk.table.remove_rows(ids[0])
    desk.table.edit_row(ids[1], {"名称": "改"})
    pushed.event(**{ids[0]: "deleted", ids[1]: "edited"})
    for after in range(6):
        house.load(desk.bench, kill_after=after, **pushed.options)
    house.load(desk.bench, **pushed.options)
    assert set(house.living) == set(ids[1:])
    assert house.rows[ids[1]]["名称"] == "改"


def test_a_row_that_a_slow_replica_does_not_know_yet_is_asked_for_again(pushed, read_once):
    _, state = read_once
    pushed.event(recNotThereYet="added")
    run = pushed.run(state=state)
    assert len(pushed.desk.sandbox.calls.of("bitable.record.batch_get")) == 3
    assert not run.ids(STREAM)


def test_an_event_whose_row_is_not_answered_for_comes_again(pushed, read_once, unanswered):
    ids, state = read_once
    for one in ids[:2]:
        pushed.desk.table.edit_row(one, {"名称": "改"})
    pushed.event(**{ids[0]: "edited", ids[1]: "edited"})
    unanswered.add(ids[1])
    second = pushed.run(state=state)
    assert second.ids(STREAM) == [ids[0]]
    assert "run is incomplete" in second.error
    assert second.state["bookmarks"][STREAM] == state["bookmarks"][STREAM]
    unanswered.clear()
    third = pushed.run(state=second.state)
    assert sorted(third.ids(STREAM)) == sorted(ids[:2])
    assert not third.error


def test_a_row_that_is_answered_for_at_the_second_look_is_no_failure(
    pushed, read_once, unanswered, monkeypatch
):
    ids, state = read_once
    pushed.event(**{ids[0]: "edited"})
    unanswered.add(ids[0])
    monkeypatch.setattr(FakeClock, "sleep", lambda _, seconds: seconds and unanswered.clear())
    run = pushed.run(state=state)
    assert (run.ids(STREAM), run.error) == ([ids[0]], "")


def test_known_rows_that_the_app_may_not_read_any_more_hold_the_events(pushed, desk, caplog):
    pushed.options |= {"deletes": "tombstone"}
    desk.at(-2 * DAY)
    ids = desk.rows(3)
    first = pushed.run()
    desk.at(0)
    desk.table.edit_row(ids[0], {"名称": "改"})
    pushed.event(**{ids[0]: "edited"})
    desk.base.data.is_advanced = True
    desk.base.share(desk.bench.config["app_id"], "view")
    second = pushed.run(state=first.state)
    assert "run is incomplete" in second.error
    assert "manage permission" in caplog.text
    assert second.state["bookmarks"][STREAM] == first.state["bookmarks"][STREAM]
    desk.base.share(desk.bench.config["app_id"], "manage")
    third = pushed.run(state=second.state)
    assert (third.ids(STREAM), third.error) == ([ids[0]], "")


def test_the_table_is_listed_when_columns_changed(pushed, read_once):
    ids, state = read_once
    pushed.event("field")
    pushed.desk.table.edit_row(ids[0], {"名称": "改"})
    run = pushed.run(state=state)
    assert run.ids(STREAM) == [ids[0]]
    assert pushed.desk.searches()


def test_the_table_is_listed_when_its_base_is_not_subscribed_any_more(pushed, read_once, caplog):
    ids, state = read_once
    pushed.subscribe(endpoints.drive.FILE_UNSUBSCRIBE)
    pushed.desk.table.edit_row(ids[0], {"名称": "改"})
    assert pushed.run(state=state).ids(STREAM) == [ids[0]]
    assert "feishu-connect subscribe" in caplog.text


def test_the_table_is_listed_when_another_store_counted_the_events(pushed, read_once, tmp_path):
    ids, state = read_once
    pushed.desk.table.edit_row(ids[0], {"名称": "改"})
    run = pushed.run(state=state, store_url=f"sqlite:///{tmp_path / 'other.db'}")
    assert run.ids(STREAM) == [ids[0]]


def test_all_rows_come_again_when_the_full_refresh_is_due(pushed, read_once):
    ids, state = read_once
    state["bookmarks"][STREAM]["refreshed_at"] = "2026-01-01T00:00:00.000Z"
    run = pushed.run(state=state)
    assert sorted(run.ids(STREAM)) == sorted(ids)


def test_events_of_other_tables_cost_nothing(pushed, read_once):
    _, state = read_once
    pushed.event(table="tblOther", recOther="edited")
    run = pushed.run(state=state)
    assert not run.ids(STREAM)
    assert not pushed.desk.sandbox.calls.of("bitable.record.batch_get")


def test_the_doctor_knows_what_events_need(pushed):
    found = needs({**pushed.desk.bench.config, **pushed.options})
    wanted = {row.name for need in found for row in need.endpoints}
    assert {"drive.file.get_subscribe", "bitable.record.batch_get"} <= wanted
