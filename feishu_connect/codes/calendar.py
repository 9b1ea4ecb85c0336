"""Codes of calendar."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError


def calendar() -> Rows:
    """Give the rows of this area."""
    yield from _passing()
    yield from _identity()
    yield from _calendars()
    yield from _events()
    yield from _contents()
    yield from _attendees()


def _passing() -> Rows:
    yield (
        (190004, 190005, 190010),
        Resolution(Action.WAIT, "too many requests", error=RetriesExhaustedError),
    )
    yield (
        (190003,),
        Resolution(Action.UNSURE, "the calendar did not answer", error=RetriesExhaustedError),
    )
    yield (190002, 190014), Resolution(Action.FAIL, "a parameter of the calendar is not valid")
    yield (
        (190013,),
        Resolution(
            Action.FAIL,
            "the tenant's content check refuses the texts",
            "Change title, description or place",
        ),
    )
    yield (
        (190008,),
        Resolution(Action.FAIL, "a page token or sync token has expired", "Run again"),
    )
    yield (
        (190009,),
        Resolution(Action.FAIL, "the sync token does not go with the other parameters"),
    )


def _identity() -> Rows:
    yield (
        (190006,),
        Resolution(
            Action.FAIL,
            "the app does not fit this tenant",
            "Check app_id and app_secret, and the region in base_url",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (190007,),
        Resolution(
            Action.FAIL,
            "the app has no bot, and calendars are open to bots only",
            "Add the Bot capability on the console, and publish a version; or set `identity: user`",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (195100,),
        Resolution(
            Action.FAIL,
            "who calls, or a person named in the call, has left the tenant or never was in it",
            "Leave the person out; or sign in as somebody else with `feishu-connect login`",
            AccessError,
        ),
    )
    yield (
        (190011, 190012),
        Resolution(
            Action.FAIL,
            "the tenant has deleted the key with which its calendars are encrypted",
            "Ask the tenant's administrator",
            AccessError,
            of_all=True,
        ),
    )


def _calendars() -> Rows:
    yield (
        (191000, 191001),
        Resolution(
            Action.FAIL,
            "there is no such calendar",
            "Check the calendar's id, in `calendar_ids` or in the route's `calendar_id`",
            NotFoundError,
            setting="calendar_id",
        ),
    )
    yield (
        (191002,),
        Resolution(
            Action.FAIL,
            "the calendar is not shared",
            "Share it, with all details of its events, with the app's bot or the signed-in user, "
            "and as its editor to write",
            AccessError,
            setting="calendar_id",
        ),
    )
    yield (
        (191003,),
        Resolution(
            Action.FAIL,
            "the calendar is deleted",
            "Name another one in `calendar_ids` or in the route's `calendar_id`",
            NotFoundError,
            setting="calendar_id",
        ),
    )
    yield (
        (191004,),
        Resolution(
            Action.FAIL,
            "calendars of this type have no events in the API",
            "Leave it out of `calendar_ids`: Google and Exchange calendars cannot be read; only "
            "primary and shared ones can be written to",
            AccessError,
            setting="calendar_id",
        ),
    )


def _events() -> Rows:
    yield (
        (193000, 193003),
        Resolution(Action.FAIL, "the event is gone", error=NotFoundError),
    )
    # Right after it was made, a replica may not know it yet.
    yield (193001,), Resolution(Action.FRESH, "the event is gone", error=NotFoundError)
    yield (
        (193002,),
        Resolution(
            Action.FAIL,
            "the event is not open to who calls",
            "Share the calendar with the app's bot or the signed-in user as its editor",
            AccessError,
        ),
    )
    yield (
        (194001,),
        Resolution(
            Action.FAIL,
            "the attendees are hidden",
            "Let the organizer show them to guests, or read as the organizer",
            AccessError,
        ),
    )
    yield (
        (194002, 194003),
        Resolution(
            Action.FAIL,
            "who calls may not change the attendees",
            "Write to the calendar in which the event was made, as its editor",
            AccessError,
        ),
    )


def _contents() -> Rows:
    yield (
        (193101, 193102),
        Resolution(
            Action.FAIL,
            "hosts are assigned by people only, not in an app's calendar",
            "Leave out `assign_hosts`, and leave `allow_attendees_start` true; or set "
            "`identity: user`",
        ),
    )
    yield (
        (195112, 195113),
        Resolution(Action.FAIL, "the password of the meeting is not valid, or not for who calls"),
    )
    yield (
        (193105, 193107),
        Resolution(
            Action.FAIL,
            "a file of the event is not there, or not open to who calls",
            "Upload it for this very calendar, with parent_type `calendar`",
        ),
    )
    yield (
        (193106,),
        Resolution(Action.FAIL, "the files of the event are larger than 25 MB together"),
    )


def _attendees() -> Rows:
    yield (
        (194000,),
        Resolution(
            Action.FAIL,
            "there is no such attendee",
            "Check the ids in `attendees`: they have to be of the kind of `user_id_type`",
            NotFoundError,
        ),
    )
    yield (194004,), Resolution(Action.FAIL, "there are no attendees of this type")
