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
            "Check app_id and app_secret, and base_url",
            AccessError,
        ),
    )
    yield (
        (190007,),
        Resolution(
            Action.FAIL,
            "the app has no bot, and calendars are open to bots only",
            "Add the Bot capability on the console, and publish a version; or set `identity: user`",
            AccessError,
        ),
    )
    yield (
        (195100,),
        Resolution(
            Action.FAIL,
            "who calls has left the tenant",
            "Sign in as somebody else with `feishu-connect login`",
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
        ),
    )


def _calendars() -> Rows:
    yield (
        (191000, 191001),
        Resolution(
            Action.FAIL,
            "there is no such calendar",
            "Check the calendar's id in `calendar_ids`",
            NotFoundError,
        ),
    )
    yield (
        (191002,),
        Resolution(
            Action.FAIL,
            "the calendar is not shared",
            "Share it, with all details of its events, with the app's bot or the signed-in user",
            AccessError,
        ),
    )
    yield (
        (191003,),
        Resolution(Action.FAIL, "the calendar is deleted", error=NotFoundError),
    )
    yield (
        (191004,),
        Resolution(
            Action.FAIL,
            "calendars of this type have no events in the API",
            "Leave it out of `calendar_ids`: Google and Exchange calendars cannot be read",
            AccessError,
        ),
    )


def _events() -> Rows:
    yield (
        (193000, 193001, 193003),
        Resolution(Action.FAIL, "the event is gone", error=NotFoundError),
    )
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
