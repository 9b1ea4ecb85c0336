"""Later records of a key recall its approval, or decide it; each asks for it once."""

from __future__ import annotations

import pytest

from target_feishu.errors import RecordError
from tests.target_feishu.approvals.conftest import SPEC, STREAM, change, head
from tests.target_feishu.support import feed, record

TWO_STEPS = {**SPEC, "nodes": [{"id": "lead", "name": "Lead"}, {"id": "money", "name": "Money"}]}


def outcome(office):
    return [instance.status for instance in office.instances]


@pytest.mark.parametrize(
    "operation, status, counted",
    [
        ("cancel", "CANCELED", "cancelled"),
        ("approve", "APPROVED", "approved"),
        ("reject", "REJECTED", "rejected"),
    ],
)
def test_an_operation_is_carried_out_once(office, operation, status, counted):
    lines = (head(), change("1"), change("1", operation, comment="因为"))
    first, second = office.target(), office.target()
    feed(first, *lines)
    assert outcome(office) == [status]
    assert first.summary.lines() == [f"{STREAM} -> approvals: 1 created, 1 {counted}"]
    (instance,) = office.instances
    said = [each.text for each in instance.comments] + [each.comment for each in instance.timeline]
    assert said.count("因为") == 1
    office.sandbox.calls.clear()
    feed(second, *lines)
    assert len(office.instances) == 1
    assert list(office.sandbox.calls) == []
    assert second.summary.lines() == [f"{STREAM} -> approvals: 2 unchanged"]


def test_a_record_that_the_source_deleted_recalls_its_approval(office):
    gone = {"_sdc_deleted_at": "2026-03-02T00:00:00Z"}
    feed(office.target(), head(), change("1"), record(STREAM, id="1", **gone))
    assert outcome(office) == ["CANCELED"]


def test_what_is_approved_is_not_recalled(office, caplog):
    feed(office.target(), head(), change("1"), change("1", "approve"))
    target = office.target()
    feed(target, head(), change("1", "cancel"))
    assert outcome(office) == ["APPROVED"]
    assert target.summary.lines() == [f"{STREAM} -> approvals: 1 unchanged"]
    assert "is approved already" in caplog.text
    assert office.codes("approval.instance.cancel") == []


def test_cancelling_what_nobody_opened_does_nothing_and_a_later_cancel_counts(office):
    feed(office.target(), head(), change("1", "cancel"), change("1"))
    assert outcome(office) == ["PENDING"]
    feed(office.target(), head(), change("1", "cancel"))
    assert outcome(office) == ["CANCELED"]


def test_deciding_what_nobody_opened_is_an_error(office):
    with pytest.raises(RecordError, match="no approval to approve"):
        feed(office.target(), head(), change("1", "approve"))


def test_a_repeated_approval_does_not_reach_the_next_step(office):
    lines = (head(), change("1"), change("1", "approve", comment="first"))
    for _ in range(2):
        feed(office.target(definition=TWO_STEPS), *lines)
    (instance,) = office.instances
    assert [task.status for task in instance.tasks] == ["APPROVED", "PENDING"]
    feed(office.target(definition=TWO_STEPS), *lines, change("1", "approve", comment="second"))
    assert outcome(office) == ["APPROVED"]


def test_approvers_who_are_named_decide_their_own_tasks(office):
    both = ["bob@acme.example", "eve@acme.example"]
    feed(office.target(approvers=both), head(), change("1"))
    feed(office.target(approvers="eve@acme.example"), head(), change("1", "approve"))
    (instance,) = office.instances
    assert {task.approver: task.status for task in instance.tasks} == {
        office.approver: "PENDING",
        office.other: "APPROVED",
    }


def test_without_approvers_all_that_wait_decide(office):
    both = ["bob@acme.example", "eve@acme.example"]
    feed(office.target(approvers=both), head(), change("1"))
    target = office.target(approvers="{{ comment }}")
    feed(target, head(), change("1", "approve"))
    assert outcome(office) == ["APPROVED"]


def test_people_whom_the_approval_does_not_ask_are_an_error_that_names_the_others(office):
    feed(office.target(), head(), change("1"))
    with pytest.raises(RecordError, match=f"It waits for {office.approver}"):
        feed(office.target(approvers="eve@acme.example"), head(), change("1", "approve"))


def test_what_an_approver_did_in_feishu_is_not_done_again(office, caplog):
    feed(office.target(), head(), change("1"), change("2"))
    office.sandbox.world.approvals.approve(office.instances[0])
    office.sandbox.world.approvals.reject(office.instances[1])
    target = office.target()
    feed(target, head(), change("1", "approve"), change("2", "approve"))
    assert outcome(office) == ["APPROVED", "REJECTED"]
    assert target.summary.lines() == [f"{STREAM} -> approvals: 2 unchanged"]
    assert "is rejected already" in caplog.text
    assert office.codes("approval.task.approve") == []


@pytest.mark.parametrize(
    "operation, endpoint, status",
    [
        ("cancel", "approval.instance.cancel", "CANCELED"),
        ("approve", "approval.task.approve", "APPROVED"),
        ("reject", "approval.task.reject", "REJECTED"),
    ],
)
@pytest.mark.parametrize("kind", ["lost_reply", "cut", "html", "truncate", "rate_limit"])
def test_a_reply_that_is_lost_makes_it_look_before_it_repeats(
    office, operation, endpoint, status, kind
):
    office.sandbox.faults.add(endpoint, kind)
    feed(office.target(), head(), change("1"), change("1", operation))
    assert outcome(office) == [status]
    assert office.codes(endpoint).count(0) <= 1
    assert len(office.codes(endpoint)) == (1 if kind in ("lost_reply", "truncate") else 2)


def test_a_comment_whose_reply_is_lost_is_written_once(office):
    office.sandbox.faults.add("approval.comment.create", "lost_reply")
    feed(office.target(), head(), change("1"), change("1", "cancel", comment="Not needed"))
    (instance,) = office.instances
    assert [(each.author, each.text) for each in instance.comments] == [
        (office.applicant, "Not needed")
    ]


def test_what_the_definition_forbids_is_told_with_its_cure(office):
    feed(office.target(), head(), change("1"))
    office.instances[0].unrevocable = True
    with pytest.raises(Exception, match="has to allow revoking"):
        feed(office.target(), head(), change("1", "cancel"))


def test_a_handwritten_signature_is_told(office):
    feed(office.target(), head(), change("1"))
    office.of(SPEC["name"])[0].signed = True
    with pytest.raises(Exception, match="handwritten signature"):
        feed(office.target(), head(), change("1", "approve"))


def test_an_approval_that_is_gone_needs_no_cancel(office):
    feed(office.target(), head(), change("1"))
    office.sandbox.world.approvals.purge(office.instances[0])
    target = office.target()
    feed(target, head(), change("1", "cancel"))
    assert target.summary.lines() == [f"{STREAM} -> approvals: 1 unchanged"]
