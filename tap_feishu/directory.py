"""The departments and people that the app may see, found once a run.

With the range "all members" the tree hangs under the root `0`; with a smaller range the root is
refused and only the granted departments, people and groups can be asked about. Both ways are
walked, so that nothing depends on guessing the range.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/scope/list`.
"""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, RejectedError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect import FeishuClient

Item = dict[str, t.Any]

#: What finding departments calls.
DEPARTMENT_ENDPOINTS = (
    endpoints.CONTACT_DEPARTMENT_CHILDREN,
    endpoints.CONTACT_SCOPE_LIST,
    endpoints.CONTACT_DEPARTMENT_BATCH,
)
#: What finding people calls, beside the departments; groups where one is granted.
USER_ENDPOINTS = (
    endpoints.CONTACT_USER_FIND_BY_DEPARTMENT,
    endpoints.CONTACT_USER_BATCH,
    endpoints.CONTACT_GROUP_MEMBER_LIST,
)

ROOT = "0"
#: Ids in one batch call.
_BATCH = 50
#: "The department is too large for one recursion": walk it level by level.
_TOO_LARGE = {40162, 43010}


class Directory:
    """What the app may see; shared by the streams of departments and users."""

    def __init__(self, client: FeishuClient, user_id_type: str) -> None:
        """Call nothing yet."""
        self._client = client
        self._ids = {"user_id_type": user_id_type, "department_id_type": "open_department_id"}

    @property
    def _as_user(self) -> bool:
        """Whether a user's token is sent: the range is told to the app alone."""
        return self._client.settings.identity == "user"

    @functools.cached_property
    def departments(self) -> list[Item]:
        """All departments in sight, each once; the root first where it is in sight."""
        found: dict[str, Item] = {}
        if self._under_root is not None:
            found[ROOT] = {"open_department_id": ROOT, "department_id": ROOT}
            self._add(found, self._under_root)
        granted = [one for one in self._range["department_ids"] if one not in found]
        wanted = list(dict.fromkeys([*granted, *self._through_groups("department")]))
        self._add(found, self._batch(endpoints.CONTACT_DEPARTMENT_BATCH, "department_ids", wanted))
        for department_id in wanted:
            self._add(found, self._if_open(self._below(department_id), granted, department_id))
        return list(found.values())

    def users(self) -> Iterator[Item]:
        """Give every person in sight once: members of departments, then those granted alone."""
        seen: set[str] = set()
        for user in self._candidates(seen):
            open_id = str(user["open_id"])
            if open_id not in seen:
                seen.add(open_id)
                yield user

    def _candidates(self, seen: set[str]) -> Iterator[Item]:
        for department in self.departments:
            params = {"department_id": department["open_department_id"], **self._ids}
            yield from self._client.items(endpoints.CONTACT_USER_FIND_BY_DEPARTMENT, params=params)
        # `seen` holds open_ids: with another kind of id nobody is left out here, but by `users`.
        granted = [user_id for user_id in self._granted_users() if user_id not in seen]
        yield from self._batch(endpoints.CONTACT_USER_BATCH, "user_ids", granted)

    def _granted_users(self) -> list[str]:
        """People granted one by one or through a group."""
        return list(dict.fromkeys([*self._range["user_ids"], *self._through_groups("user")]))

    def _through_groups(self, member_type: str) -> list[str]:
        """Members of the granted groups; with the whole tree in sight they add nobody."""
        if self._under_root is not None:
            return []
        kind = {"user": self._ids["user_id_type"], "department": self._ids["department_id_type"]}
        params = {"member_type": member_type, "member_id_type": kind[member_type]}
        return [
            str(member["member_id"])
            for group_id in self._range["group_ids"]
            for member in self._client.items(
                endpoints.CONTACT_GROUP_MEMBER_LIST, path={"group_id": group_id}, params=params
            )
        ]

    @staticmethod
    def _if_open(
        departments: Iterator[Item], granted: list[str], department_id: str
    ) -> Iterator[Item]:
        """Pass over departments that only a group names, where they are not open to the app."""
        try:
            yield from departments
        except AccessError:
            if department_id in granted:
                raise

    @functools.cached_property
    def _under_root(self) -> list[Item] | None:
        """Departments below the root, None where the range does not hold the root."""
        try:
            return list(self._below(ROOT))
        except AccessError:
            if self._as_user:
                raise
            return None

    @functools.cached_property
    def _range(self) -> dict[str, list[str]]:
        """The granted ids; three lists that share one page."""
        granted: dict[str, list[str]] = {"department_ids": [], "user_ids": [], "group_ids": []}
        if self._as_user:
            return granted
        for page in self._client.pages(endpoints.CONTACT_SCOPE_LIST, params=self._ids):
            for name, ids in granted.items():
                ids.extend(page.data.get(name) or [])
        return granted

    def _below(self, department_id: str) -> Iterator[Item]:
        try:
            yield from list(self._children(department_id, fetch_child=True))
        except RejectedError as error:
            if error.code not in _TOO_LARGE:
                raise
            for child in list(self._children(department_id, fetch_child=False)):
                yield child
                yield from self._below(child["open_department_id"])

    def _children(self, department_id: str, *, fetch_child: bool) -> Iterator[Item]:
        return self._client.items(
            endpoints.CONTACT_DEPARTMENT_CHILDREN,
            path={"department_id": department_id},
            params={"fetch_child": str(fetch_child).lower(), **self._ids},
        )

    def _batch(self, endpoint: endpoints.Endpoint, name: str, ids: list[str]) -> Iterator[Item]:
        """Ask for objects by id; ids are repeated keys, and unknown ones are left out silently."""
        for start in range(0, len(ids), _BATCH):
            params = {name: ids[start : start + _BATCH], **self._ids}
            yield from self._client.items(endpoint, params=params)

    @staticmethod
    def _add(found: dict[str, Item], departments: t.Iterable[Item]) -> None:
        for department in departments:
            found.setdefault(str(department["open_department_id"]), department)
