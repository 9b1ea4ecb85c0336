"""ACTIVATE_VERSION: at the end of a full-table stream that was read wholly, or not at all."""

from __future__ import annotations

import pytest

from tests.tap_feishu.conftest import Collector


@pytest.fixture
def kinds(bench):
    """Run one stream and tell the kinds of its messages, with their versions."""

    def run(stream, **config):
        writer = Collector()
        tap = bench.tap(writer=writer, emit_activate_version_messages=True, **config)
        for name, one in tap.streams.items():
            one.selected = name == stream
        tap.sync_all()
        return [
            (message["type"], message.get("version"))
            for message in writer.messages
            if message["type"] not in {"STATE", "SCHEMA"}
        ]

    return run


def test_rows_of_a_full_table_carry_a_version_that_is_activated_after_the_last_one(bench, kinds):
    bench.table("T")
    messages = kinds("bitable_tables")
    assert [kind for kind, _ in messages] == ["RECORD", "ACTIVATE_VERSION"]
    assert len({version for _, version in messages}) == 1
    assert messages[0][1]


def test_a_stream_that_could_not_be_read_activates_nothing(bench, kinds):
    bench.table("T")
    bench.sandbox.faults.add("bitable.view.list", "code", times=None, code=1254302, status=403)
    assert kinds("bitable_views") == []


def test_an_incremental_stream_has_no_version(bench, kinds):
    bench.table("T").add_row({"名称": "x"})
    assert kinds("测试_base__t") == [("RECORD", None)]


def test_a_stream_of_which_a_part_is_closed_activates_nothing(bench, kinds):
    bench.config["bases"] = []
    app_id = bench.config["app_id"]
    open_chat = bench.sandbox.world.add_chat("开放", bots=[app_id])
    kept = [open_chat.chat_id, "oc_00000000000000000000000000000000"]
    messages = kinds("chat_members", chat_ids=kept)
    assert "ACTIVATE_VERSION" not in [kind for kind, _ in messages]


@pytest.mark.parametrize("stream", ["calendar_events", "calendar_event_attendees", "events"])
def test_a_stream_of_changes_has_no_version_and_says_so_in_the_catalog(bench, kinds, stream):
    assert {version for _, version in kinds(stream)} <= {None}
    assert bench.discover()[stream]["replication_method"] == "LOG_BASED"


def test_what_keeps_cursors_of_rows_passes_for_no_full_table(bench):
    bench.config["bases"] = []
    world = bench.sandbox.world
    codes, spaces = world.approvals.codes, list(world.state.wiki.spaces)[:1]
    settings = {"approval_codes": codes, "approval_listing": "query", "wiki_spaces": spaces}
    state = bench.run(**settings).state["bookmarks"]
    told = {name for name, kept in state.items() if kept.get("cursors")}
    assert "documents" in told
    methods = {name: entry.get("replication_method") for name, entry in bench.discover().items()}
    assert not {name for name in told if methods[name] == "FULL_TABLE"}
