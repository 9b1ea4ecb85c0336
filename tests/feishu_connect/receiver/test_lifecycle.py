from __future__ import annotations

import pytest

from tests.feishu_connect.receiver.support import (
    ENCRYPTED,
    TENANT,
    Settings,
    plain,
    sealed,
    v1,
    v2,
)
from tests.support import START

OPEN = v1("app_open", uuid="open", applicants=[], installer={"open_id": "ou_1"})
UNINSTALLED = v1("app_uninstalled", uuid="uninstalled")


def status(value: str, uuid: str = "status", **more):
    return v1("app_status_change", uuid=uuid, status=value, **more)


def ticket(value: str, uuid: str = "ticket", **more):
    return v1("app_ticket", uuid=uuid, tenant_key=None, app_ticket=value, **more)


def at(seconds: float) -> str:
    return str(START.timestamp() + seconds)


def later(seconds: float, document):
    return {**document, "ts": at(seconds), "uuid": f"{document['uuid']}-{seconds}"}


@pytest.fixture
def receive(receiving):
    receiver = receiving(Settings())

    def post(*documents) -> list[int]:
        return [receiver.post(plain(document)).status for document in documents]

    return post


def test_a_ticket_is_saved_and_not_kept_among_the_events(receive, store):
    assert receive(ticket("t-1")) == [200]
    assert store.ticket.value == "t-1"
    assert store.kept == {}
    assert store.known == {}


def test_a_newer_ticket_takes_the_place_of_an_older_one_whatever_comes_last(receive, store):
    receive(later(60, ticket("new")), ticket("old"))
    assert store.ticket.value == "new"


def test_after_a_restart_an_old_ticket_sent_again_changes_nothing(receiving, store, clock):
    old = sealed(ticket("old"))
    receiving(ENCRYPTED).post(old)
    clock.sleep(3600)
    receiving(ENCRYPTED).post(sealed(later(3600, ticket("new"))))
    assert receiving(ENCRYPTED).post(old).status == 200
    assert store.ticket.value == "new"


def test_a_clock_that_is_ahead_does_not_keep_a_fresh_ticket_out(receiving, store, clock):
    clock.sleep(120)
    receiving(Settings()).post(plain(ticket("old")))
    receiving(Settings()).post(plain(later(1, ticket("new"))))
    assert store.ticket.value == "new"


@pytest.mark.parametrize("value", [None, "", 7])
def test_a_ticket_event_without_a_ticket_is_malformed(receive, store, value):
    assert receive(ticket(value)) == [400]
    assert store.ticket is None


def test_the_tenant_of_any_event_is_learnt_once(receive, store):
    receive(v2(event_id="1"), v2(event_id="2"), v1("approval_instance"))
    assert store.state() == "active"
    assert store.calls.count("learn_tenant") == 1


def test_an_event_of_no_tenant_teaches_none(receive, store):
    assert receive(v2(tenant_key="")) == [200]
    assert store.known == {}


@pytest.mark.parametrize(
    "document, state",
    [
        (OPEN, "active"),
        (status("start_by_tenant"), "active"),
        (status("stop_by_tenant"), "stopped"),
        (status("stop_by_platform"), "stopped"),
        (UNINSTALLED, "uninstalled"),
        (status("something_new"), "active"),
    ],
    ids=str,
)
def test_installing_stopping_and_leaving_are_followed_and_kept(receive, store, document, state):
    assert receive(document) == [200]
    assert store.state() == state
    assert list(store.kept) == [document["uuid"]]


def test_ordinary_events_do_not_revive_a_tenant(receive, store):
    receive(UNINSTALLED, later(5, v1("approval_instance")))
    assert store.state() == "uninstalled"


@pytest.mark.parametrize("document", [OPEN, status("start_by_tenant")], ids=["open", "start"])
def test_installing_again_does(receive, store, document):
    receive(UNINSTALLED, later(60, document))
    assert store.state() == "active"


def test_what_comes_late_does_not_undo_what_is_newer(receive, store):
    receive(later(60, OPEN), UNINSTALLED)
    assert store.state() == "active"
    receive(later(120, UNINSTALLED), later(90, status("start_by_tenant")))
    assert store.state() == "uninstalled"


def test_an_installation_sent_again_after_a_restart_does_not_revive(receiving, store, clock):
    receiving(ENCRYPTED).post(sealed(OPEN))
    clock.sleep(60)
    receiving(ENCRYPTED).post(sealed(later(60, UNINSTALLED)))
    assert receiving(ENCRYPTED).post(sealed(OPEN)).status == 200
    assert store.state() == "uninstalled"


def test_what_follows_is_made_up_for_when_the_first_attempt_got_halfway(receive, store, clock):
    receive(v2())
    clock.sleep(60)
    store.before_event = lambda: setattr(store, "down", True)
    gone = later(60, UNINSTALLED)
    assert receive(gone) == [503]
    assert list(store.kept) == ["event-1", gone["uuid"]]
    assert store.known[TENANT].state == "active"
    store.before_event, store.down = lambda: None, False
    assert receive(gone) == [200]
    assert store.state() == "uninstalled"
