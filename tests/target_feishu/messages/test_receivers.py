"""People as receivers and in contents: by id, e-mail or mobile."""

from __future__ import annotations

import typing as t

import pytest

from target_feishu.errors import RecordError
from tests.target_feishu.messages.support import SEND, route, run, said

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.model import User


@pytest.fixture
def user(sandbox: Sandbox) -> User:
    return next(each for each in sandbox.world.state.users.values() if not each.resigned)


def sent(sandbox: Sandbox) -> tuple[str, str]:
    (call,) = sandbox.calls.of(SEND)
    return call.query["receive_id_type"][0], call.body["receive_id"]


@pytest.mark.parametrize(
    "given, kind, as_what, as_whom",
    [
        ("mobile", "", "open_id", "open_id"),
        ("mobile", "union_id", "union_id", "union_id"),
        ("email", "", "email", "email"),
        ("email", "email", "email", "email"),
        ("email", "user_id", "user_id", "user_id"),
        ("open_id", "", "open_id", "open_id"),
        ("union_id", "", "union_id", "union_id"),
        ("user_id", "", "user_id", "user_id"),
    ],
)
def test_a_receiver_is_who_the_route_means(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    user: User,
    *,
    given: str,
    kind: str,
    as_what: str,
    as_whom: str,
):
    more = {"receive_id_type": kind} if kind else {}
    to = route("x", receive_id="{{ name }}", **more)
    assert run(sandbox, to, {"id": "1", "name": getattr(user, given)}) == "1 sent"
    assert sent(sandbox) == (as_what, getattr(user, as_whom))


def test_a_mobile_that_nobody_has_is_one_records_mistake(sandbox: Sandbox):
    with pytest.raises(RecordError, match="nobody with the mobile"):
        run(sandbox, route("x", receive_id="{{ name }}"), {"id": "1", "name": "+8613900000000"})
    assert sandbox.calls.of(SEND) == []


def test_people_in_contents_may_be_given_by_address(sandbox: Sandbox, chat: str, user: User):
    text = route('<at user_id="{{ name }}"></at> hi', receive_id=chat)
    run(sandbox, text, {"id": "1", "name": user.email})
    lines = [
        [{"tag": "at", "user_id": "{{ name }}"}, {"tag": "text", "text": "{{ name }}"}],
        [{"tag": "md", "text": '<at user_id="{{ name }}"></at>'}],
        [{"tag": "at", "user_id": "all"}],
    ]
    post = route({"zh_cn": {"content": lines}}, receive_id=chat, msg_type="post")
    run(sandbox, post, {"id": "2", "name": user.mobile})
    card = route({"user_id": "{{ name }}"}, receive_id=chat, msg_type="share_user")
    run(sandbox, card, {"id": "3", "name": user.email})
    first, second, third = said(sandbox, chat)
    assert first == {"text": "@_user_1 hi"}
    assert second["zh_cn"]["content"] == [
        [{"tag": "at", "user_id": user.open_id}, {"tag": "text", "text": user.mobile}],
        [{"tag": "md", "text": f'<at user_id="{user.open_id}"></at>'}],
        [{"tag": "at", "user_id": "all"}],
    ]
    assert third == {"user_id": user.open_id}
