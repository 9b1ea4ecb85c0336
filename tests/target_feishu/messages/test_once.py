"""One message a record, for ever: whatever happens to a run, and whenever the next one comes."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import AccessError, RejectedError
from target_feishu.errors import RecordError
from target_feishu.messages.chats import ChatPost
from target_feishu.messages.entries import Entries
from tests.target_feishu.messages.support import (
    REPLY,
    SEND,
    DeadError,
    die,
    route,
    run,
    texts,
    timed_target,
)
from tests.target_feishu.support import feed, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox

DAY = 86_400
MINUTE = 60
A, B = {"id": "1", "name": "open"}, {"id": "1", "name": "closed"}


@pytest.fixture
def to(chat: str) -> dict[str, t.Any]:
    return route(receive_id=chat)


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., None]:
    """Let a run die when its message is on Feishu, and before it is written down."""

    def act(*arguments: t.Any, **config: t.Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Entries, "sent", die)
            with pytest.raises(DeadError):
                run(*arguments, **config)

    return act


def die_leaving(*given: t.Any) -> t.NoReturn:
    """Die when the message is about to leave."""
    given[-1]()
    die()


@pytest.fixture
def dead_before(monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., None]:
    """Let a run die before its message is on Feishu."""

    def act(*arguments: t.Any, **config: t.Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(ChatPost, "send", die_leaving)
            with pytest.raises(DeadError):
                run(*arguments, **config)

    return act


def test_days_later_the_same_input_sends_nothing(sandbox: Sandbox, chat: str, to: dict[str, t.Any]):
    assert run(sandbox, to, A, B, A) == "3 sent"
    sandbox.clock.advance(3 * DAY)
    assert run(sandbox, to, A, B, A) == "3 repeated"
    assert texts(sandbox, chat) == ["1 is open", "1 is closed", "1 is open"]


def test_equal_records_without_a_key_stay_two_messages(
    sandbox: Sandbox, chat: str, to: dict[str, t.Any]
):
    for _ in range(2):
        run(sandbox, to, A, A, keys=())
        sandbox.clock.advance(DAY)
    assert texts(sandbox, chat) == ["1 is open"] * 2


@pytest.mark.parametrize("minutes", [1, 54])
@pytest.mark.parametrize("where", ["after", "before"])
def test_within_the_hour_the_uuid_tells(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    *,
    to: dict[str, t.Any],
    dying: t.Callable[..., None],
    dead_before: t.Callable[..., None],
    minutes: int,
    where: str,
):
    (dying if where == "after" else dead_before)(sandbox, to, A)
    sandbox.clock.advance(minutes * MINUTE)
    assert run(sandbox, to, A) == "1 sent"
    assert texts(sandbox, chat) == ["1 is open"]
    sandbox.clock.advance(DAY)
    assert run(sandbox, to, A) == "1 repeated"


@pytest.mark.parametrize("count", [0, 1])
def test_later_the_history_of_the_chat_tells(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    *,
    to: dict[str, t.Any],
    dying: t.Callable[..., None],
    dead_before: t.Callable[..., None],
    count: int,
):
    (dying if count else dead_before)(sandbox, to, A)
    sandbox.clock.advance(DAY)
    assert run(sandbox, to, A) == ("1 repeated" if count else "1 sent")
    assert run(sandbox, to, A) == "1 repeated"
    assert texts(sandbox, chat) == ["1 is open"]


def test_the_message_of_an_equal_record_is_not_taken_for_the_lost_one(
    sandbox: Sandbox,
    chat: str,
    to: dict[str, t.Any],
    dead_before: t.Callable[..., None],
):
    run(sandbox, to, A, keys=())
    dead_before(sandbox, to, A, A, keys=())
    sandbox.clock.advance(DAY)
    assert run(sandbox, to, A, A, keys=()) == "1 repeated, 1 sent"
    assert texts(sandbox, chat) == ["1 is open"] * 2


@pytest.mark.parametrize(
    "when_unsure, summary, count",
    [("skip", "1 unsure", 1), ("send", "1 sent", 2)],
)
def test_what_nobody_can_tell_is_for_the_route_to_say(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    *,
    to: dict[str, t.Any],
    dying: t.Callable[..., None],
    when_unsure: str,
    summary: str,
    count: int,
):
    del sandbox.app.scopes["im:message.group_msg"]
    dying(sandbox, to, A)
    sandbox.clock.advance(DAY)
    assert run(sandbox, {**to, "when_unsure": when_unsure}, A) == summary
    assert len(texts(sandbox, chat)) == count


def test_an_unsure_message_stops_the_run_or_is_put_aside_where_that_is_asked_for(
    sandbox: Sandbox,
    to: dict[str, t.Any],
    dying: t.Callable[..., None],
    tmp_path: t.Any,
):
    del sandbox.app.scopes["im:message.group_msg"]
    dying(sandbox, to, A)
    sandbox.clock.advance(DAY)
    with pytest.raises(RecordError, match="nobody can tell"):
        run(sandbox, {**to, "when_unsure": "fail"}, A)
    letters = tmp_path / "letters.jsonl"
    aside = {**to, "on_error": "dead_letter"}
    assert run(sandbox, aside, A, dead_letter_path=str(letters)) == "1 dead_lettered"
    assert "nobody can tell" in letters.read_text()
    assert run(sandbox, aside, A, dead_letter_path=str(letters)) == "1 unsure"
    assert len(letters.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "where",
    [
        "feishu_connect.pacing.LocalPacer.acquire",
        "feishu_connect.tokens.wallet.Wallet.tokens",
    ],
)
def test_a_run_that_dies_while_it_waits_has_sent_nothing_for_sure(
    sandbox: Sandbox,
    chat: str,
    to: dict[str, t.Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    where: str,
):
    del sandbox.app.scopes["im:message.group_msg"]
    with monkeypatch.context() as patch:
        patch.setattr(where, property(die) if where.endswith("tokens") else die)
        with pytest.raises(DeadError):
            run(sandbox, to, A)
    sandbox.clock.advance(DAY)
    assert run(sandbox, to, A) == "1 sent"
    assert texts(sandbox, chat) == ["1 is open"]


def test_a_refused_message_is_sent_when_its_reason_is_gone(
    sandbox: Sandbox, chat: str, to: dict[str, t.Any]
):
    state = sandbox.world.state.chats[chat]
    state.bots.clear()
    with pytest.raises(AccessError, match="template `receive_id`"):
        run(sandbox, to, A)
    state.bots.append(sandbox.app.app_id)
    sandbox.clock.advance(DAY)
    assert run(sandbox, to, A) == "1 sent"


def test_refused_records_go_to_the_dead_letters_and_the_others_on(
    sandbox: Sandbox, chat: str, tmp_path: t.Any
):
    letters = tmp_path / "letters.jsonl"
    given = route("x", receive_id="{{ name }}", on_error="dead_letter")
    records = [{"id": "1", "name": "oc_none"}, {"id": "2", "name": chat}]
    summary = run(sandbox, given, *records, dead_letter_path=str(letters))
    assert summary == "1 dead_lettered, 1 sent"
    assert '"code": 230034, "field": "receive_id"' in letters.read_text()


def test_a_lost_answer_is_found_in_the_chat_of_the_message_that_it_answers(
    sandbox: Sandbox, chat: str, dying: t.Callable[..., None]
):
    asked = sandbox.world.talk.write(
        sandbox.world.state.chats[chat], "how many?", by=sandbox.app.app_id
    )
    given = route("{{ name }}", reply_to="{{ id }}")
    answer = {"id": asked.message_id, "name": "42"}
    dying(sandbox, given, answer)
    sandbox.clock.advance(DAY)
    assert run(sandbox, given, answer) == "1 repeated"


def test_a_divider_cannot_be_an_answer(sandbox: Sandbox):
    content = {"type": "divider", "params": {"divider_text": {"text": "x"}}}
    given = route(content, reply_to="om_1", receive_id="oc_1", msg_type="system")
    with pytest.raises(RecordError, match="cannot be an answer"):
        run(sandbox, given, A)


@pytest.mark.parametrize("code", [230006, 232025, 99991676])
def test_what_every_record_would_meet_stops_the_run_and_names_none(
    sandbox: Sandbox, to: dict[str, t.Any], tmp_path: t.Any, code: int
):
    letters = tmp_path / "letters.jsonl"
    sandbox.faults.add(SEND, "code", code=code, status=400)
    with pytest.raises(AccessError) as caught:
        run(sandbox, {**to, "on_error": "dead_letter"}, A, dead_letter_path=str(letters))
    assert "record" not in caught.value.message
    assert not letters.exists()


@pytest.mark.parametrize("code", [230001, 230034])
def test_an_address_that_feishu_does_not_know_is_told_as_the_receivers(sandbox: Sandbox, code: int):
    sandbox.faults.add(SEND, "code", code=code, status=400, message="invalid receive_id")
    with pytest.raises(RejectedError, match=r"template `receive_id`.*identical"):
        run(sandbox, route(receive_id="nobody@acme.example"), A)


def test_a_column_that_a_record_leaves_out_is_null_and_a_name_that_is_none_an_error(
    sandbox: Sandbox, chat: str
):
    given = route("{{ name }}|{{ name is none }}|{{ name | default('-') }}", receive_id=chat)
    assert run(sandbox, given, {"id": "1"}) == "1 sent"
    assert texts(sandbox, chat) == ["|True|-"]
    with pytest.raises(RecordError, match="'nmae' is undefined"):
        run(sandbox, route("{{ nmae }}", receive_id=chat), A)


def test_answers_go_to_their_message_and_only_once(sandbox: Sandbox, chat: str):
    asked = sandbox.world.talk.write(
        sandbox.world.state.chats[chat], "how many?", by=sandbox.app.app_id
    )
    given = route("{{ name }}", reply_to="{{ id }}", reply_in_thread=True)
    for _ in range(2):
        run(sandbox, given, {"id": asked.message_id, "name": "42"})
        sandbox.clock.advance(DAY)
    said = [m for m in sandbox.world.state.messages.values() if m.chat_id == chat]
    (answer,) = [message for message in said if message.parent_id]
    assert (answer.parent_id, answer.thread_id) == (asked.message_id, asked.thread_id)
    assert len(sandbox.calls.of(REPLY)) == 1


def test_without_a_message_to_answer_it_is_a_plain_one(sandbox: Sandbox, chat: str):
    given = route("{{ id }}", reply_to="{{ name }}", receive_id=chat)
    assert run(sandbox, given, {"id": "1", "name": None}) == "1 sent"
    assert texts(sandbox, chat) == ["1"]
    nowhere = route("{{ id }}", reply_to="{{ name }}")
    with pytest.raises(RecordError, match="`receive_id` is empty"):
        run(sandbox, nowhere, {"id": "1", "name": None})


def test_a_state_never_runs_ahead_of_a_message(sandbox: Sandbox, chat: str, to: dict[str, t.Any]):
    target = timed_target(sandbox, to)
    sandbox.faults.add(SEND, "code", code=230022, status=400)
    with pytest.raises(Exception, match="sensitive"):
        feed(target, schema("a"), record("a", **A), {"type": "STATE", "value": {"at": 1}})
    assert texts(sandbox, chat) == []
