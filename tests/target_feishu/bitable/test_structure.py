"""Making tables and fields when somebody else does, or when the reply is lost."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import AmbiguousWriteError, RejectedError
from target_feishu.bitable.structure import create_field, create_table, read_new_fields
from tests.support import ScriptedTransport, client, html, reply

if t.TYPE_CHECKING:
    from tests.support import Step

PATH = {"app_token": "app", "table_id": "tbl1"}
SPEC = {"field_name": "n", "type": 2}
ITEM = {"field_id": "fld2", "field_name": "n", "type": 2, "ui_type": "Number"}
NONE = reply({"items": []})


def table(*script: Step) -> tuple[str, bool]:
    return create_table(client(ScriptedTransport(*script)), "app", "a", [SPEC])


def test_a_table_of_that_name_is_adopted():
    listing = reply({"items": [{"table_id": "tbl7", "name": "a"}]})
    assert table(reply(code=1254013), listing) == ("tbl7", False)
    assert table(html(502), listing) == ("tbl7", False)


def test_a_table_that_did_not_come_up_is_made_again():
    assert table(html(502), NONE, reply({"table_id": "tbl8"})) == ("tbl8", True)


def test_a_table_that_cannot_be_made_is_an_error():
    with pytest.raises(RejectedError, match="1254100"):
        table(reply(code=1254100))
    with pytest.raises(AmbiguousWriteError):
        table(*[html(502), NONE] * 4)


def test_a_field_of_that_name_is_adopted():
    transport = ScriptedTransport(reply(code=1254014), reply({"items": [ITEM]}))
    assert create_field(client(transport), PATH, SPEC).field_id == "fld2"


def test_a_field_that_did_not_come_up_is_made_again_with_another_token():
    transport = ScriptedTransport(reply(code=1254608), NONE, reply({"field": ITEM}))
    assert create_field(client(transport), PATH, SPEC).name == "n"
    first, _, second = transport.sent
    assert first.params["client_token"] != second.params["client_token"]


def test_a_field_that_cannot_be_made_is_an_error():
    with pytest.raises(RejectedError, match="1254029"):
        create_field(client(ScriptedTransport(reply(code=1254029))), PATH, SPEC)
    with pytest.raises(RejectedError, match="1254014"):
        create_field(client(ScriptedTransport(*[reply(code=1254014), NONE] * 4)), PATH, SPEC)


def test_fields_of_a_new_table_are_waited_for():
    transport = ScriptedTransport(NONE, reply({"items": [ITEM]}))
    found = read_new_fields(client(transport), "app", "tbl1", ["n"])
    assert [field.field_id for field in found] == ["fld2"]
