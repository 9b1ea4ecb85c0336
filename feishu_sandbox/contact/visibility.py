"""The contact data permission: which part of the directory an app sees.

Docs: K/uETNz4SM1MjLxUzM/v3/guides/scope_authority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feishu_sandbox.model import App, Department, Group, State, User

ROOT = "0"


def children(state: State, parent: str) -> list[Department]:
    """Return the direct sub-departments in display order."""
    found = [d for d in state.departments.values() if d.parent == parent]
    return sorted(found, key=lambda department: department.order)


def descendants(state: State, parent: str) -> list[Department]:
    """Return all sub-departments, level by level."""
    found: list[Department] = []
    level = [parent]
    while level:
        below = [child for department in level for child in children(state, department)]
        found += below
        level = [department.open_department_id for department in below]
    return found


def direct_members(state: State, department: str) -> list[User]:
    """Return the members who sit in this very department; resigned ones are gone."""
    users = state.users.values()
    return [user for user in users if department in user.departments and not user.resigned]


def all_members(state: State, department: str) -> list[User]:
    """Return the distinct members of a department and everything below it."""
    ids = {department, *(d.open_department_id for d in descendants(state, department))}
    users = state.users.values()
    return [user for user in users if ids.intersection(user.departments) and not user.resigned]


class Visibility:
    """What one app sees.

    A granted department brings all below it and their members; a granted group brings its
    members; granted users come alone.
    """

    def __init__(self, state: State, app: App) -> None:
        """Work out the visible departments and users of a partial range."""
        self._state = state
        self._range = app.contact_range
        self.everyone = app.contact_range.everyone
        groups = [state.groups[g] for g in app.contact_range.groups if g in state.groups]
        self._departments = self._closure(app.contact_range.departments)
        self._users = set(app.contact_range.users)
        through_groups = self._closure(d for group in groups for d in group.departments)
        self._users.update(user for group in groups for user in group.users)
        for department in self._departments | through_groups:
            self._users.update(u.open_id for u in direct_members(state, department))

    def _closure(self, departments: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for department in departments:
            if department in self._state.departments:
                found.add(department)
                below = descendants(self._state, department)
                found.update(d.open_department_id for d in below)
        return found

    def department(self, department_id: str) -> bool:
        """Tell whether a department is visible; the root needs the full range."""
        if self.everyone:
            return department_id == ROOT or department_id in self._state.departments
        return department_id in self._departments

    def user(self, user: User) -> bool:
        """Tell whether a member is visible."""
        return self.everyone or user.open_id in self._users

    def group(self, group: Group) -> bool:
        """Tell whether a user group is visible."""
        return self.everyone or group.id in self._range.groups

    def granted(self) -> tuple[list[str], list[str], list[str]]:
        """Return the top entries as `contact/v3/scopes` lists them: users, departments, groups."""
        state, given = self._state, self._range
        if not self.everyone:
            users = [u for u in given.users if u in state.users and not state.users[u].resigned]
            departments = [d for d in given.departments if d in state.departments]
            return users, departments, [g for g in given.groups if g in state.groups]
        users = [user.open_id for user in direct_members(state, ROOT)]
        departments = [d.open_department_id for d in children(state, ROOT)]
        return users, departments, list(state.groups)
