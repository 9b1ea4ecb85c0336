"""One person a record: never two accounts, never more changed than the record says."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import (
    AccessError,
    RejectedError,
    endpoints,
)
from target_feishu.errors import RecordError
from tests.target_feishu.support import feed, make_target, record, schema
from tests.target_feishu.users.conftest import SCHEMA

if t.TYPE_CHECKING:
    from tests.target_feishu.users.conftest import Office

GONE_AT = "2026-01-31T08:00:00Z"


def test_a_person_is_taken_in_once_and_changed_where_the_record_changes(office: Office):
    assert office.run(office.row(join_time="2026-01-05")) == {"created": 1}
    assert office.run(office.row(join_time="2026-01-05")) == {"unchanged": 1}
    assert office.person.join_time == 1_767_571_200
    assert office.person.user_id == office.user_id
    office.sandbox.calls.clear()
    assert office.run(office.row(join_time="2026-01-05", nickname="N")) == {"updated": 1}
    assert office.bodies("patch") == [{"nickname": "N"}]
    assert office.person.nickname == "N"


def test_an_unchanged_person_costs_no_call(office: Office):
    office.run(office.row())
    office.sandbox.calls.clear()
    office.run(office.row())
    assert len(office.sandbox.calls) == 0


def test_the_routes_templates_go_before_the_columns(office: Office):
    line = record("hr", user_id=office.user_id, tel=office.mobile, dept="D")
    department = office.sandbox.world.state.departments[office.departments[0]]
    route = {
        "name": "{{ user_id | lower }}",
        "mobile": "{{ tel }}",
        "employee_type": 2,
        "department_ids": ["{{ dept }}"],
        "department_id_type": "department_id",
    }
    line["record"]["dept"] = department.department_id
    assert office.run(line, **route) == {"created": 1}
    person = office.person
    assert (person.name, person.employee_type) == (office.user_id.lower(), 2)
    assert person.departments == [department.open_department_id]


@pytest.mark.parametrize("name", ["user_id", "mobile", "email"])
def test_somebody_who_is_there_is_found_and_only_what_differs_is_changed(office: Office, name: str):
    there = office.sandbox.world.add_user("新人", departments=office.departments[:1])
    given = {"user_id": ..., "email": ..., "mobile": ...}
    setattr(there, name, getattr(office, name))
    given[name] = getattr(office, name)
    there.mobile = there.mobile or office.mobile
    route = {"user_id": "{{ none }}"} if name != "user_id" else {}
    line = record("hr", **{**office.values(**given), "nickname": "N", "user_id": office.user_id})
    assert office.run(line, **route) == {"updated": 1}
    assert office.bodies("patch") == [{"nickname": "N"}]
    assert office.bodies("create") == []
    assert there.nickname == "N"


def test_somebody_who_is_there_already_as_the_record_says_is_unchanged(office: Office):
    office.run(office.row())
    target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
    target.ledger("user", "hr", "open_id").forget([json.dumps([office.user_id])])
    feed(target, SCHEMA, office.row())
    assert dict(target.summary.counts["hr", "people"]) == {"unchanged": 1}
    assert len(office.people) == 1


def test_another_kind_of_ids_finds_the_same_people(office: Office):
    office.run(office.row())
    for kind in ("union_id", "user_id"):
        assert office.run(office.row(), user_id_type=kind) == {"unchanged": 1}
        assert office.run(office.row(nickname=kind), user_id_type=kind) == {"updated": 1}
        assert office.person.nickname == kind


def test_an_address_of_two_people_is_an_error(office: Office):
    office.sandbox.world.add_user("A", mobile=office.mobile)
    office.sandbox.world.add_user("B", email=office.email)
    with pytest.raises(RecordError, match="two different people"):
        office.run(office.row())


def test_a_number_of_somebody_out_of_sight_is_explained(office: Office):
    there = office.sandbox.world.add_user("A", mobile=office.mobile)
    visible = office.departments[-1]
    there.departments = office.departments[:1]
    contact_range = office.sandbox.app.contact_range
    contact_range.everyone, contact_range.departments = False, [visible]
    try:
        with pytest.raises(RejectedError, match="Somebody has this mobile") as caught:
            office.run(office.row(department_ids=[visible]))
        assert caught.value.code == 41001
        with pytest.raises(AccessError, match="contact range"):
            office.run(office.row(mobile="13899990000", department_ids=office.departments[:1]))
    finally:
        contact_range.everyone, contact_range.departments = True, []


def test_a_city_that_feishu_does_not_take_is_told_and_the_person_kept(
    office: Office, caplog: pytest.LogCaptureFixture
):
    office.sandbox.world.state.contact.closed_cities.append("Atlantis")
    office.sandbox.behaviour.replica_lag = 3
    assert office.run(office.row(city="Atlantis")) == {"saved_in_part": 1, "created": 1}
    office.sandbox.behaviour.replica_lag = 0
    assert "did not take `city`" in caplog.text
    assert office.run(office.row(city="Atlantis")) == {"unchanged": 1}
    office.sandbox.calls.clear()
    counts = office.run(office.row(city="Atlantis", nickname="N"))
    assert counts == {"saved_in_part": 1, "updated": 1}
    assert office.bodies("patch") == [{"city": "Atlantis", "nickname": "N"}]
    assert office.person.nickname == "N"
    assert len(office.people) == 1


def test_suspension_and_moves_take_the_slow_lane(office: Office):
    office.run(office.row(is_frozen=True))
    assert office.person.frozen
    assert "is_frozen" not in office.bodies("create")[0]
    office.sandbox.calls.clear()
    order = {"department_id": office.departments[1], "department_order": 9}
    moved = office.row(is_frozen=True, department_ids=office.departments[:2], orders=[order])
    office.run(moved)
    assert office.bodies("patch") == [{"department_ids": office.departments[:2], "orders": [order]}]


def test_a_move_takes_the_order_of_departments_with_it(office: Office):
    order = {"department_id": office.departments[0], "department_order": 9}
    office.run(office.row(orders=[order]))
    office.sandbox.calls.clear()
    office.run(office.row(orders=[{**order, "user_order": 2}]))
    assert set(office.bodies("patch")[0]) == {"department_ids", "orders"}


@pytest.mark.parametrize("form", ["open_id", "email", "mobile"])
def test_the_leader_is_given_by_id_or_address(office: Office, form: str):
    boss = office.sandbox.world.add_user(
        "Boss", email=f"boss{office.number}@hr.example", mobile=f"+861390000{office.number:04d}"
    )
    office.run(office.row(leader_user_id=getattr(boss, form)))
    assert office.person.leader == boss.open_id


def test_a_leader_who_was_just_taken_in_is_known(office: Office):
    boss = {"user_id": f"B{office.number}", "email": f"b{office.number}@hr.example"}
    boss["mobile"] = f"+861370000{office.number:04d}"
    office.run(office.row(**boss, leader_user_id=None), office.row(leader_user_id=boss["email"]))
    world = office.sandbox.world
    assert office.person.leader == world.find_user(boss["user_id"], "user_id").open_id


@pytest.mark.parametrize("kind", ["open_id", "user_id"])
def test_a_new_id_of_the_company_is_given_to_the_same_person(office: Office, kind: str):
    columns = {**SCHEMA["schema"]["properties"], "id": {"type": "string"}}
    start = schema("hr", ("id",), **columns)
    for user_id in ("a", "b", "b"):
        target = make_target(
            office.sandbox, routes=[{"stream": "*", "to": "user"}], user_id_type=kind
        )
        values = office.values(user_id=f"{office.user_id}{user_id}")
        feed(target, start, record("hr", id=str(office.number), **values))
        assert office.person.user_id == f"{office.user_id}{user_id}"
    assert len(office.people) == len(office.bodies("update_user_id")) == 1


def test_a_new_id_that_the_person_has_by_now_is_fine(office: Office):
    columns = {**SCHEMA["schema"]["properties"], "id": {"type": "string"}}
    start = schema("hr", ("id",), **columns)
    for user_id in ("a", "b"):
        target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
        values = office.values(user_id=f"{office.user_id}{user_id}")
        feed(target, start, record("hr", id=str(office.number), **values))
        office.person.user_id = f"{office.user_id}b"
        office.sandbox.faults.add("contact.user.update_user_id", "code", code=41011, status=400)
    assert len(office.people) == 1
    other = office.sandbox.world.add_user("Other")
    target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
    values = office.values(user_id=other.user_id)
    with pytest.raises(RejectedError, match="Somebody has this user_id"):
        feed(target, start, record("hr", id=str(office.number), **values))


@pytest.mark.parametrize("name", ["name", "mobile", "department_ids", "employee_type"])
def test_what_a_new_person_needs_is_asked_for_before_the_call(office: Office, name: str):
    with pytest.raises(RecordError, match=f"a new person needs `{name}`") as caught:
        office.run(office.row(**{name: None}))
    assert caught.value.field == name
    assert not office.bodies("create")


def test_without_keys_people_are_told_apart_by_what_they_are_found_by(office: Office):
    start = schema("hr", (), **SCHEMA["schema"]["properties"])
    for nickname in ("a", "b"):
        target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
        feed(target, start, office.row(nickname=nickname))
    assert office.person.nickname == "b"
    target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
    with pytest.raises(RecordError, match="none of `user_id`, `email`, `mobile`"):
        feed(target, start, record("hr", name="x"))


def test_what_the_tap_reads_is_written_back_without_a_change(office: Office):
    user = next(
        each for each in office.sandbox.world.state.users.values() if len(each.custom_attrs) > 2
    )
    target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
    row = target.client.call(
        endpoints.CONTACT_USER_GET,
        path={"user_id": user.open_id},
        params={"user_id_type": "open_id"},
    )["user"]
    row["join_time"] = "2024-01-05T00:00:00.000Z"
    user.join_time = 1_704_412_800
    feed(target, schema("users", ("open_id",), **{key: {} for key in row}), record("users", **row))
    assert office.bodies("patch") == []
    assert dict(target.summary.counts["users", "people"]) == {"unchanged": 1}
    assert office.bodies("patch") == []
