from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect.receiver.envelope import Challenge, Envelope, json_object, read_envelope
from feishu_connect.receiver.refusals import PostRefusedError, Reason
from tests.feishu_connect.receiver.support import APP, TENANT, TOKEN, challenge, v1, v2
from tests.support import START


def test_reads_the_new_envelope():
    found = read_envelope(v2(event={"text": "x"}))
    assert found == Envelope(
        schema="2.0",
        event_id="event-1",
        event_type="im.message.receive_v1",
        app_id=APP,
        tenant_key=TENANT,
        created_at=START,
        token=TOKEN,
        payload={"text": "x"},
    )


def test_reads_the_old_envelope():
    found = read_envelope(v1("approval_instance", status="APPROVED"))
    assert isinstance(found, Envelope)
    assert (found.schema, found.event_id, found.event_type) == (
        "1.0",
        "uuid-1",
        "approval_instance",
    )
    assert (found.app_id, found.tenant_key) == (APP, TENANT)
    assert found.created_at == START + dt.timedelta(seconds=0.5)
    assert found.payload["status"] == "APPROVED"


def test_reads_a_challenge():
    assert read_envelope(challenge("abc")) == Challenge("abc", TOKEN)


def test_a_schema_makes_it_an_event_whatever_its_type_says():
    assert isinstance(read_envelope({**v2(), "type": "url_verification"}), Envelope)


def test_an_event_may_lack_app_tenant_body_and_token():
    document = v2(app_id=None, tenant_key="", token=None)
    del document["event"]
    found = read_envelope(document)
    assert isinstance(found, Envelope)
    assert (found.app_id, found.tenant_key, found.token, found.payload) == ("", "", None, {})


@pytest.mark.parametrize("unit", [1, 1000, 1_000_000])
def test_times_are_read_in_every_unit_of_the_samples(unit):
    found = read_envelope(v2(create_time=str(int(START.timestamp()) * unit)))
    assert found.created_at == START


@pytest.mark.parametrize("time", [None, "", "soon", "-1", "nan", "inf", "1e300", [], {}], ids=repr)
def test_a_time_that_cannot_be_read_is_none(time):
    assert read_envelope(v2(create_time=time)).created_at is None


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": "event_callback"},
        {"type": "url_verification"},
        {"type": "url_verification", "challenge": 1},
        {"type": "url_verification", "challenge": "x", "token": 1},
        {"schema": "2.0"},
        {"schema": "2.0", "header": []},
        v2(event_id=None),
        v2(event_id=""),
        v2(event_id=7),
        v2(event_id="x" * 256),
        v2(event_id="\ud800"),
        v2(tenant_key="\x00"),
        v2(event_type=["x"]),
        v2(token=["x"]),
        {**v2(), "event": "text"},
        {**v1("x"), "uuid": ""},
        {**v1("x"), "event": None},
        v1("x", type=None),
    ],
    ids=repr,
)
def test_what_is_neither_is_malformed(document):
    with pytest.raises(PostRefusedError) as refused:
        read_envelope(document)
    assert refused.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"a": ' + b"9" * 20_000 + b"}",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_no_json_object_is_malformed(text):
    with pytest.raises(PostRefusedError) as refused:
        json_object(text)
    assert refused.value.reason is Reason.MALFORMED


def test_neither_token_nor_content_shows_in_a_text():
    assert TOKEN not in repr(read_envelope(v2(event={"text": "private"})))
    assert "private" not in repr(read_envelope(v2(event={"text": "private"})))
    assert TOKEN not in repr(read_envelope(challenge()))
