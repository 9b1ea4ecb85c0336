"""Cards and texts that change with their records."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import RejectedError
from target_feishu.errors import RecordError
from target_feishu.messages.cards import shared
from target_feishu.messages.entries import Entries
from tests.target_feishu.messages.support import (
    PATCH,
    SEND,
    UPDATE,
    DeadError,
    die,
    route,
    run,
    said,
    texts,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox

DAY = 86_400
CARD = {"elements": [{"tag": "markdown", "content": "{{ name }}"}]}


def rec(name: str) -> dict[str, str]:
    return {"id": "1", "name": name}


def shown(sandbox: Sandbox, chat: str) -> list[str]:
    return [card["elements"][0]["content"] for card in said(sandbox, chat)]


@pytest.fixture
def card(chat: str) -> dict[str, t.Any]:
    return route(CARD, receive_id=chat, msg_type="interactive")


def test_the_card_of_a_record_says_what_the_record_says_last(
    sandbox: Sandbox, chat: str, card: dict[str, t.Any]
):
    assert run(sandbox, card, rec("a"), rec("b"), rec("b")) == "1 sent, 1 updated, 1 repeated"
    sandbox.clock.advance(DAY)
    assert run(sandbox, card, rec("b"), rec("c")) == "1 repeated, 1 updated"
    assert shown(sandbox, chat) == ["c"]
    assert len(sandbox.calls.of(SEND)) == 1


@pytest.mark.parametrize("then", ["a", "b", "c"])
@pytest.mark.parametrize("point", ["sent", "changed"])
def test_a_run_that_dies_leaves_one_card_that_the_next_one_finds(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    card: dict[str, t.Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    point: str,
    then: str,
):
    """The record may have changed once more by then, or be again what it was before."""
    if point == "changed":
        run(sandbox, card, rec("a"))
    write = getattr(Entries, point)

    def write_or_die(entries: Entries, *given: t.Any) -> None:
        # Without a digest it is what is written before a change.
        return write(entries, *given) if given[-1] == "" else die()

    with monkeypatch.context() as patch:
        patch.setattr(Entries, point, write_or_die)
        with pytest.raises(DeadError):
            run(sandbox, card, rec("b"))
    assert run(sandbox, card, rec(then))
    assert shown(sandbox, chat) == [then]


def test_a_card_that_may_have_been_sent_long_ago_is_not_the_one_of_today(
    sandbox: Sandbox, chat: str, card: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(Entries, "sent", die)
        with pytest.raises(DeadError):
            run(sandbox, card, rec("a"))
    sandbox.clock.advance(DAY)
    assert run(sandbox, card, rec("b")) == "1 sent"
    assert run(sandbox, card, rec("c")) == "1 updated"
    assert shown(sandbox, chat) == ["a", "c"]


def test_a_lost_change_is_made_again(sandbox: Sandbox, chat: str, card: dict[str, t.Any]):
    run(sandbox, card, rec("a"))
    sandbox.faults.add(PATCH, "lost_reply")
    assert run(sandbox, card, rec("b")) == "1 updated"
    assert len(sandbox.calls.of(PATCH)) == 2
    assert shown(sandbox, chat) == ["b"]


@pytest.mark.parametrize("how", ["recall", "erase", "age"])
def test_a_card_that_is_gone_or_too_old_is_sent_anew(
    sandbox: Sandbox, chat: str, card: dict[str, t.Any], how: str
):
    run(sandbox, card, rec("a"))
    (message,) = [m for m in sandbox.world.state.messages.values() if m.chat_id == chat]
    if how == "age":
        sandbox.clock.advance(15 * DAY)
    else:
        getattr(sandbox.world.talk, how)(message)
    assert run(sandbox, card, rec("b")) == "1 sent"
    assert run(sandbox, card, rec("c")) == "1 updated"
    assert shown(sandbox, chat)[-1] == "c"
    assert len(sandbox.calls.of(SEND)) == 2


def test_a_card_in_the_place_of_one_that_is_gone_is_sent_when_its_reason_to_fail_is(
    sandbox: Sandbox, chat: str, card: dict[str, t.Any]
):
    run(sandbox, card, rec("a"))
    (message,) = [m for m in sandbox.world.state.messages.values() if m.chat_id == chat]
    sandbox.world.talk.recall(message)
    sandbox.faults.add(SEND, "code", code=230022, status=400)
    with pytest.raises(RejectedError, match="sensitive"):
        run(sandbox, card, rec("b"))
    assert run(sandbox, card, rec("b")) == "1 sent"
    assert shown(sandbox, chat) == ["b"]


def test_people_who_want_each_change_as_a_message_get_it(
    sandbox: Sandbox, chat: str, card: dict[str, t.Any]
):
    given = {**card, "on_change": "send"}
    assert run(sandbox, given, rec("a"), rec("b")) == "2 sent"
    assert "config" not in said(sandbox, chat)[0]
    assert shown(sandbox, chat) == ["a", "b"]


def test_changes_can_be_ignored(sandbox: Sandbox, chat: str):
    given = route("{{ name }}", receive_id=chat, on_change="ignore")
    assert run(sandbox, given, rec("a"), rec("b")) == "1 sent, 1 repeated"
    assert texts(sandbox, chat) == ["a"]


def test_texts_are_edited_twenty_times(sandbox: Sandbox, chat: str):
    given = route("{{ name }}", receive_id=chat, on_change="update")
    versions = [rec(str(number)) for number in range(21)]
    assert run(sandbox, given, *versions) == "1 sent, 20 updated"
    assert texts(sandbox, chat) == ["20"]
    with pytest.raises(RejectedError, match="changed 20 times"):
        run(sandbox, given, rec("more"))
    assert len(sandbox.calls.of(UPDATE)) == 21


def test_a_card_whose_key_gets_another_kind_of_message_stays(sandbox: Sandbox, chat: str):
    kind = "{{ 'interactive' if name == 'a' else 'text' }}"
    content = '{{ \'{"elements": [{"tag": "hr"}]}\' if name == "a" else name }}'
    given = route(content, receive_id=chat, msg_type=kind, on_change="update")
    assert run(sandbox, given, rec("a"), rec("b")) == "2 sent"


@pytest.mark.parametrize(
    "card, config",
    [
        ({}, {"update_multi": True}),
        ({"config": None}, {"update_multi": True}),
        ({"config": {"wide": 1}}, {"update_multi": True, "wide": 1}),
        ({"type": "template"}, None),
        ({"type": "card"}, None),
    ],
)
def test_a_raw_card_says_that_all_see_its_changes(card: dict[str, t.Any], config: t.Any):
    assert shared(card).get("config") == config


def test_a_card_of_which_each_reader_has_one_of_his_own_is_not_sent_to_be_changed(
    sandbox: Sandbox, chat: str
):
    content = {"config": {"update_multi": False}, "elements": [{"tag": "hr"}]}
    given = route(content, receive_id=chat, msg_type="interactive")
    with pytest.raises(RecordError, match="update_multi: false` cannot be changed"):
        run(sandbox, given, rec("a"))
    assert sandbox.calls.of(SEND) == []
    assert run(sandbox, {**given, "on_change": "send"}, rec("a")) == "1 sent"
