from __future__ import annotations

import json

import pytest

MESSAGES = "/im/v1/messages"


@pytest.fixture
def chat(sandbox):
    return next(iter(sandbox.world.state.chats))


@pytest.fixture
def send(api, chat):
    def act(receive_id=None, kind="chat_id", **body):
        content = body.pop("content", json.dumps({"text": "hi"}))
        body = {"receive_id": receive_id or chat, "msg_type": "text", "content": content, **body}
        return api.call("POST", MESSAGES, params={"receive_id_type": kind}, json=body)

    return act


def listing(api, chat, **params):
    params = {"container_id_type": "chat", "container_id": chat, **params}
    return api.data("GET", MESSAGES, params=params)


def test_a_message_is_sent_as_the_app(sandbox, send, chat):
    data = send()["data"]
    assert data["message_id"].startswith("om_")
    assert data["chat_id"] == chat
    assert data["sender"]["id"] == sandbox.app.app_id
    assert data["create_time"].isdecimal()
    assert json.loads(data["body"]["content"]) == {"text": "hi"}


def test_a_uuid_is_sent_once_within_an_hour_whatever_it_holds(api, sandbox, send, chat):
    sandbox.clock.freeze()
    first = send(uuid="u1")
    assert send(uuid="u1", content='{"text": "other"}') == first
    sandbox.clock.advance(3599)
    assert send(uuid="u1") == first
    assert len(listing(api, chat)["items"]) == 1
    sandbox.clock.advance(1)
    assert send(uuid="u1") != first
    assert send(uuid="u2") != first
    assert len(listing(api, chat)["items"]) == 3


def test_a_refused_message_does_not_use_its_uuid_up(send):
    assert send(uuid="u", msg_type="image", content='{"image_key": "img_x"}')["code"] == 230017
    assert send(uuid="u")["code"] == 0


@pytest.mark.parametrize("uuid", ["x" * 51, 1])
def test_a_uuid_has_at_most_50_characters(send, uuid):
    assert send(uuid=uuid)["code"] == 99992402


@pytest.mark.parametrize(
    "msg_type, content, code",
    [
        ("text", {"text": "object instead of a string"}, 230001),
        ("text", "plain words", 230001),
        ("text", '"a string"', 230001),
        ("text", "{}", 230001),
        ("text", '{"content": "x"}', 230001),
        ("text", '{"text": ""}', 230001),
        ("text", json.dumps({"text": "x" * 153_600}), 230025),
        ("post", '{"title": "x"}', 230001),
        ("post", '{"zh_cn": {"content": [{"tag": "text"}]}}', 230001),
        ("post", '{"zh_cn": {"content": [[{"tag": "b", "text": "x"}]]}}', 230001),
        ("post", json.dumps({"zh_cn": {"title": "x" * 30_720, "content": []}}), 230025),
        ("interactive", "[]", 230001),
        ("image", "{}", 230001),
        ("image", '{"image_key": 1}', 230001),
        ("image", '{"image_key": "img_x"}', 230017),
        ("file", '{"file_key": "file_x"}', 230017),
        ("share_chat", '{"chat_id": "oc_none"}', 230001),
        ("share_user", '{"user_id": "ou_none"}', 230001),
        ("card", "{}", 230001),
        ("system", '{"type": "divider"}', 230054),
    ],
)
def test_content_has_to_fit_its_type(send, msg_type, content, code):
    assert send(msg_type=msg_type, content=content)["code"] == code


@pytest.mark.parametrize(
    "msg_type, content",
    [
        ("post", {"zh_cn": {"title": "t", "content": [[{"tag": "text", "text": "x"}]]}}),
        ("interactive", {"elements": [{"tag": "markdown", "content": "**x**"}]}),
    ],
)
def test_rich_content_comes_back_as_it_was(api, send, chat, msg_type, content):
    assert send(msg_type=msg_type, content=json.dumps(content))["code"] == 0
    item = listing(api, chat)["items"][0]
    assert json.loads(item["body"]["content"]) == content


def test_mentions_are_numbered(sandbox, send):
    user = next(iter(sandbox.world.state.users.values()))
    text = f'<at user_id="{user.open_id}">x</at> <at user_id="all"></at> <at user_id="ou_n"></at>'
    data = send(content=json.dumps({"text": text}))["data"]
    shown = json.loads(data["body"]["content"])["text"]
    assert shown == '@_user_1 @_all <at user_id="ou_n"></at>'
    assert [(m["key"], m["name"]) for m in data["mentions"]] == [("@_user_1", user.name)]


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id", "email"])
def test_people_are_reached_by_any_id(api, sandbox, send, kind):
    user = list(sandbox.world.state.users.values())[3]
    first = send(getattr(user, kind), kind)["data"]
    second = send(user.open_id, "open_id")["data"]
    assert first["chat_id"] == second["chat_id"]
    chats = api.data("GET", "/im/v1/chats")["items"]
    assert first["chat_id"] not in [chat["chat_id"] for chat in chats]


def test_receivers_out_of_reach_are_told_apart(sandbox, send):
    users, chats = list(sandbox.world.state.users.values()), sandbox.world.state.chats
    outside = next(chat for chat in chats.values() if not chat.bots)
    assert send(outside.chat_id)["code"] == 230002
    assert send("oc_none")["code"] == 230034
    assert send("ou_none", "open_id")["code"] == 230034
    assert send(users[0].open_id, "union_id")["code"] == 230034
    assert send(users[-1].open_id, "open_id")["code"] == 230013
    sandbox.app.available_to = [users[0].open_id]
    assert send(users[1].open_id, "open_id")["code"] == 230013
    assert send(users[0].open_id, "open_id")["code"] == 0
    assert send("x", "chat")["code"] == 99992402
    sandbox.app.bot = False
    assert send()["code"] == 230006


def test_a_dissolved_chat_is_closed(sandbox, send, chat):
    sandbox.world.state.chats[chat].status = "dissolved"
    assert send()["code"] == 232009


def test_a_reply_stays_in_the_chat(api, send, chat):
    parent = send()["data"]["message_id"]
    body = {"msg_type": "text", "content": '{"text": "re"}', "uuid": "r"}
    first = api.data("POST", f"{MESSAGES}/{parent}/reply", json=body)
    assert (first["chat_id"], first["parent_id"], first["root_id"]) == (chat, parent, parent)
    assert api.data("POST", f"{MESSAGES}/{parent}/reply", json=body) == first
    assert api.code("POST", f"{MESSAGES}/om_none/reply", json=body) == 99992354


def test_history_is_bounded_in_seconds_and_ordered(api, sandbox, send, chat):
    sandbox.clock.freeze(1_800_000_000_500)
    ids = []
    for _ in range(3):
        ids.append(send()["data"]["message_id"])
        sandbox.clock.advance(10)

    def found(**params):
        return [item["message_id"] for item in listing(api, chat, **params)["items"]]

    assert found() == ids
    assert found(sort_type="ByCreateTimeDesc") == ids[::-1]
    assert found(start_time="1800000010", end_time="1800000010") == ids[1:2]
    assert found(page_size=2) == ids[:2]
    params = {"container_id_type": "chat", "container_id": chat, "start_time": "x"}
    assert api.code("GET", MESSAGES, params=params) == 230001
    params = {"container_id_type": "chat", "container_id": chat, "page_size": 51}
    assert api.code("GET", MESSAGES, params=params) == 99992402


def test_group_history_needs_its_own_scope_and_membership(api, sandbox, chat):
    params = {"container_id_type": "chat", "container_id": chat}
    del sandbox.app.scopes["im:message.group_msg"]
    assert api.code("GET", MESSAGES, params=params) == 230027
    sandbox.world.state.chats[chat].bots.clear()
    assert api.code("GET", MESSAGES, params=params) == 230002
    assert api.code("GET", MESSAGES, params={"container_id_type": "x"}) == 230001


def test_chats_of_the_bot_are_listed(api, sandbox):
    items = api.data("GET", "/im/v1/chats", params={"user_id_type": "union_id"})["items"]
    assert [item["name"] for item in items] == ["销售日报", "Data platform"]
    owner = sandbox.world.find_user(items[0]["owner_id"], "union_id")
    assert owner is not None
    sandbox.app.bot = False
    assert api.code("GET", "/im/v1/chats") == 232025
