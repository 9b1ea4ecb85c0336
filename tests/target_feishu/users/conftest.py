"""People who are hired, and what the sandbox then has of them."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from tests.target_feishu.support import INTEGER, TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.model import User

_NUMBERS = itertools.count(1)

COLUMNS = {
    "user_id": TEXT,
    "name": TEXT,
    "mobile": TEXT,
    "email": TEXT,
    "nickname": TEXT,
    "city": TEXT,
    "employee_type": INTEGER,
    "department_ids": {"type": ["array", "string", "null"]},
    "orders": {"type": ["array", "null"]},
    "is_frozen": {"type": ["boolean", "null"]},
    "leader_user_id": TEXT,
    "join_time": {"type": ["string", "integer", "null"]},
    "operation": TEXT,
    "_sdc_deleted_at": TEXT,
}
SCHEMA = schema("hr", ("user_id",), **COLUMNS)


class Office:
    """A company, and somebody whom nobody has hired yet."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        number = next(_NUMBERS)
        self.number = number
        self.user_id = f"H{number:05d}"
        self.mobile = f"+861380000{number:04d}"
        self.email = f"h{number}@hr.example"
        self.departments = list(sandbox.world.state.departments)

    def values(self, **more: t.Any) -> dict[str, t.Any]:
        """Give what the source knows of the person; `...` leaves a column out."""
        known = {
            "user_id": self.user_id,
            "name": "新人",
            "mobile": self.mobile,
            "email": self.email,
            "employee_type": 1,
            "department_ids": self.departments[:1],
        }
        return {name: value for name, value in {**known, **more}.items() if value is not ...}

    def row(self, **more: t.Any) -> dict[str, t.Any]:
        return record("hr", **self.values(**more))

    def run(self, *lines: dict[str, t.Any], **route: t.Any) -> dict[str, int]:
        """Run once; give what the summary counted."""
        config = {name: route.pop(name) for name in _SETTINGS if name in route}
        target = make_target(
            self.sandbox, routes=[{"stream": "*", "to": "user", **route}], **config
        )
        feed(target, SCHEMA, *lines)
        return dict(target.summary.counts.get(("hr", "people"), {}))

    @property
    def people(self) -> list[User]:
        """Those who have the number, those who have left among them."""
        users = self.sandbox.world.state.users.values()
        return [user for user in users if user.mobile == self.mobile or user.email == self.email]

    @property
    def person(self) -> User:
        (found,) = [user for user in self.people if not user.resigned]
        return found

    def bodies(self, operation: str) -> list[dict[str, t.Any]]:
        return [call.body or {} for call in self.sandbox.calls.of(f"contact.user.{operation}")]


_SETTINGS = ("dead_letter_path", "user_id_type", "app_type", "identity")


@pytest.fixture
def office(sandbox: Sandbox) -> t.Iterator[Office]:
    contact = sandbox.world.state.contact
    kept = sandbox.behaviour.resign_seconds
    yield Office(sandbox)
    contact.closed_cities.clear()
    contact.closed_titles.clear()
    sandbox.behaviour.resign_seconds = kept
