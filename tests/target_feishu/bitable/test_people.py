"""People in cells: by id, e-mail or mobile, in every form that taps give them."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import CellError
from tests.target_feishu.support import TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    import pathlib

    from feishu_sandbox import BaseBuilder, Sandbox
    from feishu_sandbox.builders import TableBuilder
    from feishu_sandbox.model import User

ANY = {"type": ["array", "object", "string", "null"]}
SCHEMA = schema("a", id=TEXT, who=ANY)
LOOK_UP = "contact.user.batch_get_id"


@pytest.fixture
def table(base: BaseBuilder) -> TableBuilder:
    return base.add_table("a", [{"field_name": "id", "type": 1}, {"field_name": "who", "type": 11}])


@pytest.fixture
def anna(sandbox: Sandbox) -> User:
    number = len(sandbox.world.state.users)
    return sandbox.world.add_user(
        "Anna", email=f"anna{number}@acme.com", mobile=f"+4915100{number:05}"
    )


@pytest.fixture
def ben(sandbox: Sandbox) -> User:
    number = len(sandbox.world.state.users)
    return sandbox.world.add_user("Ben", email=f"Ben{number}@acme.com")


def who(table: TableBuilder) -> list[list[str]]:
    return [[each["id"] for each in row.get("who", ())] for row in table.rows().values()]


@pytest.mark.parametrize(
    "form",
    [
        lambda user: user.open_id,
        lambda user: user.email,
        lambda user: user.mobile,
        lambda user: [user.email],
        lambda user: {"email": user.email},
        lambda user: {"id": None, "name": "Anna", "email": user.email},
        lambda user: {"id": user.email},
        lambda user: {"mobile": user.mobile},
        lambda user: [{"id": user.open_id, "name": "A", "en_name": "A", "email": "other@x.com"}],
        lambda user: json.dumps([{"id": user.open_id}]),
        lambda user: json.dumps({"email": user.email}),
    ],
    ids=[
        "id",
        "email",
        "mobile",
        "list",
        "object-email",
        "object-null-id",
        "email-as-id",
        "object-mobile",
        "tap",
        "json-list",
        "json-object",
    ],
)
def test_a_person_is_found_in_every_form(
    sandbox: Sandbox,
    base: BaseBuilder,
    table: TableBuilder,
    anna: User,
    form: t.Callable[[User], t.Any],
):
    target = make_target(sandbox, base=base.app_token)
    feed(target, SCHEMA, record("a", id="1", who=form(anna)))
    assert who(table) == [[anna.open_id]]


def test_a_batch_looks_its_people_up_at_once(
    sandbox: Sandbox, base: BaseBuilder, table: TableBuilder, anna: User, ben: User
):
    lines = [
        record("a", id="1", who=[anna.email, {"email": ben.email.upper()}]),
        record("a", id="2", who=anna.mobile),
        record("a", id="3", who=[anna.email]),
        record("a", id="4", who=None),
    ]
    target = make_target(sandbox, base=base.app_token)
    feed(target, SCHEMA, *lines)
    found = [[anna.open_id, ben.open_id], [anna.open_id], [anna.open_id], []]
    assert who(table) == found
    assert len(sandbox.calls.of(LOOK_UP)) == 1
    assert len(sandbox.calls.of("bitable.record.batch_create")) == 1


def test_ids_are_of_the_runs_kind(
    sandbox: Sandbox, base: BaseBuilder, table: TableBuilder, anna: User
):
    target = make_target(sandbox, base=base.app_token, user_id_type="union_id")
    lines = [record("a", id="1", who=anna.union_id), record("a", id="2", who=anna.email)]
    feed(target, SCHEMA, *lines)
    assert who(table) == [[anna.open_id], [anna.open_id]]


@pytest.mark.parametrize(
    "value, problem",
    [
        ("nobody@acme.com", "nobody with the e-mail 'nobody@acme.com' is known to the app"),
        ("+49 1520 0000000", "nobody with the mobile"),
        ({"name": "Anna"}, "expected a person: an id, an e-mail or a mobile"),
        (True, "expected a person"),
    ],
)
@pytest.mark.usefixtures("table")
def test_nobody_is_named_with_the_cure(
    sandbox: Sandbox, base: BaseBuilder, value: t.Any, problem: str
):
    target = make_target(sandbox, base=base.app_token, validate_records=False)
    with pytest.raises(CellError, match=problem) as raised:
        feed(target, SCHEMA, record("a", id="1", who=value))
    assert raised.value.field == "who"
    if "nobody" in problem:
        assert "has to be identical" in raised.value.cure


def test_somebody_unknown_does_not_stop_the_others(
    sandbox: Sandbox, base: BaseBuilder, table: TableBuilder, anna: User, tmp_path: pathlib.Path
):
    letters = tmp_path / "letters.jsonl"
    target = make_target(
        sandbox,
        base=base.app_token,
        dead_letter_path=str(letters),
        routes=[{"stream": "a", "base": base.app_token, "on_error": "dead_letter"}],
    )
    lines = [record("a", id="1", who="nobody@acme.com"), record("a", id="2", who=anna.email)]
    feed(target, SCHEMA, *lines)
    assert who(table) == [[anna.open_id]]
    (letter,) = map(json.loads, letters.read_text(encoding="utf-8").splitlines())
    assert (letter["record"]["id"], letter["field"]) == ("1", "who")


def test_an_unchanged_rerun_writes_nothing(
    sandbox: Sandbox, base: BaseBuilder, table: TableBuilder, anna: User
):
    lines = [SCHEMA, record("a", id="1", who=anna.email)]
    feed(make_target(sandbox, base=base.app_token), *lines)
    sandbox.calls.clear()
    feed(make_target(sandbox, base=base.app_token), *lines)
    assert who(table) == [[anna.open_id]]
    assert not sandbox.calls.of("bitable.record.batch_update")
