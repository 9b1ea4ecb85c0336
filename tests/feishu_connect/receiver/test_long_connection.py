from __future__ import annotations

import gc
import json
import logging
import threading
import typing as t

import pytest
from lark_oapi import EventDispatcherHandler

from feishu_connect.errors import CredentialsError, FeishuError, RegionError
from feishu_connect.receiver.app import Parts
from feishu_connect.receiver.long_connection import LongConnection, PushedEvents
from feishu_connect.receiver.refusals import PostRefusedError
from tests.feishu_connect.receiver.support import APP, TENANT, v1, v2
from tests.feishu_connect.receiver.websocket import PATIENCE, Platform, platform
from tests.support import settings

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: The connection carries no token.
EVENT = v2("drive.file.edit_v1", token="")


@pytest.fixture
def feishu() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture
def parts(store, clock) -> Parts:
    return Parts.assemble(settings(), store, clock)


class Connecting:
    """A long connection, and whether it has failed."""

    def __init__(self, feishu: Platform, parts: Parts) -> None:
        self.failed = threading.Event()
        mine = settings(base_url=feishu.url)
        self.connection = LongConnection(mine, parts, self.failed.set)

    def failure(self) -> FeishuError:
        assert self.failed.wait(PATIENCE)
        assert self.connection.failure is not None
        return self.connection.failure


@pytest.fixture
def connecting(feishu, parts) -> Iterator[Connecting]:
    made = Connecting(feishu, parts)
    made.connection.start()
    yield made
    made.connection.stop()
    assert not made.connection._thread.is_alive()


@pytest.mark.usefixtures("connecting")
def test_every_event_is_stored_before_it_is_acknowledged(feishu, store, parts):
    assert feishu.push(EVENT) == 200
    assert store.kept["event-1"].event_type == "drive.file.edit_v1"
    assert store.state(TENANT) == "active"
    assert feishu.push(v1("approval_instance", uuid="2")) == 200
    assert feishu.push(EVENT, "m-2") == 200
    assert list(store.kept) == ["event-1", "2"]
    assert parts.tally.report() == {
        "challenges": 0,
        "stored": 2,
        "duplicates": 1,
        "replayed": 0,
        "refused": {},
    }
    assert feishu.asked == [{"AppID": APP, "AppSecret": "secret-of-the-tests"}]


@pytest.mark.usefixtures("connecting")
def test_what_is_not_stored_is_not_acknowledged(feishu, store, parts):
    store.down = True
    assert feishu.push(EVENT) == 500
    store.down = False
    assert feishu.push(EVENT) == 200
    assert feishu.push(b"[]") == 500
    assert feishu.push(v2(app_id="cli_another", event_id="2")) == 500
    assert list(store.kept) == ["event-1"]
    assert parts.tally.report()["refused"] == {
        "store_unavailable": 1,
        "malformed": 1,
        "other_app": 1,
    }


@pytest.mark.usefixtures("connecting")
def test_a_connection_that_breaks_is_made_again(feishu):
    assert feishu.push(EVENT) == 200
    feishu.hang_up()
    assert feishu.push(v2(event_id="2")) == 200
    assert len(feishu.asked) == 2


@pytest.mark.usefixtures("connecting")
def test_the_log_holds_neither_secret_nor_ticket(feishu, caplog, capfd):
    with caplog.at_level(logging.INFO):
        feishu.push(v2(event={"text": "private"}))
        feishu.hang_up()
        feishu.push(v2(event_id="2"))
    told = caplog.text + "".join(capfd.readouterr())
    for secret in ("secret-of-the-tests", "the-ticket", "private"):
        assert secret not in told


@pytest.mark.parametrize(
    "code, kind, text",
    [
        (1000040351, RegionError, "another region"),
        (514, CredentialsError, "app_secret"),
        (403, CredentialsError, "custom app"),
        (1000040350, FeishuError, "50"),
        (77, FeishuError, "77"),
    ],
)
def test_a_refusal_for_good_ends_it(feishu, parts, code, kind, text):
    feishu.codes = [code]
    made = Connecting(feishu, parts)
    made.connection.start()
    failure = made.failure()
    assert type(failure) is kind
    assert text in str(failure)
    assert failure.code == code
    made.connection.stop()


def test_a_refusal_when_it_reconnects_is_noticed_too(feishu, connecting):
    assert feishu.push(EVENT) == 200
    feishu.codes = [514]
    feishu.hang_up()
    while not connecting.failed.wait(0.05):
        gc.collect()
    assert isinstance(connecting.failure(), CredentialsError)


def test_stopping_hangs_up(feishu, connecting):
    feishu.push(EVENT)
    connecting.connection.stop()
    assert feishu.left()
    assert connecting.connection.failure is None


def test_it_can_be_stopped_before_it_is_connected(feishu, parts):
    feishu.codes = [1] * 10_000
    made = Connecting(feishu, parts)
    made.connection.start()
    made.connection.stop()
    assert made.connection.failure is None


def test_the_sdks_own_dispatcher_and_ours_agree_on_what_is_pushed(parts, store):
    events: list[tuple[str, t.Any]] = []
    theirs = (
        EventDispatcherHandler.builder("", "")
        .register_p2_customized_event(
            "drive.file.edit_v1", lambda e: events.append((e.header.event_id, e.event))
        )
        .register_p1_customized_event(
            "approval_instance", lambda e: events.append((e.uuid, e.event))
        )
        .build()
    )
    for document in (EVENT, v1("approval_instance", status="APPROVED")):
        payload = json.dumps(document).encode()
        theirs._do_without_validation(payload)
        PushedEvents(parts).do_without_validation(payload)
    assert [(event.event_id, event.payload) for event in store.kept.values()] == events


@pytest.mark.parametrize("payload", [b"{", b"[]", b"{}", b'{"schema": "2.0"}'])
def test_both_refuse_what_is_no_event(parts, payload):
    theirs = EventDispatcherHandler.builder("", "").build()
    with pytest.raises(Exception):  # noqa: B017, PT011  it raises whatever comes
        theirs._do_without_validation(payload)
    with pytest.raises(PostRefusedError):
        PushedEvents(parts)._do_without_validation(payload)
