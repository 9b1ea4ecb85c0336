"""What routes of messages need of Feishu."""

from __future__ import annotations

import typing as t

import pytest

from target_feishu.needs import needs

CONNECTION = {"app_id": "cli_a000000000000001", "app_secret": "secret"}
HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/0123-abcd"


def asked(identity: str = "app", **route: t.Any) -> tuple[set[str], set[str]]:
    """Give the endpoints of every run, and those of some runs."""
    given = {"stream": "*", "to": "message", "content": "x", **route}
    found = needs({**CONNECTION, "identity": identity, "routes": [given]})
    names = [({row.name for row in need.endpoints}, need.only_if) for need in found]
    always = set().union(*(rows for rows, only_if in names if not only_if))
    return always, set().union(*(rows for rows, only_if in names if only_if))


SEND, REPLY, LIST = "im.message.create", "im.message.reply", "im.message.list"
CHANGES = {"im.message.patch", "im.message.update"}
UPLOADS = {"im.image.create", "im.file.create"}
PEOPLE = {"contact.user.batch_get_id"}


@pytest.mark.parametrize(
    "route, always, sometimes",
    [
        ({"receive_id": "oc_1"}, {SEND}, {LIST}),
        ({"reply_to": "{{ x }}"}, {REPLY}, {LIST}),
        ({"receive_id": "{{ x }}", "reply_to": "om_1"}, {SEND, REPLY}, {LIST, *PEOPLE}),
        (
            {"receive_id": "oc_1", "msg_type": "interactive", "content": {"elements": []}},
            {SEND},
            {LIST, *CHANGES},
        ),
        ({"receive_id": "oc_1", "on_change": "update"}, {SEND}, {LIST, *CHANGES}),
        (
            {"receive_id": "oc_1", "msg_type": "image", "content": {"image_key": "{{ x }}"}},
            {SEND},
            {LIST, *UPLOADS},
        ),
        ({"webhook_url": HOOK}, set(), set()),
        (
            {"webhook_url": HOOK, "msg_type": "image", "content": {"image_key": "x"}},
            set(),
            UPLOADS,
        ),
    ],
)
def test_each_setting_has_its_calls(route: dict[str, t.Any], always: set[str], sometimes: set[str]):
    assert asked(**route) == (always, sometimes)


def test_a_users_own_messages_are_not_sought():
    assert asked("user", receive_id="oc_1") == ({SEND}, set())
