"""Chats and who is in them, and what closed chats, a missing bot or a missing scope do."""

from __future__ import annotations

import pytest

DETAILS = ("chat_mode", "user_count", "restricted_mode_setting")


@pytest.fixture
def people(bench):
    """Colleagues, and a tenant in which only the test's own chats are."""
    bench.config["bases"] = []
    bench.sandbox.world.state.chats.clear()
    bench.sandbox.world.state.messages.clear()
    return list(bench.sandbox.world.state.users)


@pytest.fixture
def add(bench, people):
    def act(name="群", members=None, **more):
        bots = more.pop("bots", [bench.sandbox.app.app_id])
        chat = bench.sandbox.world.add_chat(name, members=members or people[:2], bots=bots)
        for key, value in more.items():
            setattr(chat, key, value)
        return chat

    return act


def ids(run, stream="chats"):
    return [row["chat_id"] for row in run.records.get(stream, [])]


def members(run):
    return sorted((row["chat_id"], row["member_id"]) for row in run.records.get("chat_members", []))


def only(bench, stream, *columns):
    """Give a catalog that selects one stream with these columns."""
    entry = bench.discover()[stream]
    entry["metadata"] = [
        {**one, "metadata": {**one["metadata"], "selected": selected}}
        for one in entry["metadata"]
        for selected in [one["breadcrumb"] == [] or one["breadcrumb"][-1] in columns]
    ]
    return {"streams": [entry]}


def test_every_group_of_the_bot_is_a_row_with_what_list_and_page_tell(bench, people, add):
    normal, topic = add("普通群"), add("话题群", mode="topic")
    gone, outside = add("散了", status="dissolved"), add("没有机器人", bots=[])
    bench.sandbox.world.talk.add_single_chat(people[0], bench.sandbox.app.app_id)
    run = bench.run("chats")
    assert not run.error
    assert ids(run) == [normal.chat_id, topic.chat_id, gone.chat_id]
    assert outside.chat_id not in ids(run)
    row = run.records["chats"][0]
    assert (row["name"], row["owner_id"], row["external"]) == ("普通群", people[0], False)
    assert (row["user_count"], row["bot_count"], row["chat_mode"]) == (2, 1, "group")
    assert row["restricted_mode_setting"]["status"] is False
    assert [row["chat_status"] for row in run.records["chats"]] == ["normal"] * 2 + ["dissolved"]


def test_all_pages_are_read_in_an_order_that_stands_still(bench, add):
    chats = [add(f"群 {number}").chat_id for number in range(205)]
    bench.run("chats", catalog=only(bench, "chats", "name"))
    calls = bench.sandbox.calls.of("im.chat.list")
    assert {call.query["sort_type"][0] for call in calls} == {"ByCreateTimeAsc"}
    assert len(calls) == 3
    run = bench.run("chats", catalog=only(bench, "chats", "name"))
    assert ids(run) == chats


def test_pages_of_chats_are_asked_for_only_for_their_columns(bench, add):
    add()
    bench.run("chats", catalog=only(bench, "chats", "name", "owner_id"))
    assert not bench.sandbox.calls.of("im.chat.get")
    bench.run("chats", catalog=only(bench, "chats", "user_count"))
    assert len(bench.sandbox.calls.of("im.chat.get")) == 1


def test_the_listing_is_read_once_for_all_streams(bench, add):
    add()
    assert not bench.run("chats", "chat_members", "messages").error
    assert len(bench.sandbox.calls.of("im.chat.list")) == 1


def test_configured_chats_are_read_without_a_listing_single_chats_among_them(bench, people, add):
    add("andere")
    group = add("群")
    single = bench.sandbox.world.talk.add_single_chat(people[0], bench.sandbox.app.app_id)
    chosen = [single.chat_id, group.chat_id]
    run = bench.run("chats", "chat_members", "messages", chat_ids=chosen)
    assert not run.error
    assert ids(run) == chosen
    assert [row["chat_mode"] for row in run.records["chats"]] == ["p2p", "group"]
    assert run.records["chats"][0]["name"] is None
    assert not bench.sandbox.calls.of("im.chat.list")


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id"])
def test_members_are_everybody_but_bots_in_the_kind_of_id_asked_for(bench, people, add, kind):
    first, second = add(), add(members=people[5:7])
    talk, clock = bench.sandbox.world.talk, bench.sandbox.clock
    clock.freeze()
    for number, who in enumerate([*people[2:5], bench.sandbox.world.add_app("Bot", []).app_id]):
        clock.advance(number)
        talk.join(first, who)
    run = bench.run("chat_members", user_id_type=kind)
    assert not run.error
    users = bench.sandbox.world.state.users
    there = [(first.chat_id, who) for who in people[:5]]
    there += [(second.chat_id, who) for who in people[5:7]]
    assert members(run) == sorted((chat, getattr(users[who], kind)) for chat, who in there)
    assert {row["member_id_type"] for row in run.records["chat_members"]} == {kind}


def test_who_comes_in_while_pages_are_read_disturbs_nobody(bench, people, add):
    world, clock = bench.sandbox.world, bench.sandbox.clock
    clock.freeze()
    crowd = [world.add_user(f"同事{number}").open_id for number in range(250)]
    chat = add(members=people[:1])
    for who in crowd:
        clock.advance(1)
        world.talk.join(chat, who)
    late = world.add_user("晚到").open_id

    def meanwhile(_call):
        clock.advance(1)
        world.talk.leave(chat, crowd[0])
        world.talk.join(chat, late)

    bench.sandbox.faults.add("im.chat_members.get", "callback", after=1, call=meanwhile)
    run = bench.run("chat_members")
    assert not run.error
    expected = {people[0], *crowd, late}
    assert sorted(who for _, who in members(run)) == sorted(expected)


def test_an_empty_page_in_the_middle_is_not_the_end(bench, people, add):
    for _ in range(105):
        add(members=people[:1])
    bench.sandbox.faults.add("im.chat.list", "empty_page", times=2)
    run = bench.run("chat_members")
    assert not run.error
    assert len(members(run)) == 105


def test_members_without_an_id_of_the_kind_asked_for_are_a_failure(bench, add):
    add()
    del bench.sandbox.app.scopes["contact:user.employee_id:readonly"]
    run = bench.run("chat_members", user_id_type="user_id")
    assert "of stream chat_members" in run.error


def test_a_chat_that_closes_after_the_listing_is_no_failure(bench, add):
    talk = bench.sandbox.world.talk
    left, dissolved, stays = add("a"), add("b"), add("c")
    talk.write(stays, "hi")

    def meanwhile(_call):
        talk.leave(left, bench.sandbox.app.app_id)
        talk.dissolve(dissolved)

    for operation in ("im.chat_members.get", "im.message.list"):
        bench.sandbox.faults.add(operation, "callback", call=meanwhile)
        run = bench.run("chat_members", "messages")
        assert not run.error
        assert {chat for chat, _ in members(run)} >= {stays.chat_id}
        assert ids(run, "messages") == [stays.chat_id]
        if left.bots == []:
            talk.join(left, bench.sandbox.app.app_id)
        dissolved.status = "normal"


def test_dissolved_chats_are_asked_for_members_and_messages_only_where_they_are_configured(
    bench, add
):
    chat = add(status="dissolved")
    assert not bench.run("chat_members", "messages").error
    assert {call.operation for call in bench.sandbox.calls if call.operation[:2] == "im"} == {
        "im.chat.list"
    }
    run = bench.run("chats", "chat_members", chat_ids=[chat.chat_id])
    assert ids(run) == [chat.chat_id]
    assert f"chat {chat.chat_id} of stream chat_members" in run.error


def test_the_history_that_a_dissolved_chat_keeps_is_read(bench, add):
    chat = add()
    bench.sandbox.world.talk.write(chat, "zum Schluss")
    bench.sandbox.world.talk.dissolve(chat, keep_history=True)
    run = bench.run("chat_members", "messages")
    assert not run.error
    assert ids(run, "messages") == [chat.chat_id]


def test_a_configured_chat_without_the_bot_is_a_failure_and_the_others_are_read(bench, add, caplog):
    closed, there = add(bots=[]), add()
    bench.sandbox.world.talk.write(there, "hi")
    chosen = [closed.chat_id, "oc_none", there.chat_id]
    run = bench.run("chats", "chat_members", "messages", chat_ids=chosen)
    assert f"chat {closed.chat_id} of stream messages" in run.error
    assert f"chat {closed.chat_id} of stream chat_members" in run.error
    assert "chat oc_none of stream chats" in run.error
    assert ids(run) == [closed.chat_id, there.chat_id]
    assert run.records["chats"][0]["owner_id"] is None
    assert len(run.records["messages"]) == 1
    assert "Add the app's bot to the chat" in caplog.text
    assert "Check the chat's id" in caplog.text


def test_a_chat_in_restricted_mode_is_a_failure_of_that_chat(bench, add, caplog):
    secret, there = add(restricted=True), add()
    bench.sandbox.world.talk.write(there, "hi")
    run = bench.run("messages")
    assert f"chat {secret.chat_id} of stream messages" in run.error
    assert there.chat_id not in run.error
    assert len(run.records["messages"]) == 1
    assert "restricted mode" in caplog.text


def test_the_missing_scope_for_group_messages_is_one_warning_that_names_it(bench, add, caplog):
    for _ in range(3):
        add()
    del bench.sandbox.app.scopes["im:message.group_msg"]
    run = bench.run("messages")
    assert "stream messages" in run.error
    assert caplog.text.count("im:message.group_msg") == caplog.text.count("auth?q=") * 2
    assert caplog.text.count("Could not read") == 1
    assert f"/app/{bench.sandbox.app.app_id}/auth?q=im:message.group_msg" in caplog.text
    assert len(bench.sandbox.calls.of("im.message.list")) == 1


def test_the_scope_is_named_although_feishu_does_not_name_it(bench, add, caplog):
    add()
    bench.sandbox.faults.add("im.message.list", "code", code=230027, status=400, message="no")
    run = bench.run("messages")
    assert "stream messages" in run.error
    assert "needs a further scope: im:message.group_msg" in caplog.text


def test_a_chat_with_another_company_is_a_failure_of_that_chat(bench, add, caplog):
    outside, there = add(external=True), add()
    bench.sandbox.world.talk.write(there, "hi")
    run = bench.run("messages", "chat_members")
    assert run.error.count(outside.chat_id) == 1
    assert f"chat {outside.chat_id} of stream messages" in run.error
    assert ids(run, "messages") == [there.chat_id]
    assert "let the bot be shared" in caplog.text


@pytest.mark.parametrize("listed", [True, False])
def test_an_app_without_a_bot_fails_the_stream_once_and_says_what_to_do(bench, add, caplog, listed):
    chats = [add().chat_id for _ in range(3)]
    bench.sandbox.app.bot = False
    run = bench.run("messages", chat_ids=[] if listed else chats)
    assert "stream messages" in run.error
    assert caplog.text.count("Could not read") == 1
    assert "Bot capability" in caplog.text


def test_a_user_reads_the_chats_of_the_user(bench, people, add, tmp_path):
    mine, other = add(members=people[:2], bots=[]), add(members=people[3:5])
    bench.sandbox.world.talk.write(mine, "hi", by=people[1])
    grant = bench.sandbox.sign_in()
    run = bench.run(
        "chats",
        "chat_members",
        "messages",
        identity="user",
        refresh_token=grant.refresh_token,
        store_url=f"sqlite:///{tmp_path}/store.db",
    )
    assert not run.error
    assert ids(run) == ids(run, "messages") == [mine.chat_id]
    assert other.chat_id not in {chat for chat, _ in members(run)}
