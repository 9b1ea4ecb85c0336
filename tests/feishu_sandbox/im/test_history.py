"""Reading messages back: threads, edits, recalls, and who may."""

from __future__ import annotations

import json

import pytest

MESSAGES = "/im/v1/messages"


@pytest.fixture
def chat(sandbox):
    sandbox.clock.freeze(1_800_000_000_500)
    members = list(sandbox.world.state.users)[:3]
    return sandbox.world.add_chat("群", members=members, bots=[sandbox.app.app_id])


@pytest.fixture
def talk(sandbox):
    return sandbox.world.talk


@pytest.fixture
def read(api):
    def act(container, **params):
        kind = "chat" if container.startswith("oc_") else "thread"
        params = {"container_id_type": kind, "container_id": container, **params}
        reply = api.call("GET", MESSAGES, params=params)
        return reply["data"]["items"] if reply["code"] == 0 else reply["code"]

    return act


def ids(messages):
    return [item["message_id"] for item in messages]


def test_a_chat_has_the_first_message_of_a_thread_and_the_thread_all(talk, chat, read):
    root = talk.write(chat, "a")
    quoting = talk.reply(root, "b")
    assert "thread_id" not in read(chat.chat_id)[0]
    inside = talk.reply(root, "c", in_thread=True)
    deeper = talk.reply(inside, "d")
    assert ids(read(chat.chat_id)) == [root.message_id, quoting.message_id]
    assert ids(read(root.thread_id)) == [one.message_id for one in (root, inside, deeper)]
    last = read(root.thread_id, sort_type="ByCreateTimeDesc")[-1]
    assert last["thread_id"] == root.thread_id
    assert last["message_id"] == root.message_id
    reply = read(root.thread_id)[-1]
    assert (reply["root_id"], reply["parent_id"]) == (root.message_id, root.message_id)


def test_where_the_form_is_threads_every_message_opens_one(talk, chat, read):
    chat.message_type = "thread"
    first, second = talk.write(chat, "a"), talk.write(chat, "b")
    talk.reply(first, "c")
    assert ids(read(chat.chat_id)) == [first.message_id, second.message_id]
    assert len(read(first.thread_id)) == 2


def test_a_thread_takes_no_bounds_and_has_to_exist(talk, chat, read):
    root = talk.write(chat, "a")
    talk.reply(root, "b", in_thread=True)
    assert read(root.thread_id, start_time="1") == 230001
    assert read("omt_none") == 230001
    assert read(chat.chat_id, user_id_type="open_id") == 99992402


def test_a_reply_through_the_api_may_open_a_thread(api, talk, chat, read):
    root = talk.write(chat, "a")
    body = {"msg_type": "text", "content": '{"text": "b"}', "reply_in_thread": True}
    reply = api.data("POST", f"{MESSAGES}/{root.message_id}/reply", json=body)
    assert reply["thread_id"] == root.thread_id
    assert ids(read(chat.chat_id)) == [root.message_id]


def test_an_edit_keeps_the_time_of_creation(sandbox, talk, chat, read):
    message = talk.write(chat, "alt")
    sandbox.clock.advance(5)
    talk.edit(message, "neu")
    item = read(chat.chat_id)[0]
    assert (item["create_time"], item["update_time"]) == ("1800000000500", "1800000005500")
    assert item["updated"] is True
    assert json.loads(item["body"]["content"]) == {"text": "neu"}


def test_a_recalled_message_stays_with_a_fixed_text_that_is_no_json(api, talk, chat, read):
    message = talk.write(chat, "weg", mentions=chat.members[:1])
    assert read(chat.chat_id)[0]["mentions"][0]["key"] == "@_user_1"
    talk.recall(message)
    item = read(chat.chat_id)[0]
    assert (item["deleted"], item["body"]) == (True, {"content": "This message was recalled"})
    assert "mentions" not in item
    assert item["update_time"] == item["create_time"]
    got = api.data("GET", f"{MESSAGES}/{message.message_id}")["items"][0]
    assert got["body"] == {}


def test_a_single_message_comes_in_the_kind_of_id_asked_for(api, sandbox, talk, chat):
    people = chat.members
    message = talk.write(chat, "@_user_1", by=people[1], mentions=people[:1])
    path = f"{MESSAGES}/{message.message_id}"
    item = api.data("GET", path, params={"user_id_type": "union_id"})["items"][0]
    users = sandbox.world.state.users
    assert item["sender"]["id"] == users[people[1]].union_id
    assert item["mentions"][0]["id"] == users[people[0]].union_id
    assert api.data("GET", path)["items"][0]["sender"]["id"] == people[1]


@pytest.mark.parametrize("bounds", ["inclusive", "exclusive"])
def test_whether_bounds_belong_to_what_is_listed_is_a_choice(sandbox, talk, chat, read, bounds):
    sandbox.behaviour.message_bounds = bounds
    for number in range(3):
        talk.write(chat, str(number))
        sandbox.clock.advance(1)
    items = read(chat.chat_id, start_time="1800000000", end_time="1800000002")
    found = [json.loads(item["body"]["content"])["text"] for item in items]
    assert found == (["0", "1", "2"] if bounds == "inclusive" else ["1"])


def test_the_order_may_not_change_between_pages(api, talk, chat):
    for _ in range(3):
        talk.write(chat, "x")
    params = {"container_id_type": "chat", "container_id": chat.chat_id, "page_size": 1}
    token = api.data("GET", MESSAGES, params=params)["page_token"]
    more = {"page_token": token, "sort_type": "ByCreateTimeDesc"}
    assert api.code("GET", MESSAGES, params={**params, **more}) == 99992402


def test_newcomers_see_no_history_where_the_chat_hides_it(sandbox, talk, chat, read):
    chat.hides_history = True
    root = talk.write(chat, "davor")
    talk.reply(root, "davor", in_thread=True)
    talk.leave(chat, sandbox.app.app_id)
    assert read(chat.chat_id) == 230002
    sandbox.clock.advance(1)
    talk.join(chat, sandbox.app.app_id)
    later = talk.write(chat, "danach")
    assert ids(read(chat.chat_id)) == [later.message_id]
    assert read(root.thread_id) == 230073


def test_some_chats_are_not_to_be_read(sandbox, talk, chat, read):
    talk.write(chat, "x")
    chat.restricted = True
    assert read(chat.chat_id) == 231203
    chat.restricted, chat.external = False, True
    assert read(chat.chat_id) == 230027
    chat.external = False
    talk.dissolve(chat, keep_history=True)
    assert len(read(chat.chat_id)) == 1
    talk.dissolve(chat)
    assert read(chat.chat_id) == 230002
    sandbox.app.bot = False
    assert read(chat.chat_id) == 230006


def test_single_chats_need_no_scope_for_groups(sandbox, talk, read):
    single = talk.add_single_chat(next(iter(sandbox.world.state.users)), sandbox.app.app_id)
    talk.write(single, "hi")
    del sandbox.app.scopes["im:message.group_msg"]
    assert len(read(single.chat_id)) == 1


def test_the_seeded_company_has_talked(sandbox):
    messages = list(sandbox.world.state.messages.values())
    assert {one.thread_id != "" for one in messages} == {True, False}
    assert any(one.deleted for one in messages)
    assert any(one.updated for one in messages)
    assert {one.sender_type for one in messages} == {"user", "app"}
