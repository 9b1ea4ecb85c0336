"""Two people, a definition of one step whose approvers are chosen, and a route to it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

import pytest

from tests.target_feishu.support import NUMBER, TEXT, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.approval.model import Definition, Instance

STREAM = "changes"
COLUMNS = {"id": TEXT, "title": TEXT, "amount": NUMBER, "operation": TEXT, "comment": TEXT}
#: A definition as a user writes it.
SPEC = {
    "name": "变更申请 Change request",
    "form": [
        {"name": "Title", "type": "input", "required": True},
        {"name": "Amount", "type": "number"},
    ],
}


@dataclass(frozen=True, slots=True)
class Office:
    """The world of these tests."""

    sandbox: Sandbox
    applicant: str
    approver: str
    other: str

    @property
    def instances(self) -> list[Instance]:
        """All instances of this tenant that were opened here, oldest first."""
        return list(self.sandbox.world.state.approvals.instances.values())

    def of(self, name: str) -> list[Definition]:
        """All definitions of a name."""
        known = self.sandbox.world.state.approvals.definitions.values()
        return [each for each in known if each.name == name]

    def route(self, **settings: t.Any) -> dict[str, t.Any]:
        """Give a route; applicant and approvers by e-mail."""
        return {
            "stream": STREAM,
            "to": "approval",
            "definition": SPEC,
            "applicant": "ada@acme.example",
            "approvers": "bob@acme.example",
            "form": {"Title": "{{ title }}", "Amount": "{{ amount }}"},
            "operation": "{{ operation }}",
            "comment": "{{ comment }}",
            **settings,
        }

    def target(self, **settings: t.Any) -> t.Any:
        """Make a target with one route."""
        top = {name: settings.pop(name) for name in ("dead_letter_path",) if name in settings}
        return make_target(self.sandbox, routes=[self.route(**settings)], **top)

    def codes(self, operation: str) -> list[int | None]:
        """Give the codes that the calls of an operation got."""
        return [call.code for call in self.sandbox.calls if call.operation == operation]


@pytest.fixture
def office(sandbox: Sandbox) -> t.Iterator[Office]:
    world = sandbox.world
    approvals = world.state.approvals
    approvals.definitions.clear()
    approvals.instances.clear()
    known = {user.email: user.open_id for user in world.state.users.values()}
    people = [
        known.get(f"{name}@acme.example")
        or world.add_user(name.title(), email=f"{name}@acme.example").open_id
        for name in ("ada", "bob", "eve")
    ]
    yield Office(sandbox, *people)
    approvals.definitions.clear()
    approvals.instances.clear()


def change(key: str, operation: str | None = None, **values: t.Any) -> dict[str, t.Any]:
    """Make a record of the stream, every column in it."""
    defaults = {"title": f"Change {key}", "amount": 3, "comment": None}
    return record(STREAM, id=key, **{**defaults, "operation": operation, **values})


def head() -> dict[str, t.Any]:
    """Make the stream's SCHEMA."""
    return schema(STREAM, **COLUMNS)
