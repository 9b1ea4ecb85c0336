from __future__ import annotations

import typing as t

import pytest

from feishu_connect.receiver.envelope import Envelope, read_envelope
from feishu_connect.receiver.intake import Intake
from feishu_connect.receiver.refusals import Reason
from feishu_connect.receiver.tally import Tally
from tests.feishu_connect.receiver.support import v1, v2


def event(document: dict[str, t.Any]) -> Envelope:
    found = read_envelope(document)
    assert isinstance(found, Envelope)
    return found


@pytest.fixture
def tally(clock) -> Tally:
    return Tally(clock)


@pytest.fixture
def intake(store, clock, tally) -> Intake:
    return Intake(store, clock, tally)


def test_a_group_may_hold_anything(intake, store, tally):
    group = [
        event(v2(event_id="1")),
        event(v1("app_ticket", app_ticket="t-1")),
        event(v2(event_id="1")),
        event(v1("app_ticket", app_ticket="")),
        event(v1("app_uninstalled", uuid="2")),
    ]
    assert intake.take_all(group) == [None, None, None, Reason.MALFORMED, None]
    assert list(store.kept) == ["1", "2"]
    assert store.ticket.value == "t-1"
    assert store.state() == "uninstalled"
    assert (tally.report()["stored"], tally.report()["duplicates"]) == (3, 1)


def test_an_event_that_the_store_stumbles_over_does_not_keep_the_others_out(intake, store):
    store.indigestible = {"2"}
    group = [event(v2(event_id=str(number))) for number in range(4)]
    assert intake.take_all(group) == [None, None, Reason.STORE_UNAVAILABLE, None]
    assert list(store.kept) == ["0", "1", "3"]


def test_a_store_that_is_down_is_asked_once_for_a_group(intake, store):
    store.down = True
    group = [event(v2(event_id=str(number))) for number in range(4)]
    assert intake.take_all(group) == [Reason.STORE_UNAVAILABLE] * 4
    assert len(store.calls) == 1
    assert intake.failing
    assert not intake.probe()
    store.down = False
    assert intake.probe()
    assert not intake.failing
