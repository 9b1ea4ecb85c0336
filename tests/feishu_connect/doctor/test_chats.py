from __future__ import annotations

from tests.feishu_connect.doctor.conftest import ailing, by_check, only


def message(receive_id, **more):
    return {"stream": "m", "to": "message", "receive_id": receive_id, "content": "x", **more}


def chat_with(surgery, *, bot):
    bots = [surgery.app.app_id] if bot else []
    return surgery.sandbox.world.add_chat("Team", bots=bots).chat_id


def test_an_app_without_bot(surgery):
    surgery.app.bot = False
    finding = only(surgery.target(routes=[message("ou_x")]))
    assert (finding.check, finding.status) == ("bot", "failed")
    assert "(11205)" in finding.detail
    assert "Add features" in finding.cure
    assert "publish" in finding.cure


def test_a_chat_without_the_bot(surgery):
    inside, outside = chat_with(surgery, bot=True), chat_with(surgery, bot=False)
    routes = [message(inside), message(outside, stream="n")]
    finding = only(surgery.target(routes=routes))
    assert (finding.check, finding.status) == ("chats", "failed")
    assert outside in finding.detail
    assert inside not in finding.detail
    assert "Add the app's bot" in finding.cure


def test_chats_that_may_not_be_listed_are_no_alarm(surgery):
    del surgery.app.scopes["im:chat:readonly"]
    findings = surgery.target(routes=[message(chat_with(surgery, bot=True))])
    assert not ailing(findings)
    assert by_check(findings)["chats"] == "skipped"


def test_receivers_that_only_a_message_could_show_are_named_as_not_checked(surgery):
    for receive_id in ("ou_someone", "{{ chat }}", "someone@acme.com"):
        findings = surgery.target(routes=[message(receive_id)])
        assert not ailing(findings)
        assert by_check(findings)["receivers"] == "skipped"


def test_trouble_with_bot_or_chats_is_told(surgery):
    routes = [message(chat_with(surgery, bot=True))]
    surgery.sandbox.faults.add("im.chat.list", "code", code=232034, status=400, times=None)
    assert only(surgery.target(routes=routes)).check == "chats"
    surgery.sandbox.faults.clear()
    surgery.sandbox.faults.add("bot.info", "code", code=10999, status=400, times=None)
    assert only(surgery.target(routes=routes)).check == "bot"


def test_a_bot_is_not_asked_for_where_no_message_is_sent(surgery):
    surgery.app.bot = False
    assert not ailing(surgery.target())
    assert not ailing(surgery.tap())
