"""Replies that the sandbox never gives."""

from __future__ import annotations

import pytest

from tap_feishu.calendars.agenda import Agenda
from tap_feishu.calendars.listing import Calendars
from tap_feishu.config import TapSettings
from tap_feishu.spool import Spool
from tests.support import ScriptedTransport, client, reply

CONFIG = {"app_id": "cli_a000000000000001", "app_secret": "secret-of-the-tests"}


def listed(**calendar):
    shown = {"calendar_id": "c", "type": "shared", "role": "reader", **calendar}
    transport = ScriptedTransport(reply({"calendar_list": [shown], "has_more": False}))
    return Calendars(client(transport), TapSettings.from_config(CONFIG))


@pytest.mark.parametrize(
    "calendar,closed",
    [
        ({}, False),
        ({"is_deleted": True}, True),
        ({"type": "google"}, True),
        ({"type": "a type of later times"}, False),
        ({"role": "free_busy_reader"}, True),
        ({"role": "unknown"}, False),
    ],
)
def test_what_may_have_events_is_asked_for_them(calendar, closed):
    assert bool(listed(**calendar).why_closed("c")) is closed


@pytest.mark.parametrize(
    "role,code,lost",
    [
        ("reader", 191002, False),
        ("unknown", 191002, True),
        ("reader", 191000, True),
        ("reader", 190003, False),
    ],
)
def test_a_role_that_promises_events_makes_their_refusal_a_failure(role, code, lost):
    assert listed(role=role).is_lost("c", code) is lost


def agenda(*replies):
    settings = TapSettings.from_config(CONFIG)
    return Agenda(client(ScriptedTransport(*replies)), settings, Spool())


def page(*titles, **more):
    events = [{"event_id": title} for title in titles]
    return reply({"items": events, "has_more": False, **more})


def test_changes_without_a_new_token_are_read_from_the_old_one_again():
    changes = agenda(page("a")).changes("c", {"sync_token": "old", "anchor": "1"})
    assert (changes.sync_token, changes.complete) == ("old", False)


def test_a_whole_reading_without_a_token_is_repeated_whole():
    read = agenda(page("a"))
    first = read.changes("c", None)
    assert (first.sync_token, first.complete) == ("", True)
    read = agenda(page("a", "b", sync_token="new"))
    second = read.changes("c", {"sync_token": "", "anchor": "1"})
    assert (second.sync_token, second.complete) == ("new", True)


def test_only_the_last_pages_token_counts():
    read = agenda(
        page("a", has_more=True, page_token="p", sync_token="early"), page(sync_token="last")
    )
    assert read.changes("c", None).sync_token == "last"
