"""Inviting attendees and taking invitations back by the API; calendars and their editors."""

from __future__ import annotations

import pytest

PATH = "/calendar/v4/calendars"
ROOM = {"type": "resource", "room_id": "omm_1"}


@pytest.fixture
def event(room):
    room.acts.share(room.calendar, room.sandbox.app.app_id, "writer")
    return room.acts.add_event(room.calendar, "会")


@pytest.fixture
def users(sandbox):
    return list(sandbox.world.state.users.values())


def send(room, event, *attendees, **more):
    path = f"{room.path}/events/{event.event_id}/attendees"
    return room.api.call("POST", path, json={"attendees": list(attendees), **more})


def take_back(room, event, **body):
    path = f"{room.path}/events/{event.event_id}/attendees/batch_delete"
    return room.api.code("POST", path, json=body)


def user(person, **more):
    return {"type": "user", "user_id": person.open_id, **more}


def mail(number):
    return {"type": "third_party", "third_party_email": f"{number}@x.example"}


def test_everybody_is_invited_as_what_they_are_and_the_event_changes(room, event, users):
    _, token = room.all()
    chat = next(iter(room.sandbox.world.state.chats))
    asked = [user(users[3], is_optional=True), {"type": "chat", "chat_id": chat}]
    reply = send(room, event, *asked, ROOM | {"operate_id": users[3].open_id}, mail(1))
    shown = reply["data"]["attendees"]
    assert [one["type"] for one in shown] == ["user", "chat", "resource", "third_party"]
    assert [one["is_optional"] for one in shown] == [True, False, False, False]
    assert shown[2]["operate_id"] == users[3].open_id
    assert room.all(sync_token=token)[0] == [("会", "confirmed")]
    assert event.event_id in room.acts.primary(users[3].open_id).entries


@pytest.mark.parametrize("merges,number", [(True, 1), (False, 2)])
def test_whether_a_second_invitation_is_another_attendee_is_a_switch(room, event, merges, number):
    room.acts.merges_attendees = merges
    for _ in range(2):
        send(room, event, mail(1))
    assert len(event.attendees) == number


@pytest.mark.parametrize(
    "attendee,code",
    [
        ({"type": "user"}, 190002),
        ({"type": "user", "user_id": "ou_nobody"}, 195100),
        ({"type": "chat", "chat_id": "oc_nothing"}, 194000),
        ({"type": "resource", "room_id": "F3"}, 194000),
        ({"type": "third_party", "third_party_email": "nobody"}, 190002),
        ({"type": "robot", "user_id": "x"}, 99992402),
        ({"user_id": "x"}, 99992402),
        ({"type": "user", "user_id": "x", "rsvp_status": "accept"}, 99992402),
        ({"type": "user", "user_id": "x", "approval_reason": "x" * 201}, 99992402),
    ],
    ids=str,
)
def test_who_is_not_there_or_not_told_well_is_refused(room, event, attendee, code):
    assert send(room, event, attendee)["code"] == code
    assert event.attendees == []


def test_a_call_adds_1000_with_100_rooms_and_an_event_has_3000(room, event):
    rooms = [{"type": "resource", "room_id": f"omm_{number}"} for number in range(101)]
    assert send(room, event, *rooms)["code"] == 190002
    assert send(room, event, *(mail(number) for number in range(1001)))["code"] == 99992402
    for first in (0, 1000, 2000):
        assert send(room, event, *(mail(first + each) for each in range(1000)))["code"] == 0
    assert send(room, event, mail("more"))["code"] == 190002


def test_guests_invite_where_they_may(room, event, users):
    home = room.acts.add_calendar("主办", roles={})
    event = room.acts.add_event(home, "会")
    room.acts.show_in(event, room.calendar)
    assert send(room, event, user(users[3]))["code"] == 194002
    room.acts.edit_event(event, attendee_ability="can_invite_others")
    assert send(room, event, user(users[3]))["code"] == 0
    assert take_back(room, event, attendee_ids=[event.attendees[0].attendee_id]) == 194003


def test_invitations_are_taken_back_by_attendee_or_by_who_it_is(room, event, users):
    send(room, event, user(users[3]), mail(1), mail(2))
    first, second, _ = event.attendees
    assert take_back(room, event, attendee_ids=[first.attendee_id, "user_0"]) == 194000
    assert take_back(room, event, attendee_ids=[first.attendee_id], delete_ids=[mail(1)]) == 0
    assert [one.rsvp for one in event.attendees] == ["removed", "removed", "needs_action"]
    assert room.acts.primary(users[3].open_id).entries[event.event_id].gone
    assert take_back(room, event, attendee_ids=[second.attendee_id]) == 194000
    assert take_back(room, event) == 190002
    assert take_back(room, event, attendee_ids=["x"] * 501) == 190002
    send(room, event, mail(1))
    assert [one.rsvp for one in event.attendees][-1] == "needs_action"


def test_a_calendar_is_made_and_shared_by_its_owner(sandbox, api, users):
    made = api.data("POST", PATH, json={"summary": "发布", "summary_alias": "我的"})["calendar"]
    assert (made["type"], made["role"], made["summary_alias"]) == ("shared", "owner", "我的")
    assert made["permissions"] == "show_only_free_busy"
    assert made["calendar_id"] in [
        one["calendar_id"] for one in api.data("GET", PATH)["calendar_list"]
    ]
    path = f"{PATH}/{made['calendar_id']}/acls"
    scope = {"type": "user", "user_id": users[3].user_id}
    acl = api.data(
        "POST", path, json={"role": "writer", "scope": scope}, params={"user_id_type": "user_id"}
    )
    assert (acl["role"], acl["scope"]) == ("writer", scope)
    calendar = sandbox.world.state.calendars.calendars[made["calendar_id"]]
    assert calendar.roles[users[3].open_id] == "writer"
    api.token = sandbox.sign_in(users[3]).access_token
    assert api.code("POST", path, json={"role": "writer", "scope": scope}) == 191002


@pytest.mark.parametrize(
    "body,code",
    [
        ({"role": "unknown", "scope": {"type": "user", "user_id": "x"}}, 99992402),
        ({"role": "reader", "scope": {"type": "chat", "user_id": "x"}}, 99992402),
        ({"role": "reader", "scope": {"type": "user"}}, 99992402),
        ({"role": "reader"}, 99992402),
        ({"role": "reader", "scope": {"type": "user", "user_id": "ou_nobody"}}, 195100),
    ],
    ids=str,
)
def test_a_role_and_a_person_are_needed_to_share(room, body, code):
    room.acts.share(room.calendar, room.sandbox.app.app_id, "owner")
    assert room.api.code("POST", f"{room.path}/acls", json=body) == code


def test_a_calendars_title_has_255_characters(api):
    assert api.code("POST", PATH, json={"summary": "x" * 256}) == 99992402
