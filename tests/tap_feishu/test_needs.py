from __future__ import annotations

import pytest

from feishu_connect import endpoints
from feishu_connect.doctor.probes import BaseProbe, ContactProbe
from feishu_connect.errors import SettingsError
from tap_feishu.config import TapSettings
from tap_feishu.needs import needs
from tap_feishu.people.column_scopes import COLUMN_SCOPES, RARE_COLUMN_SCOPES, USER_COLUMN_SCOPES
from tap_feishu.streams import FIXED_STREAMS
from tap_feishu.streams.contacts import Users

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


def streams_of(found):
    return {need.what.removeprefix("stream ") for need in found if need.what.startswith("stream ")}


def idle(**config):
    settings = TapSettings.from_config({**CONNECTION, **config})
    return {stream.name for stream in FIXED_STREAMS if stream.is_idle(settings)}


@pytest.mark.parametrize("identity", ["app", "user"])
def test_where_nothing_is_named_every_stream_counts_that_the_identity_can_read(identity):
    found = needs({**CONNECTION, "identity": identity})
    resting = idle()
    readable = {stream.name for stream in FIXED_STREAMS if stream.takes(identity)}
    assert streams_of(found) == readable - resting
    everything = {row for need in found for row in need.endpoints}
    assert all(identity in row.identities for row in everything)
    fixed = {
        row
        for stream in FIXED_STREAMS
        if stream.name in readable - resting
        for row in stream.endpoints
        if identity in row.identities
    }
    assert everything >= fixed - {endpoints.CONTACT_GROUP_MEMBER_LIST}


def test_without_a_catalog_the_streams_count_that_the_settings_name():
    told = {**CONNECTION, "bases": [BASE], "wiki_spaces": ["7034502641455497244"]}
    structure = {"bitable_apps", "bitable_tables", "bitable_views", "bitable_fields"}
    pages = {"wiki_spaces", "wiki_nodes", "documents", "document_blocks", "sheets", "sheet_rows"}
    assert streams_of(needs(told)) == structure | {"departments", "users"} | pages


def test_a_stream_that_needs_a_setting_and_has_none_needs_nothing():
    assert {"bitable_apps", "bitable_fields", "approval_instances", "documents"} <= idle()
    assert not idle() & {"departments", "users", "job_levels"}
    assert not streams_of(needs(CONNECTION)) & idle()
    told = {**CONNECTION, "approval_codes": ["7C468A54-8745-2245-9675-08B7C63E7A85"]}
    assert "approval_instances" in streams_of(needs(told))


def test_a_stream_tells_when_it_makes_a_call():
    found = needs(CONNECTION, catalog("users"))
    told = {row: need.only_if for need in found for row in need.endpoints}
    assert told[endpoints.CONTACT_USER_BATCH] == "the contact range is a part of the directory"
    assert not told[endpoints.CONTACT_SCOPE_LIST]


def test_members_of_groups_are_left_to_the_probe_only_where_the_probe_looks_for_groups():
    assert endpoints.CONTACT_GROUP_MEMBER_LIST not in called(needs(CONNECTION, catalog("users")))
    found = needs(CONNECTION, catalog("user_group_members"))
    assert called(found) == {endpoints.CONTACT_GROUP_LIST, endpoints.CONTACT_GROUP_MEMBER_LIST}
    assert {need.probe for need in found} == {None}


def test_a_user_needs_nothing_of_the_app_alone():
    settings = {**CONNECTION, "identity": "user"}
    assert endpoints.CONTACT_SCOPE_LIST not in called(needs(settings, catalog("users")))
    assert "job_levels" not in streams_of(needs(settings))


def test_a_selected_stream_that_the_identity_cannot_read_is_told():
    (need,) = needs({**CONNECTION, "identity": "user"}, catalog("job_levels"))
    (finding,) = need.probe.run(None)
    assert (finding.status, need.endpoints) == ("failed", ())
    assert "job_levels" in finding.detail
    assert "identity: app" in finding.cure


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
    chosen = catalog("crm__customers")
    assert endpoints.WIKI_NODE_GET in called(needs({**CONNECTION, "bases": [link]}, chosen))
    assert endpoints.WIKI_NODE_GET not in called(needs({**CONNECTION, "bases": [BASE]}, chosen))


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
    streams = {stream.name: stream for stream in FIXED_STREAMS}
    for groups in (COLUMN_SCOPES, RARE_COLUMN_SCOPES, USER_COLUMN_SCOPES):
        for name, of_stream in groups.items():
            named = {column for group in of_stream for column in group.columns}
            assert named <= streams[name].columns.keys()


def test_deselected_columns_need_no_scope():
    found = needs(CONNECTION, catalog("users", columns=[("email", False)]))
    assert "email" not in columns_of(found)
    assert "mobile" in columns_of(found)


def test_rare_columns_count_only_where_they_are_selected_by_name():
    assert "geo" not in columns_of(needs(CONNECTION))
    assert "geo" not in columns_of(needs(CONNECTION, catalog("users")))
    assert "geo" in columns_of(needs(CONNECTION, catalog("users", columns=[("geo", True)])))


def test_the_way_to_a_department_is_shown_to_users_alone():
    chosen = catalog("users", columns=[("department_path", True)])
    assert "department_path" not in columns_of(needs(CONNECTION, chosen))
    settings = {**CONNECTION, "identity": "user"}
    assert "department_path" in columns_of(needs(settings, chosen))


def test_ids_of_another_kind_need_a_scope():
    assert "ids of people" in columns_of(needs({**CONNECTION, "user_id_type": "user_id"}))
    assert "ids of people" not in columns_of(needs(CONNECTION))
