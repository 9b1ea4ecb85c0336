"""Messages: every field, windows, edits, recalls."""

from __future__ import annotations

import pytest

from tap_feishu.chats.messages import Window
from tap_feishu.config import TapSettings
from tap_feishu.streams.chats import BODY
from tests.support import settings
from tests.tap_feishu.chats.chatting import (
    DAY,
    HOUR,
    NOW_MS,
    all_of,
    instant,
    land,
    open_office,
    rows,
    texts,
)

WEEK_MS = 7 * DAY * 1000


@pytest.fixture
def office(bench, monkeypatch):
    return open_office(bench, monkeypatch)


def test_every_field_of_every_message_is_there(office):
    talk, people, sandbox = office.talk, office.people, office.sandbox
    talk.write(office.chat, "@_user_1 你好", by=people[1], mentions=[people[0]])
    office.wait(0.5)
    card = {"title": "x", "elements": [[{"tag": "text", "text": "y"}]]}
    talk.send(office.chat, card, msg_type="interactive", by=sandbox.app.app_id)
    first = talk.write(office.chat, "eins")
    talk.reply(first, "zwei")
    talk.reply(first, "drei", in_thread=True)
    talk.recall(talk.write(office.chat, "weg", mentions=[people[0]]))
    talk.edit(talk.write(office.chat, "alt"), "neu")
    warehouse = {}
    land(warehouse, office.read())
    assert warehouse == all_of(sandbox)


def test_the_catalog_tells_the_replication_key(office):
    entry = office.discover()["messages"]
    root = entry["metadata"][-1]["metadata"]
    assert entry["replication_key"] == "create_time"
    assert root["valid-replication-keys"] == ["create_time"]


def test_a_second_run_gives_what_is_new_and_asks_for_the_window_alone(office):
    office.talk.write(office.chat, "alt")
    office.wait(30 * DAY)
    state = office.read().state
    office.wait(HOUR)
    assert rows(office.read(state)) == []
    office.talk.write(office.chat, "neu")
    run = office.read(state)
    assert texts(run) == ["neu"]
    calls = office.sandbox.calls.of("im.message.list")
    began = (NOW_MS + 30 * DAY * 1000 - WEEK_MS) // 1000
    assert [call.query.get("start_time") for call in calls] == [None, *[[str(began - 1)]] * 2]
    assert all(call.query["page_size"] == ["50"] for call in calls)
    assert all("end_time" not in call.query for call in calls)


def test_the_state_is_one_small_value_a_chat(office):
    root = office.talk.write(office.chat, "alt")
    office.wait(30 * DAY)
    office.talk.reply(root, "neu", in_thread=True)
    for number in range(60):
        office.talk.write(office.chat, str(number))
    started = office.sandbox.clock.now_ms()
    state = office.read().state["bookmarks"]["messages"]
    assert state["cursors"] == {
        office.chat.chat_id: {
            "time": started,
            "from": started - WEEK_MS,
            "threads": [root.thread_id],
        }
    }


@pytest.mark.parametrize("bounds", ["inclusive", "exclusive"])
def test_what_is_written_in_the_millisecond_of_the_start_is_given_by_the_next_run(office, bounds):
    office.sandbox.behaviour.message_bounds = bounds
    office.config["message_lookback"] = 0
    state = office.read().state
    office.talk.write(office.chat, "im selben Augenblick")
    assert texts(office.read(state)) == ["im selben Augenblick"]


@pytest.mark.parametrize("bounds", ["inclusive", "exclusive"])
def test_start_date_is_kept_to_the_millisecond(office, bounds):
    office.sandbox.behaviour.message_bounds = bounds
    office.talk.write(office.chat, "davor")
    office.wait(0.0025)
    start = instant(office.sandbox.clock.now_ms())
    office.talk.write(office.chat, "danach")
    run = office.read(start_date=start)
    assert texts(run) == ["danach"]
    office.talk.edit(next(iter(office.sandbox.world.state.messages.values())), "davor, anders")
    assert texts(office.read(run.state, start_date=start)) == ["danach"]


def test_lookback_gives_again_what_was_written_shortly_before_the_last_run(office):
    for text in ("früh", "spät"):
        office.talk.write(office.chat, text)
        office.wait(200)
    state = office.read().state
    assert texts(office.read(state, lookback=300)) == ["spät"]


def test_edits_and_recalls_within_the_window_are_given_later_ones_are_not(office):
    old, edited, recalled = [office.talk.write(office.chat, text) for text in "abc"]
    office.wait(1)
    state = office.read().state
    office.wait(6 * DAY)
    office.talk.edit(edited, "b, neu")
    office.talk.recall(recalled)
    run = office.read(state)
    assert [row["message_id"] for row in rows(run)] == [edited.message_id, recalled.message_id]
    assert [row["deleted"] for row in rows(run)] == [False, True]
    office.wait(2 * DAY)
    state = office.read(run.state).state
    office.talk.recall(old)
    assert rows(office.read(state)) == []


def test_a_chat_that_the_bot_leaves_loses_its_cursor_and_begins_anew(office):
    office.talk.write(office.chat, "alt")
    state = office.read().state
    office.talk.leave(office.chat, office.sandbox.app.app_id)
    state = office.read(state).state
    assert state["bookmarks"]["messages"]["cursors"] == {}
    office.wait(30 * DAY)
    office.talk.join(office.chat, office.sandbox.app.app_id)
    assert texts(office.read(state)) == ["alt"]


@pytest.mark.parametrize(
    "content, parsed",
    [
        ('{"text": "x"}', {"text": "x"}),
        ("[1]", [1]),
        ("This message was recalled", "This message was recalled"),
        ("1.5", "1.5"),
        ('"x"', '"x"'),
        ("", ""),
        (None, None),
        (12, 12),
        ('{"text": "\\ud83d"}', {"text": "?"}),
        ('{"text": "\\ud83d\\ude00"}', {"text": "😀"}),
    ],
)
def test_content_is_parsed_where_it_is_json(content, parsed):
    assert BODY.read({"content": content, "more": 1}) == {"content": parsed, "more": 1}


def test_a_message_without_a_body_has_none():
    assert BODY.read(None) is None
    assert BODY.read("odd") == {"content": "odd"}


def test_a_message_without_a_time_is_given():
    window = Window.after({"time": 2000, "from": 1000}, _tap_settings())
    assert window.takes({"message_id": "om_1"})
    assert window.takes({"message_id": "om_1", "create_time": "odd"})


def _tap_settings(**config):
    connection = settings()
    secrets = {"app_id": connection.app_id, "app_secret": connection.app_secret}
    return TapSettings.from_config({**secrets, "bases": [], **config})
