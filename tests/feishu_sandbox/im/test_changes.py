from __future__ import annotations

import json

import pytest

MESSAGES = "/im/v1/messages"
CARD = {"config": {"update_multi": True}, "elements": [{"tag": "markdown", "content": "a"}]}
DAY = 86_400


@pytest.fixture
def chat(sandbox):
    return sandbox.world.add_chat("x", bots=[sandbox.app.app_id], members=list(people(sandbox)[:1]))


def people(sandbox):
    return list(sandbox.world.state.users)


@pytest.fixture
def write(sandbox, chat):
    def act(content=None, msg_type="text", by=""):
        content = content or {"text": "a"}
        by = by or sandbox.app.app_id
        return sandbox.world.talk.send(chat, content, msg_type=msg_type, by=by)

    return act


def edit(api, message, text="b", msg_type="text"):
    body = {"msg_type": msg_type, "content": json.dumps({"text": text})}
    return api.call("PUT", f"{MESSAGES}/{message.message_id}", json=body)


def patch(api, message, card):
    body = {"content": json.dumps(card)}
    return api.call("PATCH", f"{MESSAGES}/{message.message_id}", json=body)


def test_a_text_is_edited_twenty_times(api, write):
    message = write()
    for number in range(20):
        data = edit(api, message, str(number))["data"]
    assert json.loads(data["body"]["content"]) == {"text": "19"}
    assert (data["message_id"], data["updated"]) == (message.message_id, True)
    assert edit(api, message)["code"] == 230072


def test_a_text_can_become_a_post_and_a_card_neither(api, write):
    message = write()
    content = json.dumps({"zh_cn": {"content": [[{"tag": "text", "text": "b"}]]}})
    body = {"msg_type": "post", "content": content}
    assert api.data("PUT", f"{MESSAGES}/{message.message_id}", json=body)["msg_type"] == "post"
    assert edit(api, message, msg_type="interactive")["code"] == 230001
    assert edit(api, write(CARD, "interactive"))["code"] == 230054
    assert edit(api, message, "")["code"] == 230001


def test_a_card_changes_for_all_who_see_it(api, sandbox, write):
    message = write(CARD, "interactive")
    changed = {**CARD, "elements": [{"tag": "markdown", "content": "b"}]}
    assert patch(api, message, changed) == {"code": 0, "msg": "success", "data": {}}
    assert json.loads(message.content) == changed
    assert message.updated
    sandbox.clock.advance(14 * DAY)
    api.sign_in()
    assert patch(api, message, CARD)["code"] == 230031


def test_a_card_that_does_not_say_so_before_and_after_does_not_change(api, write):
    lonely = {"elements": []}
    assert patch(api, write(lonely, "interactive"), CARD)["code"] == 230099
    message = write(CARD, "interactive")
    assert patch(api, message, lonely)["code"] == 230099
    template = {"type": "template", "data": {"template_id": "AAq"}}
    assert patch(api, message, template)["code"] == 0
    assert patch(api, write(), CARD)["code"] == 230054


def test_a_card_changes_five_times_a_second(api, sandbox, write):
    sandbox._gateway._limiter.enabled = True
    sandbox.clock.freeze()
    message = write(CARD, "interactive")
    assert [patch(api, message, CARD)["code"] for _ in range(6)] == [0] * 5 + [230020]
    assert patch(api, write(CARD, "interactive"), CARD)["code"] == 0


@pytest.mark.parametrize("act", [edit, lambda api, message: patch(api, message, CARD)])
def test_what_is_gone_or_anothers_stays(api, sandbox, chat, write, act):
    foreign = write(by=people(sandbox)[0])
    assert act(api, foreign)["code"] in (230071, 230027)
    message = write()
    sandbox.world.talk.recall(message)
    assert act(api, message)["code"] == 230011
    sandbox.world.talk.erase(message)
    assert act(api, message)["code"] == 230110
    chat.bots.clear()
    assert act(api, message)["code"] == 230002
    message.message_id = "om_none"
    assert act(api, message)["code"] == 99992354


def test_own_messages_are_recalled_and_then_not_answered(api, sandbox, write):
    message = write()
    path = f"{MESSAGES}/{message.message_id}"
    assert api.data("DELETE", path) == {}
    assert api.code("DELETE", path) == 230011
    body = {"msg_type": "text", "content": '{"text": "x"}'}
    assert api.code("POST", f"{path}/reply", json=body) == 230011
    foreign = write(by=people(sandbox)[0])
    assert api.code("DELETE", f"{MESSAGES}/{foreign.message_id}") == 230026
