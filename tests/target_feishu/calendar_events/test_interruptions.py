"""Runs that die, replies that are lost, keys that expire: one event of each key, all its guests."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from feishu_connect import FeishuError
from tests.target_feishu.calendar_events.agenda import (
    CREATE,
    DELETE,
    INVITE,
    INVITED,
    LIST,
    NINE,
    PATCH,
    STREAM,
    TAKE_BACK,
    Agenda,
    meeting,
)
from tests.target_feishu.killing import run_until
from tests.target_feishu.support import make_target

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import Sandbox
    from tests.target_feishu.support import Line

#: Long after any key of the API is known to have expired.
LATER = 1000


def old(agenda: Agenda, key: str) -> Line:
    ann, bea = (user.open_id for user in agenda.users[2:4])
    return meeting(key, "old", description="x", attendees=[ann, bea, "omm_1"])


def new(agenda: Agenda, key: str) -> Line:
    bea, cem = (user.open_id for user in agenda.users[3:5])
    return meeting(key, "new", description="x", attendees=[bea, cem, "g@x.example"])


def gone(_: Agenda, key: str) -> Line:
    return {"id": key, "_sdc_deleted_at": NINE}


Making = t.Callable[[Agenda, str], "Line"]


def is_there(agenda: Agenda, make: Making) -> bool:
    """Tell whether the calendar has the one event of the last record, and its guests."""
    if make is gone:
        return agenda.events == []
    row = make(agenda, "")
    found = [(event.summary, agenda.guests(event)) for event in agenda.events]
    return found == [(row["summary"], sorted(row["attendees"]))]


def deaths(
    sandbox: Sandbox, patch: pytest.MonkeyPatch, before: Making | None, make: Making
) -> Iterator[tuple[int, str, Agenda]]:
    """Let a run die at each of its points in turn, each time over a calendar of its own."""
    for deadly in itertools.count(1):
        agenda, key = Agenda(sandbox), f"{make.__name__}{deadly}"
        if before is not None:
            agenda.put(before(agenda, key))
        lines = agenda.lines(make(agenda, key))
        passed = run_until(sandbox, agenda.config(), lines, deadly, patch)
        yield deadly, key, agenda
        if passed < deadly:
            return


@pytest.mark.parametrize(
    "story",
    [
        (None, old, old, 0),
        (None, old, old, LATER),
        (None, old, new, 0),
        (None, old, new, LATER),
        (None, old, gone, 0),
        (None, old, gone, LATER),
        (old, new, new, 0),
        (old, new, old, 0),
        (old, new, gone, 0),
        (old, gone, gone, 0),
        (old, gone, old, 0),
        (old, gone, new, 0),
    ],
    ids=lambda story: "-".join(getattr(each, "__name__", str(each)) for each in story),
)
def test_a_run_that_dies_anywhere_is_made_good_by_the_next(
    agenda: Agenda, monkeypatch: pytest.MonkeyPatch, story: tuple[t.Any, Making, Making, int]
):
    before, first, then, later = story
    # Later the key is worth nothing any more.
    agenda.acts.key_seconds = 0 if later else None
    deadly = 0
    for deadly, key, own in deaths(agenda.sandbox, monkeypatch, before, first):
        own.put(then(own, key), later=later)
        assert is_there(own, then), deadly
    assert deadly > 6
    own.sandbox.calls.clear()
    own.put(then(own, key), later=later)
    assert own.sandbox.calls.of("calendar.*") == []


FAULTS: t.Final = [
    ("cut", {}),
    ("lost_reply", {}),
    ("truncate", {}),
    ("html", {"status": 502}),
    ("rate_limit", {}),
    ("code", {"code": 190003, "status": 500}),
    ("code", {"code": 190010, "status": 429}),
    ("expire_tokens", {}),
]


@pytest.mark.parametrize(
    "operation", [CREATE, PATCH, INVITE, INVITED, TAKE_BACK, DELETE], ids=lambda name: name
)
@pytest.mark.parametrize("kind,params", FAULTS, ids=[f"{k}{p.get('code', '')}" for k, p in FAULTS])
def test_a_call_that_goes_wrong_once_leaves_nothing_twice(
    agenda: Agenda, operation: str, kind: str, params: Line
):
    key = f"{operation}{kind}{params.get('code', '')}"
    agenda.sandbox.faults.add(operation, kind, **params)
    agenda.put(old(agenda, key))
    assert is_there(agenda, old)
    agenda.put(new(agenda, key))
    assert is_there(agenda, new)
    agenda.put(gone(agenda, key))
    assert is_there(agenda, gone)


def test_an_invitation_whose_reply_is_lost_is_looked_for_before_it_is_sent_again(agenda: Agenda):
    agenda.sandbox.faults.add(INVITE, "lost_reply")
    agenda.put(old(agenda, "1"))
    assert (agenda.count(INVITE), agenda.count(INVITED)) == (1, 1)
    agenda.sandbox.faults.add(INVITE, "cut")
    agenda.put(old(agenda, "2"))
    assert agenda.count(INVITE) == 3


def test_an_outage_between_event_and_guests_is_made_good_by_the_next_run(agenda: Agenda):
    fault = agenda.sandbox.faults.add(INVITE, "html", times=None)
    with pytest.raises(FeishuError):
        agenda.put(old(agenda, "1"))
    assert agenda.guests() == []
    fault.times = 0
    agenda.put(old(agenda, "1"))
    assert is_there(agenda, old)
    assert agenda.count(CREATE) == 1


def test_a_new_event_that_a_replica_does_not_know_yet_is_waited_for(agenda: Agenda):
    agenda.sandbox.behaviour.replica_lag = 3
    agenda.put(old(agenda, "1"))
    assert is_there(agenda, old)


def test_an_event_of_another_record_is_not_taken_for_ones_own(
    agenda: Agenda, monkeypatch: pytest.MonkeyPatch
):
    twins = [old(agenda, "a"), old(agenda, "b")]
    # The second one's call is carried out, and its reply not read.
    agenda.put(twins[0])
    run_until(agenda.sandbox, agenda.config(), agenda.lines(twins[1]), 6, monkeypatch)
    assert len(agenda.events) == 2
    agenda.acts.key_seconds = 0
    agenda.put(*twins, later=LATER)
    assert len(agenda.events) == 2
    assert agenda.count(LIST) == 1
    assert [len(agenda.guests(event)) for event in agenda.events] == [3, 3]


def test_an_event_that_was_deleted_before_its_run_could_go_on_is_made_anew(
    agenda: Agenda, monkeypatch: pytest.MonkeyPatch
):
    lines = agenda.lines(old(agenda, "1"))
    run_until(agenda.sandbox, agenda.config(), lines, 6, monkeypatch)
    agenda.acts.cancel_event(agenda.event)
    agenda.put(old(agenda, "1"))
    assert is_there(agenda, old)


def test_without_its_ledger_a_record_finds_its_event_by_its_key(agenda: Agenda):
    agenda.put(old(agenda, "lost"))
    target = make_target(agenda.sandbox)
    target.ledger("calendar_event", STREAM).forget(['["lost"]'])
    agenda.event.created -= 1000
    agenda.put(new(agenda, "lost"))
    assert agenda.event.summary == "new"
    ann, bea, cem = (user.open_id for user in agenda.users[2:5])
    # Who is there already may have been invited by people.
    assert agenda.guests() == sorted([ann, bea, cem, "g@x.example", "omm_1"])
    target.ledger("calendar_event", STREAM).forget(['["lost"]'])
    agenda.acts.cancel_event(agenda.event)
    agenda.put(new(agenda, "lost"))
    assert is_there(agenda, new)


def test_an_interrupted_event_follows_its_record_into_another_calendar(
    agenda: Agenda, monkeypatch: pytest.MonkeyPatch
):
    other = agenda.acts.add_calendar("other", roles={agenda.app_id: "owner"})
    run_until(agenda.sandbox, agenda.config(), agenda.lines(old(agenda, "1")), 6, monkeypatch)
    agenda.put(old(agenda, "1"), calendar_id=other.calendar_id)
    assert agenda.events == []
    agenda.calendar = other
    assert is_there(agenda, old)


def test_nobody_is_looked_up_after_the_event_was_made(agenda: Agenda):
    with pytest.raises(FeishuError, match="mobile"):
        agenda.put(meeting("1", attendees=["+4915112345678"]))
    assert agenda.events == []


def test_whom_people_removed_is_not_invited_again_after_an_interruption(
    agenda: Agenda, monkeypatch: pytest.MonkeyPatch
):
    for deadly in range(1, 20):
        own = Agenda(agenda.sandbox)
        own.put(old(own, f"kept{deadly}"))
        own.acts.remove_attendee(own.event, own.event.attendees[1])
        lines = own.lines(new(own, f"kept{deadly}"))
        run_until(own.sandbox, own.config(), lines, deadly, monkeypatch)
        own.put(new(own, f"kept{deadly}"))
        assert own.guests() == sorted([own.users[4].open_id, "g@x.example"]), deadly
