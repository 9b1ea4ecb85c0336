"""People by id, e-mail or mobile."""

from __future__ import annotations

import typing as t

import pytest

from target_feishu.people import PersonError, address_of
from tests.target_feishu.support import make_target

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from target_feishu.people import People

LOOKUP = "contact.user.batch_get_id"


@pytest.fixture
def people(sandbox: Sandbox) -> People:
    return make_target(sandbox).people()


def bodies(sandbox: Sandbox) -> list[tuple[int, int]]:
    """Give how many e-mails and mobiles each call asked for."""
    asked = [call.body or {} for call in sandbox.calls.of(LOOKUP)]
    return [(len(body.get("emails", ())), len(body.get("mobiles", ()))) for body in asked]


def test_fifty_of_each_go_into_a_call(sandbox: Sandbox, people: People):
    emails = [f"p{n}@people.example" for n in range(60)]
    mobiles = [f"1390000{n:04d}" for n in range(120)]
    people.learn([*emails, *mobiles])
    assert bodies(sandbox) == [(50, 50), (10, 50), (0, 20)]


def test_nobody_is_asked_for_twice(sandbox: Sandbox, people: People):
    anna = sandbox.world.add_user("Anna", email="anna.two@people.example")
    people.learn([anna.email, "nobody@people.example", anna.email])
    assert people.id_of(anna.email) == anna.open_id
    for _ in range(2):
        with pytest.raises(PersonError):
            people.id_of("nobody@people.example")
    assert bodies(sandbox) == [(2, 0)]


def test_the_case_of_an_email_does_not_count(sandbox: Sandbox, people: People):
    bob = sandbox.world.add_user("Bob", email="Bob.Case@People.example")
    assert people.id_of(" bob.case@people.example ") == bob.open_id


@pytest.mark.parametrize("form", ["13712340001", "+8613712340001", "+86 137-1234-0001"])
def test_a_mainland_mobile_has_many_forms(sandbox: Sandbox, people: People, form: str):
    known = [u for u in sandbox.world.state.users.values() if u.mobile == "+8613712340001"]
    cara = known[0] if known else sandbox.world.add_user("Cara", mobile="+8613712340001")
    assert people.id_of(form) == cara.open_id


def test_a_foreign_mobile_keeps_its_code(sandbox: Sandbox, people: People):
    dan = sandbox.world.add_user("Dan", mobile="+4915112345678")
    assert people.id_of("+49 1511 2345678") == dan.open_id


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id"])
def test_ids_are_of_the_kind_that_was_asked_for(sandbox: Sandbox, kind: str):
    eve = sandbox.world.add_user("Eve", email=f"eve.{kind}@people.example")
    found = make_target(sandbox).people(kind).id_of(eve.email)
    assert found == getattr(eve, kind)


def test_ids_are_taken_as_they_are(sandbox: Sandbox, people: People):
    ids = ["ou_1", "on_2", "4d7a", "E0001"]
    assert [people.id_of(f" {each} ") for each in ids] == ids
    assert not bodies(sandbox)


def test_an_unknown_email_is_explained(people: People):
    with pytest.raises(PersonError, match="nobody with the e-mail") as caught:
        people.id_of("x@y.example")
    assert "has to be identical" in caught.value.cure


def test_a_person_whom_the_run_has_made_is_known(people: People):
    with pytest.raises(PersonError):
        people.id_of("new@people.example")
    people.know("ou_new", ["new@people.example", "+86 137 1234 9999", "E1"])
    assert people.id_of("new@people.example") == people.id_of("13712349999") == "ou_new"
    assert people.id_of("E1") == "E1"


@pytest.mark.parametrize(
    "text, address",
    [
        ("a@b.cn", "a@b.cn"),
        ("a b@c.cn", ""),
        ("+8613712340001", "13712340001"),
        ("13712340001", "13712340001"),
        ("(137) 1234.0001", "13712340001"),
        ("12345", ""),
        ("+123456", ""),
        ("ou_1", ""),
        ("", ""),
    ],
)
def test_addresses_are_told_from_ids(text: str, address: str):
    assert address_of(text) == address
