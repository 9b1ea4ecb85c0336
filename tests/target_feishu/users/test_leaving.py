"""People who go, and come back."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import (
    RejectedError,
)
from target_feishu.errors import RecordError
from tests.target_feishu.support import feed, make_target, record, schema
from tests.target_feishu.users.conftest import SCHEMA

if t.TYPE_CHECKING:
    from tests.target_feishu.users.conftest import Office

GONE_AT = "2026-01-31T08:00:00Z"


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


def test_who_got_a_new_id_is_let_go_under_it(office: Office):
    columns = {**SCHEMA["schema"]["properties"], "id": {"type": "string"}}
    rows = [office.values(user_id=f"{office.user_id}{each}") for each in "ab"]
    rows.append({"_sdc_deleted_at": GONE_AT})
    route = {"stream": "*", "to": "user", "hard_delete": True}
    target = make_target(office.sandbox, routes=[route], user_id_type="user_id")
    lines = [record("hr", id=str(office.number), **row) for row in rows]
    feed(target, schema("hr", ("id",), **columns), *lines)
    assert [each.resigned for each in office.people] == [True]


def test_a_person_who_is_gone_for_good_is_made_anew(office: Office):
    office.run(office.row())
    del office.sandbox.world.state.users[office.person.open_id]
    assert office.run(office.row(nickname="N")) == {"created": 1}
    assert office.person.nickname == "N"


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
