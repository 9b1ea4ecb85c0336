"""One person a record: never two accounts, never more changed than the record says."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import (
    AccessError,
    NotFoundError,
    RejectedError,
    SettingsError,
    endpoints,
)
from target_feishu.errors import RecordError
from target_feishu.needs import needs
from tests.target_feishu.killing import run_until
from tests.target_feishu.support import feed, make_target, record, schema
from tests.target_feishu.users.conftest import SCHEMA

if t.TYPE_CHECKING:
    from pathlib import Path

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


def test_a_tombstone_lets_nobody_go_unless_it_is_told_to(office: Office):
    office.run(office.row())
    gone = record("hr", user_id=office.user_id, _sdc_deleted_at=GONE_AT)
    assert office.run(gone) == {"kept": 1}
    assert office.person
    heir = next(iter(office.sandbox.world.state.users.values()))
    acceptors = {
        "docs_acceptor_user_id": heir.email,
        "email_acceptor": {"processing_type": "1", "acceptor_user_id": heir.open_id},
    }
    assert office.run(gone, hard_delete=True, acceptors=acceptors) == {"deleted": 1}
    assert [user.resigned for user in office.people] == [True]
    assert office.bodies("delete") == [
        {
            "docs_acceptor_user_id": heir.open_id,
            "email_acceptor": {"processing_type": "1", "acceptor_user_id": heir.open_id},
        }
    ]
    assert office.run(gone, hard_delete=True) == {"unchanged": 1}


def test_the_operation_lets_go_whom_nobody_has_written_down(office: Office):
    there = office.sandbox.world.add_user("A", email=office.email)
    line = office.row(user_id="unknown", operation="delete")
    assert office.run(line, operation="{{ operation }}") == {"deleted": 1}
    assert there.resigned
    assert office.run(line, operation="{{ operation }}") == {"unchanged": 1}


def test_an_operation_that_there_is_not_is_an_error(office: Office):
    with pytest.raises(RecordError, match="`operation` is text"):
        office.run(office.row(operation="fire"), operation="{{ operation }}")


def test_somebody_let_go_by_the_route_is_taken_in_anew(office: Office):
    gone = record("hr", user_id=office.user_id, _sdc_deleted_at=GONE_AT)
    for _ in range(2):
        office.run(office.row(), gone, hard_delete=True)
    assert [user.resigned for user in office.people] == [True, True]


def test_somebody_let_go_in_the_console_is_an_error_or_taken_back(office: Office):
    office.run(office.row())
    old = office.person
    old.resigned, old.resigned_at = True, int(office.sandbox.clock.now())
    with pytest.raises(RejectedError, match="The person has left") as caught:
        office.run(office.row(nickname="N"))
    assert "resurrect" in caught.value.cure
    assert office.run(office.row(nickname="N"), resurrect=True) == {"updated": 1}
    assert office.person is old
    assert (old.nickname, old.departments) == ("N", office.departments[:1])


@pytest.mark.parametrize("given", ["user_id", "mobile"])
def test_somebody_who_left_before_the_first_run_is_taken_back_where_told_to(
    office: Office, given: str
):
    old = office.sandbox.world.add_user("A", mobile=office.mobile)
    old.resigned, old.resigned_at = True, int(office.sandbox.clock.now())
    route = {"user_id": "{{ none }}"}
    if given == "user_id":
        old.user_id, route = office.user_id, {}
        with pytest.raises(RecordError, match="has left, and the record comes again"):
            office.run(office.row())
    assert office.run(office.row(), resurrect=True, **route) == {"updated": 1}
    assert office.person is old
    assert old.name == "新人"


def test_who_is_still_leaving_is_not_taken_back(office: Office):
    office.sandbox.behaviour.resign_seconds = 60
    office.run(office.row())
    office.person.resigned_at = int(office.sandbox.clock.now())
    office.person.resigned = True
    with pytest.raises(RejectedError, match="still leaving"):
        office.run(office.row(nickname="N"), resurrect=True)


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


def test_who_got_a_new_id_is_let_go_under_it(office: Office):
    columns = {**SCHEMA["schema"]["properties"], "id": {"type": "string"}}
    rows = [office.values(user_id=f"{office.user_id}{each}") for each in "ab"]
    rows.append({"_sdc_deleted_at": GONE_AT})
    route = {"stream": "*", "to": "user", "hard_delete": True}
    target = make_target(office.sandbox, routes=[route], user_id_type="user_id")
    lines = [record("hr", id=str(office.number), **row) for row in rows]
    feed(target, schema("hr", ("id",), **columns), *lines)
    assert [each.resigned for each in office.people] == [True]


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


def test_a_wrong_value_is_a_dead_letter_and_the_others_land(office: Office, tmp_path: Path):
    path = tmp_path / "letters.jsonl"
    bad = office.row(user_id="other", mobile="13888880000", email=..., join_time="soon")
    counts = office.run(bad, office.row(), on_error="dead_letter", dead_letter_path=str(path))
    assert counts == {"dead_lettered": 1, "created": 1}
    (letter,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert letter["field"] == "join_time"
    assert "expected a time" in letter["message"]


def test_without_keys_people_are_told_apart_by_what_they_are_found_by(office: Office):
    start = schema("hr", (), **SCHEMA["schema"]["properties"])
    for nickname in ("a", "b"):
        target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
        feed(target, start, office.row(nickname=nickname))
    assert office.person.nickname == "b"
    target = make_target(office.sandbox, routes=[{"stream": "*", "to": "user"}])
    with pytest.raises(RecordError, match="none of `user_id`, `email`, `mobile`"):
        feed(target, start, record("hr", name="x"))


def test_a_person_who_is_gone_for_good_is_made_anew(office: Office):
    office.run(office.row())
    del office.sandbox.world.state.users[office.person.open_id]
    assert office.run(office.row(nickname="N")) == {"created": 1}
    assert office.person.nickname == "N"


@pytest.mark.parametrize("fault", ["cut", "lost_reply", "html", "truncate", "expire_tokens"])
def test_a_person_is_made_once_whatever_happens_to_the_calls(office: Office, fault: str):
    office.sandbox.faults.add("contact.user.*", fault, every=2, times=6)
    office.run(office.row(is_frozen=True))
    office.run(office.row(nickname="N"))
    assert (len(office.people), office.person.nickname) == (1, "N")


@pytest.mark.parametrize("code", [43024, 43030, 44025, 40003])
def test_locks_are_waited_for(office: Office, code: int):
    office.sandbox.faults.add("contact.user.create", "code", code=code, status=400, times=2)
    assert office.run(office.row()) == {"created": 1}


def test_an_account_that_could_not_be_made_is_looked_for_before_the_next_try(office: Office):
    faults = office.sandbox.faults
    faults.add("contact.user.create", "code", code=41027, status=504, times=2)
    assert office.run(office.row()) == {"created": 1}
    assert len(office.people) == 1


@pytest.mark.parametrize("code", [0, 40021, 41053])
def test_somebody_whom_another_makes_meanwhile_is_found(office: Office, code: int):
    def hire(_: object) -> None:
        office.sandbox.world.add_user("A", mobile=office.mobile)

    office.sandbox.faults.add("contact.user.create", "callback", call=hire)
    if code:
        office.sandbox.faults.add("contact.user.create", "code", code=code, status=409)
    assert office.run(office.row()) == {"updated": 1}
    assert (len(office.people), office.person.name) == (1, "新人")


def test_every_death_of_a_run_is_gone_on_with(office: Office, monkeypatch: pytest.MonkeyPatch):
    config = {"routes": [{"stream": "*", "to": "user", "hard_delete": True}]}

    def story(number: int) -> tuple[str, list[t.Any]]:
        mobile = f"+86136{office.number:04d}{number:04d}"
        one = {"user_id": f"K{office.number}-{number}", "mobile": mobile, "email": ...}
        gone = {"user_id": f"L{office.number}-{number}", "mobile": f"+86135{mobile[6:]}"}
        lines = [
            SCHEMA,
            office.row(**one, is_frozen=True),
            office.row(**one, is_frozen=True, nickname="N"),
            office.row(**gone, email=...),
            record("hr", user_id=gone["user_id"], _sdc_deleted_at=GONE_AT),
        ]
        return mobile, lines

    points = run_until(office.sandbox, config, story(0)[1], 0, monkeypatch)
    assert points > 20
    for deadly in range(1, points + 1):
        mobile, lines = story(deadly)
        run_until(office.sandbox, config, lines, deadly, monkeypatch)
        for _ in range(2):
            run_until(office.sandbox, config, lines, 0, monkeypatch)
        users = office.sandbox.world.state.users.values()
        (kept,) = [user for user in users if user.mobile == mobile]
        assert (kept.nickname, kept.frozen) == ("N", True), deadly
        left = [user for user in users if user.mobile == f"+86135{mobile[6:]}"]
        assert left, deadly
        assert all(user.resigned for user in left), deadly


def test_a_change_that_broke_off_is_taken_back_by_the_record_of_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    config = {"routes": [{"stream": "*", "to": "user"}]}
    old = [SCHEMA, office.row(nickname="old", employee_type=1)]
    new = [SCHEMA, office.row(nickname="new", employee_type=2)]
    run_until(office.sandbox, config, old, 0, monkeypatch)
    points = run_until(office.sandbox, config, new, 0, monkeypatch)
    for deadly in range(1, points + 1):
        run_until(office.sandbox, config, old, 0, monkeypatch)
        run_until(office.sandbox, config, new, deadly, monkeypatch)
        run_until(office.sandbox, config, old, 0, monkeypatch)
        person = office.person
        assert (person.nickname, person.employee_type) == ("old", 1), deadly


@pytest.mark.parametrize(
    "setting, problem",
    [
        ({"app_type": "store"}, "needs a custom app"),
        ({"identity": "user"}, "needs `identity: app`"),
    ],
)
def test_only_custom_apps_change_people_and_in_their_own_name(
    office: Office, setting: dict[str, str], problem: str
):
    known = {key: office.sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    with pytest.raises(SettingsError, match=problem):
        needs({**known, **setting, "routes": [{"stream": "*", "to": "user"}]})


@pytest.mark.parametrize(
    "route, problem",
    [
        ({"name": "{{ x"}, "`name` is not a valid template"),
        ({"operation": "fire"}, "`operation` must be"),
        ({"acceptors": {"heir": "x"}}, "`acceptors.heir` is not a known key"),
        ({"acceptors": {"docs_acceptor_user_id": "{{ x"}}, "acceptors.docs_acceptor_user_id"),
        ({"department_id_type": "name"}, "`department_id_type` must be"),
        ({"names": "x"}, "`names` is not a known key"),
    ],
)
def test_a_wrong_route_is_told_before_the_first_call(
    office: Office, route: dict[str, t.Any], problem: str
):
    known = {key: office.sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    with pytest.raises(SettingsError, match=problem):
        needs({**known, "routes": [{"stream": "*", "to": "user", **route}]})


def test_the_doctor_knows_what_people_need(office: Office):
    known = {key: office.sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    route = {"stream": "hr", "to": "user", "hard_delete": True, "resurrect": True}
    found = needs({**known, "routes": [route]})
    called = {row.name for need in found for row in need.endpoints}
    assert called == {
        f"contact.user.{name}"
        for name in (
            "get",
            "batch_get_id",
            "create",
            "patch",
            "delete",
            "resurrect",
            "update_user_id",
        )
    }


def test_an_unknown_id_is_not_found(office: Office):
    with pytest.raises((NotFoundError, RejectedError)):
        office.run(office.row(leader_user_id="ou_nobody"))


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


def test_who_went_although_the_reply_said_otherwise_has_gone(office: Office):
    office.run(office.row())
    office.person.resigned = True
    office.sandbox.faults.add("contact.user.delete", "code", code=41050, status=400)
    gone = record("hr", user_id=office.user_id, _sdc_deleted_at=GONE_AT)
    assert office.run(gone, hard_delete=True) == {"deleted": 1}


def test_who_cannot_be_let_go_stays_and_is_told(office: Office):
    office.run(office.row())
    office.person.manager = True
    gone = record("hr", user_id=office.user_id, _sdc_deleted_at=GONE_AT)
    with pytest.raises(RejectedError, match="Administrators cannot be suspended or let go"):
        office.run(gone, hard_delete=True)
