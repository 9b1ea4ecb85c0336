"""Replies in threads, which the history of a chat does not hold."""

from __future__ import annotations

import pytest

from tap_feishu.chats import messages as room
from tap_feishu.chats.messages import Window
from tests.tap_feishu.chats.chatting import DAY, HOUR, all_of, land, open_office, rows, texts


@pytest.fixture
def office(bench, monkeypatch):
    return open_office(bench, monkeypatch)


def test_replies_in_threads_are_found_however_old_the_thread_while_people_write_in_it(office):
    root = office.talk.write(office.chat, "Frage")
    state = None
    for day in range(4):
        office.talk.reply(root, f"Antwort {day}", in_thread=True)
        run = office.read(state)
        assert f"Antwort {day}" in texts(run)
        state = run.state
        office.wait(6 * DAY)
    office.wait(2 * DAY)
    state = office.read(state).state
    assert state["bookmarks"]["messages"]["cursors"][office.chat.chat_id]["threads"] == []
    office.talk.reply(root, "nach langem Schweigen")
    assert rows(office.read(state)) == []


def test_a_message_that_becomes_a_thread_is_given_again_with_its_thread_id(office):
    root = office.talk.write(office.chat, "Frage")
    office.wait(HOUR)
    state = office.read().state
    office.wait(HOUR)
    reply = office.talk.reply(root, "Antwort", in_thread=True)
    run = office.read(state)
    assert [row["message_id"] for row in rows(run)] == [root.message_id, reply.message_id]
    assert {row["thread_id"] for row in rows(run)} == {root.thread_id}


def test_a_long_thread_is_read_from_its_end_back_to_the_window(office):
    root = office.talk.write(office.chat, "Frage")
    for number in range(160):
        office.talk.reply(root, f"alt {number}", in_thread=True)
        office.wait(1)
    state = office.read().state
    for text in ("neu", "neuer"):
        office.wait(6 * DAY)
        office.talk.reply(root, text)
        office.wait(1)
        state = office.read(state).state
    before = len(office.sandbox.calls.of("im.message.list"))
    office.talk.reply(root, "ganz neu")
    assert texts(office.read(state)) == ["ganz neu"]
    assert len(office.sandbox.calls.of("im.message.list")) - before == 2


def test_a_thread_in_another_order_than_asked_for_is_read_to_its_end():
    before = Window(begin=0, floor=1000, since=1000).is_before
    assert before([{"create_time": "1500"}, {"create_time": "999"}])
    assert not before([{"create_time": "998"}, {"create_time": "999"}])
    assert not before([{"create_time": "1500"}, {"create_time": "1000"}])
    assert not before([])


@pytest.mark.parametrize("form", [{"mode": "topic"}, {"message_type": "thread"}])
def test_chats_of_threads_are_read_whole(office, form):
    for name, value in form.items():
        setattr(office.chat, name, value)
    for number in range(3):
        root = office.talk.write(office.chat, f"Thema {number}")
        for answer in range(2):
            office.wait(1)
            office.talk.reply(root, f"Antwort {answer}")
    warehouse = {}
    land(warehouse, office.read())
    assert warehouse == all_of(office.sandbox)
    assert len(warehouse) == 9


def test_a_thread_that_is_not_shown_is_passed_over(office):
    shown = office.talk.write(office.chat, "sichtbar")
    office.talk.reply(shown, "auch", in_thread=True)
    hidden = office.talk.write(office.chat, "verborgen")
    office.talk.reply(hidden, "auch", in_thread=True)
    office.sandbox.faults.add("im.message.list", "code", after=2, code=230073, status=400)
    run = office.read()
    assert not run.error
    assert texts(run) == ["sichtbar", "verborgen", "auch"]


def test_another_error_in_a_thread_keeps_the_cursor_where_it_was(office):
    root = office.talk.write(office.chat, "Frage")
    office.talk.reply(root, "Antwort", in_thread=True)
    office.sandbox.faults.add("im.message.list", "code", after=1, code=230001, status=400)
    run = office.read()
    assert office.chat.chat_id in run.error
    assert run.state["bookmarks"]["messages"]["cursors"] == {}
    warehouse = {}
    land(warehouse, office.read(run.state))
    assert warehouse == all_of(office.sandbox)


def test_an_old_thread_that_is_no_more_is_passed_over_and_forgotten(office):
    root = office.talk.write(office.chat, "Frage")
    office.wait(10 * DAY)
    reply = office.talk.reply(root, "Antwort", in_thread=True)
    office.wait(1)
    state = office.read().state
    for gone in (root, reply):
        del office.sandbox.world.state.messages[gone.message_id]
    office.wait(1)
    office.talk.write(office.chat, "weiter")
    run = office.read(state)
    assert not run.error
    assert texts(run) == ["weiter"]
    assert run.state["bookmarks"]["messages"]["cursors"][office.chat.chat_id]["threads"] == []


def test_the_cursor_holds_no_more_threads_than_the_cap_and_says_so(office, monkeypatch, caplog):
    monkeypatch.setattr(room, "_MOST_THREADS", 2)
    roots = [office.talk.write(office.chat, f"Frage {number}") for number in range(4)]
    office.wait(6 * DAY)
    state = office.read().state
    for root in roots[:3]:
        office.wait(HOUR)
        office.talk.reply(root, "Antwort", in_thread=True)
    office.wait(2 * DAY)
    cursors = office.read(state).state["bookmarks"]["messages"]["cursors"]
    newest = sorted(root.thread_id for root in roots[1:3])
    assert cursors[office.chat.chat_id]["threads"] == newest
    assert "threads older than message_lookback" in caplog.text


def test_a_shorter_message_lookback_loses_no_thread_that_is_in_use(office):
    root = office.talk.write(office.chat, "Frage")
    office.wait(3 * DAY)
    office.talk.reply(root, "Antwort", in_thread=True)
    state = office.read().state
    office.wait(HOUR)
    state = office.read(state, message_lookback=DAY).state
    office.wait(HOUR)
    office.talk.reply(root, "neu")
    assert texts(office.read(state, message_lookback=DAY)) == ["neu"]
