"""Who is invited, and what becomes of those whom people add and remove."""

from __future__ import annotations

import pytest

from feishu_connect import FeishuError
from tests.target_feishu.calendar_events.agenda import (
    INVITE,
    INVITED,
    TAKE_BACK,
    Agenda,
    meeting,
)


def chat_of(agenda: Agenda) -> str:
    return next(iter(agenda.sandbox.world.state.chats))


def test_everybody_is_invited_as_what_they_are(agenda: Agenda):
    ann, bea, cem, dan = agenda.users[2:6]
    chat = chat_of(agenda)
    people = [
        ann.open_id,
        bea.email,
        cem.mobile,
        {"id": dan.open_id, "name": dan.name},
        "Guest@Partner.example",
        chat,
        "omm_1",
        {"type": "user", "user_id": agenda.users[6].email, "is_optional": True},
        {"room_id": "omm_2", "operate_id": ann.email},
    ]
    agenda.put(meeting(attendees=people))
    (body,) = agenda.bodies(INVITE)
    assert body["attendees"] == [
        *({"type": "user", "user_id": one.open_id} for one in (ann, bea, cem, dan)),
        {"type": "third_party", "third_party_email": "Guest@Partner.example"},
        {"type": "chat", "chat_id": chat},
        {"type": "resource", "room_id": "omm_1"},
        {"type": "user", "user_id": agenda.users[6].open_id, "is_optional": True},
        {"type": "resource", "room_id": "omm_2", "operate_id": ann.open_id},
    ]
    assert agenda.count("contact.*") == 1
    assert agenda.count(INVITED) == 0


def test_attendees_may_be_one_text_and_twice_the_same_is_once(agenda: Agenda):
    ann = agenda.users[2]
    agenda.put(meeting(who=f"{ann.email}; {ann.open_id}, x@y.example"), attendees="{{ who }}")
    assert agenda.guests() == sorted([ann.open_id, "x@y.example"])


def test_ids_are_of_the_kind_of_the_run(agenda: Agenda):
    ann, bea = agenda.users[2:4]
    row = meeting(attendees=[ann.user_id, bea.email])
    agenda.put(row, user_id_type="user_id")
    assert agenda.guests() == sorted([ann.open_id, bea.open_id])
    changed = meeting(summary="x", attendees=[ann.open_id])
    agenda.put(changed, user_id_type="open_id")
    assert agenda.guests().count(ann.open_id) == 1


def test_an_unknown_mobile_is_told(agenda: Agenda):
    with pytest.raises(FeishuError, match="nobody with the mobile") as caught:
        agenda.put(meeting(attendees=["+4915999999999"]))
    assert caught.value.field == "attendees"


def test_who_is_new_is_invited_and_who_is_named_no_more_is_taken_out(agenda: Agenda):
    ann, bea, cem = (user.open_id for user in agenda.users[2:5])
    agenda.put(meeting(attendees=[ann, bea]))
    agenda.acts.add_attendees(agenda.event, "hand@added.example")
    agenda.put(meeting(attendees=[bea, cem]), need_notification=False)
    assert agenda.guests() == sorted([bea, cem, "hand@added.example"])
    assert [len(body["attendees"]) for body in agenda.bodies(INVITE)] == [2, 1]
    (gone,) = agenda.bodies(TAKE_BACK)
    assert len(gone["attendee_ids"]) == 1
    assert gone["need_notification"] is False
    agenda.put(meeting(attendees=[]))
    assert agenda.guests() == ["hand@added.example"]


def test_whom_people_added_themselves_is_not_ours_to_take_out(agenda: Agenda):
    ann, bea = (user.open_id for user in agenda.users[2:4])
    agenda.put(meeting(attendees=[ann]))
    agenda.acts.add_attendees(agenda.event, bea)
    agenda.put(meeting(attendees=[ann, bea]))
    assert agenda.guests() == sorted([ann, bea])
    agenda.put(meeting(attendees=[ann]))
    assert agenda.guests() == sorted([ann, bea])


def test_whom_people_removed_is_not_invited_again(agenda: Agenda):
    ann, bea, cem = (user.open_id for user in agenda.users[2:5])
    agenda.put(meeting(attendees=[ann, bea]))
    agenda.acts.remove_attendee(agenda.event, agenda.event.attendees[0])
    agenda.put(meeting(summary="x", attendees=[ann, bea, cem]))
    assert agenda.guests() == sorted([bea, cem])
    agenda.put(meeting(summary="x", attendees=[bea, cem]))
    assert agenda.guests() == sorted([bea, cem])


def test_a_record_that_does_not_speak_of_attendees_leaves_them(agenda: Agenda):
    ann = agenda.users[2].open_id
    agenda.put(meeting(attendees=[ann]))
    agenda.put(meeting(summary="x"))
    assert agenda.guests() == [ann]
    agenda.put(meeting(summary="x", attendees=None))
    assert agenda.guests() == []


def test_changed_details_invite_anew(agenda: Agenda):
    ann = agenda.users[2].open_id
    agenda.put(meeting(attendees=[ann]))
    agenda.put(meeting(attendees=[{"user_id": ann, "is_optional": True}]))
    assert agenda.guests() == [ann]
    assert [one.optional for one in agenda.event.attendees if one.rsvp != "removed"] == [True]


def test_calls_keep_to_1000_attendees_and_100_rooms(agenda: Agenda):
    people = [f"{number}@x.example" for number in range(1050)]
    rooms = [f"omm_{number}" for number in range(120)]
    agenda.put(meeting(attendees=[*people, *rooms]))
    sent = [body["attendees"] for body in agenda.bodies(INVITE)]
    assert [len(some) for some in sent] == [1000, 150, 20]
    agenda.put(meeting(attendees=[]))
    gone = [len(body["attendee_ids"]) for body in agenda.bodies(TAKE_BACK)]
    assert gone == [500, 500, 170]
    assert agenda.guests() == []


def test_more_than_3000_attendees_are_refused_before_a_call(agenda: Agenda):
    people = [f"{number}@x.example" for number in range(3001)]
    with pytest.raises(FeishuError, match="at most 3000") as caught:
        agenda.put(meeting(attendees=people))
    assert caught.value.field == "attendees"
    assert agenda.sandbox.calls.of("calendar.*") == []


def test_somebody_who_is_taken_out_by_hand_meanwhile_does_not_stop_the_rest(agenda: Agenda):
    ann, bea = (user.open_id for user in agenda.users[2:4])
    agenda.put(meeting(attendees=[ann, bea]))
    event = agenda.event

    def somebody(_: object) -> None:
        agenda.acts.remove_attendee(event, event.attendees[0])

    agenda.sandbox.faults.add(TAKE_BACK, "callback", call=somebody)
    agenda.put(meeting(attendees=[]))
    assert agenda.guests() == []
    assert agenda.count(TAKE_BACK) == 2


@pytest.mark.parametrize(
    "attendee",
    [
        7,
        {"name": "Ann"},
        {"type": "user", "chat_id": "oc_1"},
        {"user_id": "ou_1", "chat_id": "oc_1"},
        {"type": "robot", "user_id": "ou_1"},
        {"user_id": "ou_1", "role": "host"},
        {"user_id": "ou_1", "approval_reason": "x" * 201},
        {"user_id": "ou_1", "is_optional": "perhaps"},
    ],
    ids=str,
)
def test_what_is_no_attendee_is_named(agenda: Agenda, attendee: object):
    with pytest.raises(FeishuError, match="attendees") as caught:
        agenda.put(meeting(attendees=[attendee]))
    assert caught.value.field.startswith("attendees")
    assert agenda.sandbox.calls.of("calendar.*") == []
