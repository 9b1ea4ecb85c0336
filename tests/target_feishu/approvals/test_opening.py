"""Approvals are opened once, whatever comes in between."""

from __future__ import annotations

import json

import pytest

from feishu_connect import (
    AmbiguousWriteError,
    FeishuError,
    NotFoundError,
    RejectedError,
    SettingsError,
)
from target_feishu.errors import RecordError
from tests.target_feishu.approvals.conftest import SPEC, change, head
from tests.target_feishu.support import feed, make_target


def entries(instance):
    return {entry["name"]: entry["value"] for entry in instance.form}


def test_each_key_opens_one_approval_in_the_names_that_e_mails_belong_to(office):
    target = office.target()
    feed(target, head(), change("1"), change("2", title="Other", amount=None))
    first, second = office.instances
    assert (first.user, [task.approver for task in first.tasks]) == (
        office.applicant,
        [office.approver],
    )
    assert entries(first) == {"Title": "Change 1", "Amount": 3}
    assert entries(second) == {"Title": "Other"}
    assert len(office.of(SPEC["name"])) == 1
    assert target.summary.lines() == ["changes -> approvals: 2 created"]


def test_the_same_input_again_opens_nothing_and_costs_no_call(office):
    feed(office.target(), head(), change("1"))
    office.sandbox.calls.clear()
    target = office.target()
    feed(target, head(), change("1"), change("1"))
    assert len(office.instances) == 1
    assert [call.operation for call in office.sandbox.calls] == []
    assert target.summary.lines() == ["changes -> approvals: 2 unchanged"]


def test_a_changed_record_leaves_its_approval_as_it_was_opened(office):
    feed(office.target(), head(), change("1"))
    target = office.target()
    feed(target, head(), change("1", title="Later"))
    (instance,) = office.instances
    assert entries(instance)["Title"] == "Change 1"
    assert target.summary.lines() == ["changes -> approvals: 1 unchanged"]


def test_a_lost_reply_and_a_lost_store_find_the_approval_by_its_uuid(office):
    office.sandbox.faults.add("approval.instance.create", "lost_reply")
    feed(office.target(), head(), change("1"))
    assert office.codes("approval.instance.create") == [None, 60012]
    (instance,) = office.instances
    target = office.target()
    target.client.store.forget_ledger(target.ledger("approval", "changes")._name, ['["1"]'])
    feed(target, head(), change("1"), change("1", "cancel"))
    assert office.instances == [instance]
    assert instance.status == "CANCELED"


def test_an_approval_that_slow_replicas_do_not_show_yet_is_found(office):
    office.sandbox.behaviour.replica_lag = 2
    office.sandbox.faults.add("approval.instance.create", "lost_reply")
    feed(office.target(), head(), change("1"), change("1", "cancel"))
    assert [instance.status for instance in office.instances] == ["CANCELED"]


def test_a_definition_is_written_over_when_it_changes(office):
    feed(office.target(), head(), change("1"))
    spec = {**SPEC, "description": "For changes", "viewers": "NONE"}
    feed(office.target(definition=spec), head(), change("2"))
    (definition,) = office.of(SPEC["name"])
    assert [viewer["type"] for viewer in definition.viewers] == ["NONE"]
    assert {one.approval_code for one in office.instances} == {definition.approval_code}
    assert [bool(call.body.get("approval_code")) for call in made(office)] == [False, True]


def made(office):
    return [call for call in office.sandbox.calls if call.operation == "approval.definition.create"]


def test_a_definition_whose_reply_is_lost_stops_the_run_and_the_next_one_makes_another(office):
    office.sandbox.faults.add("approval.definition.create", "lost_reply")
    with pytest.raises(AmbiguousWriteError, match="approval administration"):
        feed(office.target(), head(), change("1"))
    assert len(made(office)) == 1
    feed(office.target(), head(), change("1"))
    (instance,) = office.instances
    assert instance.approval_code == office.of(SPEC["name"])[-1].approval_code


def test_a_code_names_a_definition_that_is_there(office):
    approvals = office.sandbox.world.approvals
    definition = approvals.add_definition(
        "Fixed",
        [{"id": "w1", "name": "Reason", "type": "input", "required": True}],
        [{"name": "Lead", "approvers": [office.other]}],
    )
    route = office.route(approval_code=definition.approval_code, form={"w1": "{{ title }}"})
    del route["definition"], route["approvers"]
    target = office.target()
    target = type(target)(config={**target.config, "routes": [route]})
    feed(target, head(), change("1"))
    (instance,) = office.instances
    assert [task.approver for task in instance.tasks] == [office.other]


def test_steps_are_named_one_by_one(office):
    nodes = [{"id": "lead", "name": "Lead"}, {"id": "money", "name": "Money", "type": "OR"}]
    people = {"Lead": ["bob@acme.example"], "money": f"eve@acme.example, {office.approver}"}
    feed(office.target(definition={**SPEC, "nodes": nodes}, approvers=people), head(), change("1"))
    (instance,) = office.instances
    assert [node.approvers for node in instance.nodes] == [
        [office.approver],
        [office.other, office.approver],
    ]


def test_title_department_and_copies_go_along(office):
    world = office.sandbox.world
    department = world.add_department("Change board")
    world.state.users[office.applicant].departments.append(department.open_department_id)
    feed(
        office.target(
            title="{{ title }}!", department_id=department.department_id, cc=["eve@acme.example"]
        ),
        head(),
        change("1"),
    )
    (instance,) = office.instances
    assert (instance.title, instance.department) == ("Change 1!", department.open_department_id)
    assert instance.nodes[0].cc == [office.other]


def test_a_user_id_goes_where_user_ids_go(office):
    users = office.sandbox.world.state.users
    applicant, approver = users[office.applicant].user_id, users[office.approver].user_id
    feed(office.target(applicant=applicant, approvers=[approver]), head(), change("1"))
    (call,) = (c for c in office.sandbox.calls if c.operation == "approval.instance.create")
    assert call.body["user_id"] == applicant
    assert call.body["node_approver_user_id_list"][0]["value"] == [approver]
    assert office.instances[0].user == office.applicant


def test_without_a_form_the_columns_that_are_called_like_controls_fill_it(office):
    route = office.route()
    del route["form"]
    target = office.target()
    target = type(target)(config={**target.config, "routes": [route]})
    feed(target, head(), change("1"))
    assert entries(office.instances[0]) == {"Title": "Change 1", "Amount": 3}


@pytest.mark.parametrize(
    "settings, values, message",
    [
        ({"applicant": "nobody@acme.example"}, {}, "identical"),
        ({"applicant": "on_1"}, {}, "union_id"),
        ({"applicant": "{{ comment }}"}, {}, "`applicant` is empty"),
        ({"approvers": "{{ comment }}"}, {}, "has no approvers"),
        ({}, {"title": None}, "'Title' .* is required"),
        ({"form": {"Title": "x", "Amount": "{{ title }}"}}, {}, "'Amount' .*number"),
        ({"department_id": "od-1"}, {}, "department"),
        ({}, {"operation": "open"}, "`operation` 'open'"),
    ],
    ids=[
        "unknown e-mail",
        "union_id",
        "no applicant",
        "no approvers",
        "required",
        "no number",
        "department",
        "operation",
    ],
)
def test_what_is_wrong_with_a_record_is_told_before_the_call(office, settings, values, message):
    with pytest.raises(RecordError, match=message):
        feed(office.target(**settings), head(), change("1", **values))
    assert office.codes("approval.instance.create") == []


def of_code(office, code="", **settings):
    """Make a target whose route has a code in the place of a definition."""
    if not code:
        feed(office.target(), head(), change("0"))
        code = office.of(SPEC["name"])[0].approval_code
        office.sandbox.calls.clear()
    top = {name: settings.pop(name) for name in ("dead_letter_path",) if name in settings}
    given = {key: each for key, each in office.route(**settings).items() if key != "definition"}
    return make_target(office.sandbox, routes=[{**given, "approval_code": code}], **top)


def test_an_unknown_step_of_a_given_definition_is_told_before_the_call(office):
    with pytest.raises(RecordError, match="no step 'Nobody'"):
        feed(of_code(office, approvers={"Nobody": "eve@acme.example"}), head(), change("1"))


def test_an_unknown_control_of_a_given_definition_names_those_that_there_are(office):
    with pytest.raises(SettingsError, match=r"'Title' .*'Amount'"):
        feed(of_code(office, form={"Titel": "x"}), head(), change("1"))


def test_a_definition_that_is_not_there_stops_the_run_at_once(office, tmp_path):
    path = tmp_path / "dead.jsonl"
    target = of_code(office, "ABC", on_error="dead_letter", dead_letter_path=str(path))
    with pytest.raises(NotFoundError, match="no such approval definition") as caught:
        feed(target, head(), change("1"), change("2"))
    assert "record" not in caught.value.message
    assert office.codes("approval.definition.get") == [1390002]
    assert not path.exists()


@pytest.mark.parametrize("code", [1390002, 1390009, 1390013, 1390015, 1390016])
def test_what_is_wrong_with_the_definition_is_no_records_fault(office, tmp_path, code):
    path = tmp_path / "dead.jsonl"
    office.sandbox.faults.add("approval.instance.create", "code", code=code, status=400)
    target = office.target(on_error="dead_letter", dead_letter_path=str(path))
    with pytest.raises(FeishuError):
        feed(target, head(), change("1"))
    assert not path.exists()


def test_a_refused_recall_says_that_the_definition_has_to_allow_it(office):
    feed(office.target(), head(), change("1"))
    office.sandbox.faults.add("approval.instance.cancel", "code", code=1390001, status=400)
    with pytest.raises(RejectedError, match="revert_option"):
        feed(office.target(), head(), change("1", "cancel"))


def test_an_approval_that_a_lost_store_has_opened_is_adopted(office):
    feed(office.target(), head(), change("1"))
    target = office.target()
    target.client.store.forget_ledger(target.ledger("approval", "changes")._name, ['["1"]'])
    feed(target, head(), change("1"))
    assert len(office.instances) == 1
    assert target.summary.lines() == ["changes -> approvals: 1 adopted"]


def test_records_that_cannot_land_go_to_the_dead_letters_and_the_others_land(office, tmp_path):
    path = tmp_path / "dead.jsonl"
    target = office.target(on_error="dead_letter", dead_letter_path=str(path))
    feed(target, head(), change("1", title=None), change("2"))
    assert [entries(one)["Title"] for one in office.instances] == ["Change 2"]
    (letter,) = (json.loads(line) for line in path.read_text().splitlines())
    assert (letter["record"]["id"], letter["field"]) == ("1", "Title")
    assert target.summary.lines() == ["changes -> approvals: 1 dead-lettered, 1 created"]


def test_a_stopped_definition_stops_the_run(office):
    feed(office.target(), head(), change("1"))
    office.of(SPEC["name"])[0].status = "INACTIVE"
    with pytest.raises(SettingsError, match="enable it"):
        feed(office.target(), head(), change("2"))


def test_what_feishu_refuses_is_told_in_its_words(office):
    office.sandbox.faults.add("approval.instance.create", "code", code=60006, status=400)
    with pytest.raises(RejectedError, match="form of the approval"):
        feed(office.target(), head(), change("1"))
