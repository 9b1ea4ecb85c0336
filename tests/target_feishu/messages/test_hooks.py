"""Custom bots: signatures, limits, secrets, and replies that are lost."""

from __future__ import annotations

import logging
import typing as t

import pytest

from feishu_connect import AccessError, RejectedError
from target_feishu.errors import RecordError
from target_feishu.messages.hooks import Hook, hook_body, sign
from tests.target_feishu.messages.support import HOOK, route, run, said

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.im.model import CustomBot

DAY = 86_400
REC = {"id": "1", "name": "open"}


@pytest.fixture
def add_bot(sandbox: Sandbox, chat: str) -> t.Callable[..., CustomBot]:
    def act(**settings: t.Any) -> CustomBot:
        return sandbox.world.talk.add_custom_bot(sandbox.world.state.chats[chat], **settings)

    return act


def hook(sandbox: Sandbox, bot: CustomBot, content: t.Any = "{{ name }}", **more: t.Any) -> t.Any:
    url = f"{sandbox.url}/open-apis/bot/v2/hook/{bot.token}"
    return route(content, webhook_url=url, **more)


def test_a_record_is_posted_once_with_a_signature(
    sandbox: Sandbox, chat: str, add_bot: t.Callable[..., CustomBot]
):
    bot = add_bot(secret="of-the-bot", keywords=["status"])
    given = hook(sandbox, bot, "status: {{ name }}", webhook_secret="of-the-bot")
    assert run(sandbox, given, REC) == "1 sent"
    sandbox.clock.advance(DAY)
    assert run(sandbox, given, REC) == "1 repeated"
    assert said(sandbox, chat) == [{"text": "status: open"}]
    (call,) = sandbox.calls.of(HOOK)
    assert sorted(call.body) == ["content", "msg_type", "sign", "timestamp"]


@pytest.mark.parametrize("fault", ["lost_reply", "html", "truncate"])
@pytest.mark.parametrize(
    "when_unsure, summary, count", [("skip", "1 unsure", 1), ("send", "1 sent", 2)]
)
def test_a_lost_reply_is_for_the_route_to_judge(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    *,
    add_bot: t.Callable[..., CustomBot],
    fault: str,
    when_unsure: str,
    summary: str,
    count: int,
):
    given = hook(sandbox, add_bot(), when_unsure=when_unsure)
    sandbox.faults.add(HOOK, "lost_reply" if fault == "lost_reply" else fault)
    assert run(sandbox, given, REC) == summary
    posted = len(said(sandbox, chat))
    assert posted == (count - 1 if fault == "html" else count)
    assert run(sandbox, given, REC) == ("1 unsure" if when_unsure == "skip" else "1 repeated")
    assert len(said(sandbox, chat)) == posted


def test_an_unsure_post_can_stop_the_run(sandbox: Sandbox, add_bot: t.Callable[..., CustomBot]):
    given = hook(sandbox, add_bot(), when_unsure="fail")
    sandbox.faults.add(HOOK, "lost_reply")
    with pytest.raises(RecordError, match="nobody can tell"):
        run(sandbox, given, REC)


@pytest.mark.parametrize("then", ["fail", "skip"])
def test_an_unsure_post_stays_unsure_for_the_next_run(
    sandbox: Sandbox, chat: str, add_bot: t.Callable[..., CustomBot], then: str
):
    given = hook(sandbox, add_bot(), when_unsure="fail")
    sandbox.faults.add(HOOK, "lost_reply")
    with pytest.raises(RecordError, match="nobody can tell"):
        run(sandbox, given, REC)
    if then == "fail":
        with pytest.raises(RecordError, match="nobody can tell"):
            run(sandbox, given, REC)
    else:
        assert run(sandbox, {**given, "when_unsure": then}, REC) == "1 unsure"
    assert len(said(sandbox, chat)) == 1


@pytest.mark.parametrize("when_unsure", ["skip", "fail"])
def test_an_unsure_post_is_put_aside_once_and_never_posted_again(
    sandbox: Sandbox,
    chat: str,
    add_bot: t.Callable[..., CustomBot],
    tmp_path: t.Any,
    *,
    when_unsure: str,
):
    letters = tmp_path / "letters.jsonl"
    given = hook(sandbox, add_bot(), when_unsure=when_unsure, on_error="dead_letter")
    sandbox.faults.add(HOOK, "lost_reply")
    assert run(sandbox, given, REC, dead_letter_path=str(letters)) == "1 dead_lettered"
    assert run(sandbox, given, REC, dead_letter_path=str(letters)) == "1 unsure"
    assert len(letters.read_text().splitlines()) == 1
    assert len(said(sandbox, chat)) == 1


@pytest.mark.parametrize("settings", [{"secret": "another"}, {"addresses": ["10.0.0.0/8"]}])
def test_what_is_wrong_with_the_bot_is_no_records_fault(
    sandbox: Sandbox,
    add_bot: t.Callable[..., CustomBot],
    tmp_path: t.Any,
    settings: dict[str, t.Any],
):
    letters = tmp_path / "letters.jsonl"
    given = hook(sandbox, add_bot(**settings), on_error="dead_letter")
    with pytest.raises(AccessError) as caught:
        run(sandbox, given, REC, dead_letter_path=str(letters))
    assert "record" not in caught.value.message
    assert not letters.exists()


@pytest.mark.parametrize(
    "settings, error, cure",
    [
        ({"secret": "another"}, AccessError, "clock"),
        ({"keywords": ["none"]}, RejectedError, "keywords"),
        ({"addresses": ["10.0.0.0/8"]}, AccessError, "IP"),
    ],
)
def test_refusals_of_a_bot_have_their_cure(
    sandbox: Sandbox,
    add_bot: t.Callable[..., CustomBot],
    settings: dict[str, t.Any],
    error: type[Exception],
    cure: str,
):
    given = hook(sandbox, add_bot(**settings), webhook_secret="of-the-bot")
    with pytest.raises(error, match=cure):
        run(sandbox, given, REC)


def test_what_is_too_large_is_not_posted(sandbox: Sandbox, add_bot: t.Callable[..., CustomBot]):
    with pytest.raises(RecordError, match="a custom bot takes 20,480"):
        run(sandbox, hook(sandbox, add_bot(), "{{ 'x' * 20480 }}"), REC)
    assert sandbox.calls.of(HOOK) == []


def test_a_bot_is_given_five_a_second_and_a_hundred_a_minute(
    sandbox: Sandbox, chat: str, add_bot: t.Callable[..., CustomBot]
):
    records = [{"id": str(number), "name": str(number)} for number in range(120)]
    assert run(sandbox, hook(sandbox, add_bot()), *records) == "120 sent"
    assert [each["text"] for each in said(sandbox, chat)] == [each["id"] for each in records]
    assert {call.code for call in sandbox.calls.of(HOOK)} == {0}


@pytest.mark.parametrize(
    "msg_type, content, sent",
    [
        ("text", {"text": "x"}, {"content": {"text": "x"}}),
        ("post", {"zh_cn": {}}, {"content": {"post": {"zh_cn": {}}}}),
        ("image", {"image_key": "img_1"}, {"content": {"image_key": "img_1"}}),
        ("share_chat", {"chat_id": "oc_1"}, {"content": {"share_chat_id": "oc_1"}}),
        ("interactive", {"elements": []}, {"card": {"elements": []}}),
    ],
)
def test_each_kind_has_the_form_of_custom_bots(
    msg_type: str, content: dict[str, t.Any], sent: dict[str, t.Any]
):
    assert hook_body(msg_type, content) == {"msg_type": msg_type, **sent}


@pytest.mark.parametrize(
    "msg_type, content",
    [
        ("post", {"zh_cn": {"content": [[{"tag": "text", "text": "x"}]]}}),
        ("post", {"post": {"zh_cn": {"content": [[{"tag": "text", "text": "x"}]]}}}),
        ("share_chat", {"chat_id": "oc_1"}),
        ("share_chat", {"share_chat_id": "oc_1"}),
        ("interactive", {"elements": [{"tag": "hr"}]}),
    ],
)
def test_contents_are_taken_in_either_form(
    sandbox: Sandbox, add_bot: t.Callable[..., CustomBot], msg_type: str, content: t.Any
):
    assert run(sandbox, hook(sandbox, add_bot(), content, msg_type=msg_type), REC) == "1 sent"


def test_the_signature_is_what_openssl_makes_of_it():
    assert sign(1_599_360_473, "demo") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="


def test_secrets_are_not_told(
    sandbox: Sandbox, add_bot: t.Callable[..., CustomBot], caplog: pytest.LogCaptureFixture
):
    for name in ("feishu_connect", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)
    bot = add_bot(secret="of-the-bot")
    given = hook(sandbox, bot, webhook_secret="of-the-bot", when_unsure="send")
    sandbox.faults.add(HOOK, "lost_reply")
    run(sandbox, given, REC)
    assert "/open-apis/bot/v2/hook/***" in caplog.text
    assert bot.token not in caplog.text
    assert "of-the-bot" not in caplog.text
    assert bot.token not in repr(Hook.of(given["webhook_url"]))


@pytest.mark.parametrize(
    "link",
    [
        "https://open.feishu.cn/open-apis/bot/v2/hook/",
        "http://open.feishu.cn/open-apis/bot/v2/hook/abc",
        "https://open.feishu.cn/open-apis/bot/hook/abc",
        "open-apis/bot/v2/hook/abc",
    ],
)
def test_other_links_are_no_webhooks(link: str):
    with pytest.raises(ValueError, match="must"):
        Hook.of(link)
