"""Chats, their pages and their members, as the documents have them."""

from __future__ import annotations

import pytest

CHATS = "/im/v1/chats"


@pytest.fixture
def world(sandbox):
    sandbox.world.state.chats.clear()
    sandbox.world.state.messages.clear()
    return sandbox.world


@pytest.fixture
def people(world):
    return list(world.state.users)


@pytest.fixture
def chat(sandbox, world, people):
    return world.add_chat("群", members=people[:3], bots=[sandbox.app.app_id])


def path(chat, rest=""):
    return f"{CHATS}/{chat.chat_id}{rest}"


def test_a_page_token_is_there_only_where_more_follows(api, sandbox, world):
    for number in range(3):
        world.add_chat(str(number), bots=[sandbox.app.app_id])
    first = api.data("GET", CHATS, params={"page_size": 2})
    assert first["has_more"]
    last = api.data("GET", CHATS, params={"page_size": 2, "page_token": first["page_token"]})
    assert "page_token" not in last
    assert [item["name"] for item in first["items"] + last["items"]] == ["0", "1", "2"]
    assert "owner_id" not in last["items"][0]


def test_by_activity_the_order_moves_with_each_message(api, world, chat, sandbox):
    second = world.add_chat("neu", bots=[sandbox.app.app_id])
    params = {"sort_type": "ByActiveTimeDesc"}
    for active in (chat, second):
        world.talk.write(active, "hi")
        assert api.data("GET", CHATS, params=params)["items"][0]["chat_id"] == active.chat_id


@pytest.mark.parametrize(
    "params", [{"page_size": 101}, {"page_size": 0}, {"types": "p2p"}, {"sort_type": "x"}]
)
def test_wrong_parameters_of_the_list_are_refused(api, params):
    assert api.code("GET", CHATS, params=params) == 99992402


def test_the_page_of_a_chat_has_counts_as_text_and_no_chat_id(api, chat):
    item = api.data("GET", path(chat))
    assert (item["user_count"], item["bot_count"]) == ("3", "1")
    assert (item["chat_mode"], item["group_message_type"]) == ("group", "chat")
    assert "chat_id" not in item


def test_who_is_not_in_a_chat_sees_its_outside_only(api, world, people):
    closed = world.add_chat("geheim", members=people[:2])
    assert set(api.data("GET", path(closed))) == {
        *("avatar", "name", "user_count", "bot_count", "chat_status")
    }
    assert api.code("GET", f"{CHATS}/oc_none") == 232006


def test_a_single_chat_has_no_name_owner_and_type(api, world, sandbox, people):
    single = world.talk.add_single_chat(people[0], sandbox.app.app_id)
    item = api.data("GET", path(single))
    assert item["chat_mode"] == "p2p"
    assert not {"name", "owner_id", "chat_type", "chat_tag", "group_message_type"} & set(item)


def test_pages_of_members_are_short_where_bots_are_and_long_where_people_came_together(
    api, sandbox, world, people, chat
):
    sandbox.clock.freeze()
    for who in (world.add_app("Bot", []).app_id, people[3], people[4]):
        sandbox.clock.advance(1)
        world.talk.join(chat, who)
    pages, token = [], {}
    while True:
        data = api.data("GET", path(chat, "/members"), params={"page_size": 1, **token})
        pages.append([item["member_id"] for item in data["items"]])
        assert data["member_total"] == 5
        if not data["has_more"]:
            break
        token = {"page_token": data["page_token"]}
    assert pages == [people[:3], [], [people[3]], [people[4]]]


def test_members_have_ids_of_the_kind_asked_for_or_none(api, sandbox, people, chat):
    params = {"member_id_type": "user_id"}
    item = api.data("GET", path(chat, "/members"), params=params)["items"][0]
    user = sandbox.world.state.users[people[0]]
    assert item == {
        "member_id_type": "user_id",
        "member_id": user.user_id,
        "name": user.name,
        "tenant_key": sandbox.world.state.tenant.tenant_key,
    }
    del sandbox.app.scopes["contact:user.employee_id:readonly"]
    item = api.data("GET", path(chat, "/members"), params=params)["items"][0]
    assert "member_id" not in item


def test_members_are_told_to_members_of_living_chats(api, sandbox, world, chat):
    members = path(chat, "/members")
    assert api.code("GET", members, params={"page_token": "x"}) == 232001
    assert api.code("GET", members, params={"user_id_type": "open_id"}) == 99992402
    chat.external = True
    assert api.code("GET", members) == 232033
    world.talk.leave(chat, sandbox.app.app_id)
    assert api.code("GET", members) == 232011
    world.talk.dissolve(chat)
    assert api.code("GET", members) == 232009
    sandbox.app.bot = False
    assert api.code("GET", members) == 232025
