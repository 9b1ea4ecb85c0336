"""What the streams give is what the sandbox holds, each once, at the promised price."""

from __future__ import annotations

from tap_feishu.approvals.slots import SLOT_MS, slot_of
from tests.tap_feishu.approvals.truth import (
    DAY,
    GET,
    LIST,
    NOW,
    STREAMS,
    Warehouse,
    assert_equal_to,
    calls,
    codes,
    iso,
    read,
)


def test_without_codes_nothing_is_read_and_no_call_is_made(office):
    run = read(office, streams=("approval_definitions", *STREAMS), approval_codes=[])
    assert not run.error
    assert run.records == {}
    assert len(office.sandbox.calls) == 0


def test_the_seeded_company_comes_as_it_is(office):
    approvals = office.approvals
    purchase, leave = approvals.codes[:2]
    begin = min(one.start for one in approvals.state.instances.values())
    link = f"https://www.feishu.cn/approval/admin/edit?definitionCode={leave}"
    run = read(office, approval_codes=[purchase, link], start_date=iso(begin))
    assert not run.error
    for code in (purchase, leave):
        one = Warehouse().load(run)
        for name in STREAMS:
            rows = run.records[name]
            one.rows[name] = {
                key: row for key, row in one.rows[name].items() if row["approval_code"] == code
            }
            assert len(rows) == len(Warehouse().load(run).rows[name])
        assert_equal_to(approvals, code, one)
    statuses = {(row["status"], row["reverted"]) for row in run.records["approval_instances"]}
    assert statuses == {
        ("PENDING", False),
        ("APPROVED", False),
        ("REJECTED", False),
        ("CANCELED", False),
        ("CANCELED", True),
        ("DELETED", False),
    }


def test_definitions_come_with_their_code_and_parsed_forms(office):
    purchase = office.approvals.state.definitions[office.approvals.codes[0]]
    run = read(office, streams=("approval_definitions",), approval_codes=[purchase.approval_code])
    (row,) = run.records["approval_definitions"]
    assert row["approval_code"] == purchase.approval_code
    assert row["approval_name"] == "采购申请 Purchase"
    assert row["form"] == purchase.form
    assert row["form_widget_relation"] == purchase.relation
    assert row["approval_admin_ids"] == purchase.admins
    assert [node["name"] for node in row["node_list"]] == ["直属上级", "财务"]


def test_every_column_is_there_times_are_times_and_user_ids_come_too(office, start):
    (one,) = start()
    office.approvals.approve(one)
    office.approvals.comment(one, "好", files=[{"url": "u", "file_size": 1, "title": "t"}])
    run = read(office)
    (row,) = run.records["approval_instances"]
    assert set(row) == set(run.schemas["approval_instances"]["schema"]["properties"])
    assert row["user_id"] == office.sandbox.world.state.users[one.user].user_id
    assert row["timeline"][0]["create_time"] == iso(one.start)
    assert row["timeline"][0]["ext"] == {}
    assert row["modified_instance_code"] is None
    (comment,) = run.records["approval_comments"]
    assert comment["files"][0]["file_size"] == 1
    assert comment["instance_code"] == one.instance_code


def test_an_unfinished_instance_has_no_end(office, start):
    start()
    run = read(office)
    assert run.records["approval_instances"][0]["end_time"] is None
    assert run.records["approval_tasks"][0]["end_time"] is None


def test_three_streams_ask_once_for_each_listing_and_each_detail(office, start):
    start(5, apart=DAY)
    read(office)
    slots = slot_of(office.sandbox.clock.now_ms()) - slot_of(NOW) + 1
    assert (calls(office, LIST), calls(office, GET)) == (slots, 5)


def test_a_stream_that_is_not_selected_costs_nothing(office, start):
    start(2)
    read(office, streams=("approval_definitions",))
    assert (calls(office, LIST), calls(office, GET)) == (0, 0)


def test_more_instances_than_a_page_come_all(office, start):
    start(230)
    run = read(office)
    assert_equal_to(office.approvals, office.code, Warehouse().load(run))
    assert len(codes(run)) == 230


def test_an_instance_on_the_boundary_of_slots_comes_once(office, start):
    boundary = (slot_of(NOW) + 1) * SLOT_MS
    office.sandbox.clock.freeze(boundary)
    (one,) = start(apart=2 * DAY)
    run = read(office)
    assert codes(run) == [one.instance_code]
    office.approvals.approve(one)
    assert set(codes(read(office, state=run.state))) == {one.instance_code}


def test_the_same_code_twice_is_read_once(office, start):
    start()
    run = read(office, approval_codes=[office.code, f" {office.code} "])
    assert len(codes(run)) == 1
