from __future__ import annotations

import pytest

from feishu_connect import endpoints
from feishu_connect.doctor.probes import BaseProbe, ContactProbe
from feishu_connect.errors import SettingsError
from tap_feishu.needs import COLUMN_SCOPES, RARE_COLUMN_SCOPES, needs
from tap_feishu.streams import FIXED_STREAMS
from tap_feishu.streams.contacts import Departments, Users

CONNECTION = {"app_id": "cli_a000000000000001", "app_secret": "secret"}
BASE = "BascnAAAAAAAAAAAA"


def catalog(*names, deselected=(), columns=()):
    """Make a catalog that selects streams, and columns of them by name."""
    streams = []
    for name in (*names, *deselected):
        metadata = [{"breadcrumb": [], "metadata": {"selected": name in names}}]
        metadata += [
            {"breadcrumb": ["properties", column], "metadata": {"selected": chosen}}
            for column, chosen in columns
        ]
        streams.append({"tap_stream_id": name, "schema": {}, "metadata": metadata})
    return {"streams": streams}


def called(found):
    return {row for need in found for row in need.endpoints if not need.only_if}


def columns_of(found):
    return {name for need in found for one in need.columns for name in one.columns}


def test_without_a_catalog_every_stream_counts():
    found = needs({**CONNECTION, "bases": [BASE]})
    fixed = {row for stream in FIXED_STREAMS for row in stream.endpoints}
    everything = {row for need in found for row in need.endpoints}
    assert everything == {
        *(fixed - {endpoints.CONTACT_GROUP_MEMBER_LIST}),
        endpoints.BITABLE_RECORD_SEARCH,
    }


def test_a_catalog_narrows_them_and_bases_are_opened_all_the_same():
    found = needs({**CONNECTION, "bases": [BASE]}, catalog("departments", deselected=["users"]))
    assert called(found) == {
        endpoints.BITABLE_APP_GET,
        endpoints.BITABLE_TABLE_LIST,
        endpoints.CONTACT_DEPARTMENT_CHILDREN,
        endpoints.CONTACT_SCOPE_LIST,
    }


def test_streams_of_tables_need_fields_and_records():
    found = needs({**CONNECTION, "bases": [BASE]}, catalog("crm__customers"))
    assert {endpoints.BITABLE_FIELD_LIST, endpoints.BITABLE_RECORD_SEARCH} <= called(found)
    assert not called(found) & set(Users.endpoints)


def test_a_wiki_link_needs_the_wiki():
    link = "https://acme.feishu.cn/wiki/wikcnAAAAAAAAA"
    assert endpoints.WIKI_NODE_GET in called(needs({**CONNECTION, "bases": [link]}))
    assert endpoints.WIKI_NODE_GET not in called(needs({**CONNECTION, "bases": [BASE]}))


def test_each_base_has_a_probe_with_the_tables_that_have_to_be_there():
    entry = {"base": BASE, "tables": ["T"], "aliases": {"tbl1": "x"}}
    found = needs({**CONNECTION, "bases": [entry, f"https://a.cn/base/{BASE}?table=tbl2"]})
    probes = [need.probe for need in found if isinstance(need.probe, BaseProbe)]
    assert [probe.tables for probe in probes] == [("T", "tbl1"), ("tbl2",)]


def test_contacts_have_one_probe_and_no_bases_no_needs_of_theirs():
    found = needs(CONNECTION)
    assert {need.probe for need in found} == {ContactProbe(), None}
    assert not any(row.name.startswith("bitable") for row in called(found))


def test_the_targets_settings_are_not_the_taps():
    assert needs({**CONNECTION, "base": BASE}) == []
    assert needs({**CONNECTION, "base": BASE, "bases": [BASE]})
    assert needs({**CONNECTION, "flattening_enabled": True})


def test_wrong_settings_are_told():
    with pytest.raises(SettingsError, match="bases"):
        needs({**CONNECTION, "bases": [7]})


def test_columns_behind_scopes_of_their_own_exist():
    for groups in (COLUMN_SCOPES, RARE_COLUMN_SCOPES):
        for stream in (Departments, Users):
            named = {name for group in groups[stream.name] for name in group.columns}
            assert named <= stream.columns.keys()


def test_deselected_columns_need_no_scope():
    found = needs(CONNECTION, catalog("users", columns=[("email", False)]))
    assert "email" not in columns_of(found)
    assert "mobile" in columns_of(found)


def test_rare_columns_count_only_where_they_are_selected_by_name():
    assert "geo" not in columns_of(needs(CONNECTION))
    assert "geo" not in columns_of(needs(CONNECTION, catalog("users")))
    assert "geo" in columns_of(needs(CONNECTION, catalog("users", columns=[("geo", True)])))


def test_ids_of_another_kind_need_a_scope():
    assert "ids of people" in columns_of(needs({**CONNECTION, "user_id_type": "user_id"}))
    assert "ids of people" not in columns_of(needs(CONNECTION))
