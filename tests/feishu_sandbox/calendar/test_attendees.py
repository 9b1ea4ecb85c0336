"""Lists of attendees."""

from __future__ import annotations

import pytest


def listed(room, event, **params):
    path = f"{room.path}/events/{event.event_id}/attendees"
    return room.api.data("GET", path, params=params)


@pytest.fixture
def event(room):
    return room.acts.add_event(room.calendar, "会")


def test_only_the_member_of_its_kind_tells_who_an_attendee_is(room, event):
    state = room.sandbox.world.state
    user, chat = next(iter(state.users)), next(iter(state.chats))
    room.acts.add_attendees(event, user, chat, "omm_1", "guest@partner.example")
    items = listed(room, event)["items"]
    targets = [{"user_id", "chat_id", "room_id", "third_party_email"} & one.keys() for one in items]
    assert targets == [{"user_id"}, {"chat_id"}, {"room_id"}, {"third_party_email"}]
    assert [one["attendee_id"].rpartition("_")[0] for one in items] == [
        *("user", "chat", "resource", "third_party")
    ]
    assert [one["is_organizer"] for one in items] == [True, False, False, False]
    assert items[3]["is_external"]
    other = listed(room, event, user_id_type="union_id")["items"][0]
    assert other["user_id"] == state.users[user].union_id


def test_pages_hold_10_to_100_and_fewer_count_as_10(room, event):
    room.acts.add_attendees(event, *(f"{number}@x.example" for number in range(25)))
    first = listed(room, event, page_size="3")
    assert (len(first["items"]), first["has_more"]) == (10, True)
    last = listed(room, event, page_size="100", page_token=first["page_token"])
    assert (len(last["items"]), last["has_more"], "page_token" in last) == (15, False, False)
    path = f"{room.path}/events/{event.event_id}/attendees"
    assert room.api.code("GET", path, params={"page_size": "101"}) == 99992402
    room.acts.expire_page_tokens()
    assert room.api.code("GET", path, params={"page_token": first["page_token"]}) == 190008


def test_answers_and_withdrawals_change_the_event(room, event):
    (guest,) = room.acts.add_attendees(event, "guest@partner.example")
    _, token = room.all()
    room.acts.rsvp(event, guest, "decline")
    changed, token = room.all(sync_token=token)
    assert changed == [("会", "confirmed")]
    room.acts.remove_attendee(event, guest)
    assert room.all(sync_token=token)[0] == [("会", "confirmed")]
    assert [one["rsvp_status"] for one in listed(room, event)["items"]] == ["removed"]


def test_hidden_attendees_are_shown_to_the_organizer_alone(room, event):
    room.acts.add_attendees(event, "guest@partner.example")
    room.acts.hide_attendees(event)
    path = f"{room.path}/events/{event.event_id}/attendees"
    assert room.api.code("GET", path) == 194001
    room.acts.share(room.calendar, room.sandbox.app.app_id, "owner")
    assert len(listed(room, event)["items"]) == 1


@pytest.mark.parametrize("event_id,code", [("nonsense", 193000), ("unknown_0", 193001)])
def test_unknown_events_are_refused(room, event_id, code):
    assert room.api.code("GET", f"{room.path}/events/{event_id}/attendees") == code


def test_a_cancelled_event_has_no_attendees(room, event):
    room.acts.cancel_event(event)
    assert room.api.code("GET", f"{room.path}/events/{event.event_id}/attendees") == 193003
