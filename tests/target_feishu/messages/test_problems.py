"""Routes of messages: what is wrong with them is told before the first call."""

from __future__ import annotations

import typing as t

import pytest

from target_feishu.errors import RecordError
from target_feishu.messages.content import check_content
from target_feishu.messages.problems import problems

HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/0123-abcd"


def found(**route: t.Any) -> str:
    return "; ".join(problems({"stream": "*", "content": "x", **route}, ""))


@pytest.mark.parametrize(
    "given, problem",
    [
        ({}, "`receive_id` is missing: give it, or `reply_to`, or `webhook_url`"),
        ({"receive_id": "{{ x"}, "`receive_id` is not a valid template"),
        ({"reply_to": "{% if %}"}, "`reply_to` is not a valid template"),
        ({"receive_id": "oc_1", "webhook_secret": "s"}, "`webhook_secret` needs `webhook_url`"),
        ({"receive_id": "oc_1", "reply_in_thread": True}, "`reply_in_thread` needs `reply_to`"),
        ({"webhook_url": "https://acme.com/hook"}, "`webhook_url` must be a link such as"),
        ({"webhook_url": HOOK, "receive_id": "oc_1"}, "cannot stand beside `receive_id`"),
        ({"webhook_url": HOOK, "reply_to": "om_1"}, "cannot stand beside `reply_to`"),
        ({"webhook_url": HOOK, "on_change": "update"}, "a custom bot cannot change messages"),
        ({"webhook_url": HOOK, "msg_type": "file"}, "`msg_type` must be text or post or image"),
        ({"receive_id": "oc_1", "msg_type": "video"}, "`msg_type` must be text or post"),
        ({"receive_id": "oc_1", "msg_type": "post"}, "kind `post` must be an object"),
        ({"reply_to": "om_1", "msg_type": "system"}, "`content` of a message of the kind"),
        (
            {"reply_to": "om_1", "msg_type": "system", "content": {"type": "divider"}},
            "kind `system` cannot be an answer",
        ),
        (
            {
                "receive_id": "oc_1",
                "msg_type": "interactive",
                "content": {"config": {"update_multi": False}},
                "on_change": "update",
            },
            "needs a card without `config.update_multi: false`",
        ),
        (
            {
                "receive_id": "oc_1",
                "msg_type": "image",
                "content": {"image_key": "x"},
                "on_change": "update",
            },
            "`on_change: update` is for text, post, interactive",
        ),
    ],
)
def test_wrong_routes_say_what_is_wrong(given: dict[str, t.Any], problem: str):
    assert problem in found(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"receive_id": "oc_1"},
        {"reply_to": "{{ parent }}"},
        {"receive_id": "oc_1", "reply_to": "{{ parent }}", "reply_in_thread": True},
        {"webhook_url": HOOK, "webhook_secret": "s", "on_change": "ignore"},
        {"receive_id": "oc_1", "msg_type": "interactive", "content": "{{ card }}"},
        {"receive_id": "oc_1", "msg_type": "{{ kind }}"},
    ],
)
def test_right_routes_have_no_problems(given: dict[str, t.Any]):
    assert found(**given) == ""


def test_no_problem_shows_the_secret_of_a_link():
    assert "0123" not in found(webhook_url=HOOK.replace("v2", "v3"), msg_type="file")


def post(*nodes: t.Any) -> dict[str, t.Any]:
    return {"zh_cn": {"content": [list(nodes)]}}


@pytest.mark.parametrize(
    "msg_type, content, where",
    [
        ("text", {"text": " "}, "content"),
        ("text", {}, "content"),
        ("post", {"zh_cn": "x"}, "content.zh_cn"),
        ("post", {"title": "x"}, "content.title"),
        ("post", {"zh_cn": {"content": [{"tag": "text"}]}}, "content.zh_cn.content[0]"),
        ("post", post({"tag": "b"}), "content.zh_cn.content[0][0]"),
        ("post", post("x"), "content.zh_cn.content[0][0]"),
        (
            "post",
            post({"tag": "hr"}, {"tag": "a", "text": "x"}),
            "content.zh_cn.content[0][1].href",
        ),
        ("post", post({"tag": "at", "user_id": ""}), "content.zh_cn.content[0][0].user_id"),
        ("interactive", {"type": "template", "data": {}}, "content.data.template_id"),
        ("interactive", {"type": "template"}, "content.data"),
        ("interactive", {"type": "card", "data": {"card_id": 1}}, "content.data.card_id"),
        ("image", {"image_key": ""}, "content.image_key"),
        ("media", {"image_key": "x"}, "content.file_key"),
        ("share_chat", {"id": "oc_1"}, "content.chat_id"),
        ("share_user", {"user_id": None}, "content.user_id"),
        ("system", {"type": "line"}, "content.type"),
        (
            "system",
            {"type": "divider", "params": {"divider_text": {"text": "x" * 21}}},
            "content.params.divider_text.text",
        ),
    ],
)
def test_contents_of_another_form_are_refused_by_place(msg_type: str, content: t.Any, where: str):
    with pytest.raises(RecordError) as caught:
        check_content(msg_type, content)
    assert caught.value.field == where


@pytest.mark.parametrize(
    "msg_type, content",
    [
        ("post", post({"tag": "text", "text": ""}, {"tag": "at", "user_id": "all"})),
        ("post", {"zh_cn": {"content": []}, "en_us": {"title": "t", "content": [[]]}}),
        ("interactive", {"elements": []}),
        ("interactive", {"type": "template", "data": {"template_id": "AAq"}}),
        ("interactive", {"type": "card", "data": {"card_id": "7371"}}),
        ("sticker", {"file_key": "file_1"}),
        ("system", {"type": "divider", "params": {"divider_text": {"text": "新会话"}}}),
    ],
)
def test_contents_of_the_right_form_pass(msg_type: str, content: t.Any):
    assert check_content(msg_type, content) == content
