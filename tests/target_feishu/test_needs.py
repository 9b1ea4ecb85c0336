from __future__ import annotations

import pytest

from feishu_connect import endpoints
from feishu_connect.doctor.probes import BaseProbe, ChatProbe
from feishu_connect.errors import SettingsError
from target_feishu.needs import needs

CONNECTION = {"app_id": "cli_a000000000000001", "app_secret": "secret"}
BASE = "BascnAAAAAAAAAAAA"
MESSAGE = {"stream": "alerts", "to": "message", "receive_id": "oc_1", "content": "x"}


def catalog(**streams):
    return {
        "streams": [
            {
                "tap_stream_id": name,
                "schema": {"type": "object", "properties": columns},
                "metadata": [{"breadcrumb": [], "metadata": {"selected": True}}],
            }
            for name, columns in streams.items()
        ]
    }


def called(found):
    return {row for need in found for row in need.endpoints if not need.only_if}


def sometimes(found):
    return {row for need in found for row in need.endpoints if need.only_if}


def whats(found):
    return {need.what for need in found}


def test_the_taps_settings_are_not_the_targets():
    assert needs({**CONNECTION, "bases": [BASE]}) == []


@pytest.mark.parametrize(
    "method, rows",
    [
        (
            "upsert",
            {
                endpoints.BITABLE_RECORD_SEARCH,
                endpoints.BITABLE_RECORD_BATCH_GET,
                endpoints.BITABLE_RECORD_BATCH_CREATE,
                endpoints.BITABLE_RECORD_BATCH_UPDATE,
            },
        ),
        ("append-only", {endpoints.BITABLE_RECORD_BATCH_CREATE}),
        (
            "overwrite",
            {
                endpoints.BITABLE_RECORD_SEARCH,
                endpoints.BITABLE_RECORD_BATCH_CREATE,
                endpoints.BITABLE_RECORD_BATCH_DELETE,
            },
        ),
    ],
)
def test_each_load_method_has_its_calls(method, rows):
    opening = {endpoints.BITABLE_TABLE_LIST, endpoints.BITABLE_FIELD_LIST}
    assert called(needs({**CONNECTION, "base": BASE, "load_method": method})) == rows | opening


def test_tables_and_fields_are_made_only_in_some_runs():
    making = {endpoints.BITABLE_TABLE_CREATE, endpoints.BITABLE_FIELD_CREATE}
    assert sometimes(needs({**CONNECTION, "base": BASE})) == making
    route = {"stream": "*", "create_table": False, "add_fields": False}
    assert not sometimes(needs({**CONNECTION, "base": BASE, "routes": [route]})) - making
    fixed = needs({**CONNECTION, "routes": [{**route, "base": BASE}]})
    assert not sometimes(fixed)


def test_links_are_set_in_a_second_pass():
    link = {"customer": {"table": "customers", "key": "id"}}
    route = {"stream": "*", "load_method": "append-only", "links": link}
    found = sometimes(needs({**CONNECTION, "base": BASE, "routes": [route]}))
    assert endpoints.BITABLE_RECORD_BATCH_UPDATE in found


def test_rows_are_deleted_only_where_the_settings_say_so():
    route = {"stream": "*", "create_table": False, "add_fields": False}
    config = {**CONNECTION, "base": BASE, "routes": [{**route, "hard_delete": True}]}
    assert endpoints.BITABLE_RECORD_BATCH_DELETE in sometimes(needs(config))
    config = {**CONNECTION, "base": BASE, "hard_delete": True, "routes": [route]}
    assert endpoints.BITABLE_RECORD_BATCH_DELETE in sometimes(needs(config))


def test_a_catalog_leaves_the_routes_that_one_of_its_streams_takes():
    config = {
        **CONNECTION,
        "base": BASE,
        "routes": [{"stream": "orders", "load_method": "overwrite"}, MESSAGE],
    }
    assert whats(needs(config)) == {"route orders", "route *", "route alerts"}
    assert whats(needs(config, catalog(orders={}))) == {"route orders"}
    assert whats(needs(config, catalog(other={}))) == {"route *"}
    assert whats(needs(config, catalog())) == set()


def test_attachments_of_selected_streams_need_files():
    files = {endpoints.DRIVE_MEDIA_DOWNLOAD, endpoints.DRIVE_MEDIA_UPLOAD}
    config = {**CONNECTION, "base": BASE}
    attachment = {"x-feishu": {"type": 17}}
    assert files <= called(needs(config, catalog(orders={"invoice": attachment})))
    assert not files & called(needs(config, catalog(orders={"name": {}})))
    message_only = {**CONNECTION, "routes": [{**MESSAGE, "stream": "*"}]}
    assert not files & called(needs(message_only, catalog(orders={"invoice": attachment})))


def test_messages_share_one_probe_that_knows_the_chats_written_out():
    routes = [
        MESSAGE,
        {**MESSAGE, "stream": "b", "receive_id": "{{ chat }}", "receive_id_type": "chat_id"},
        {**MESSAGE, "stream": "c", "receive_id": "someone@acme.com"},
    ]
    need, *sometimes_ = needs({**CONNECTION, "routes": routes})
    assert all(each.only_if for each in sometimes_)
    assert need.endpoints == (endpoints.IM_MESSAGE_CREATE,)
    assert need.probe == ChatProbe(("oc_1",), others=True)
    need, *_ = needs({**CONNECTION, "routes": [MESSAGE]})
    assert need.probe == ChatProbe(("oc_1",), others=False)


def test_rows_are_probed_for_writing_and_a_wiki_link_needs_the_wiki():
    link = "https://acme.feishu.cn/wiki/wikcnAAAAAAAAA"
    found = needs({**CONNECTION, "base": link})
    assert endpoints.WIKI_NODE_GET in called(found)
    assert all(isinstance(need.probe, BaseProbe) and need.probe.writes for need in found[:1])


def test_a_route_to_nowhere_needs_nothing():
    assert needs({**CONNECTION, "routes": [{"stream": "*", "to": "ignore"}]}) == []


def test_wrong_settings_are_told():
    with pytest.raises(SettingsError, match=r"routes\[0\]"):
        needs({**CONNECTION, "routes": [{"stream": "*"}]})
