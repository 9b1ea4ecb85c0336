"""The departments that the app may see, found once a run.

With the range "all members" the tree hangs under the root `0`; with a smaller range the root is
refused and only the granted departments, people and groups can be asked about. Both ways are
walked, so that nothing depends on guessing the range.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/scope/list`.
"""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, FeishuError, NotFoundError, RejectedError
from tap_feishu.people.user_groups import UserGroups, unnamed_people

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feishu_connect import FeishuClient
    from tap_feishu.spool import Spool

Item = dict[str, t.Any]

#: What finding departments calls.
DEPARTMENT_ENDPOINTS = (
    endpoints.CONTACT_DEPARTMENT_CHILDREN,
    endpoints.CONTACT_SCOPE_LIST,
    endpoints.CONTACT_DEPARTMENT_BATCH,
    endpoints.CONTACT_GROUP_MEMBER_LIST,
)
#: The row of the root, about which Feishu tells nothing.
ROOT_ROW: t.Final[Item] = {"open_department_id": "0", "department_id": "0"}

ROOT = "0"
#: Ids in one batch call.
_BATCH = 50
#: "The department is too large for one recursion": walk it level by level.
_TOO_LARGE = {40162, 43010}
#: So many departments a user's recursion gives at most, without a word about the rest.
_CEILING_OF_USERS = 1000


class Directory:
    """What the app may see; shared by the streams of departments, people and groups."""

    def __init__(self, client: FeishuClient, spool: Spool, user_id_type: str) -> None:
        """Call nothing yet.

        Args:
            client: The run's.
            spool: Keeps what would be too much for memory.
            user_id_type: The kind of id in which people are told.
        """
        self._client = client
        self._user_id_type = user_id_type
        self.groups = UserGroups(client, spool, user_id_type)
        self._ids = {"user_id_type": user_id_type, "department_id_type": "open_department_id"}

    @property
    def _as_user(self) -> bool:
        """Whether a user's token is sent: the range is told to the app alone."""
        return self._client.settings.identity == "user"

    @property
    def has_root(self) -> bool:
        """Whether all of the directory is in sight."""
        return self._under_root is not None

    @functools.cached_property
    def departments(self) -> list[Item]:
        """All departments in sight, each once, without the root."""
        found: dict[str, Item] = {}
        self._add(found, self._under_root or ())
        granted = [one for one in self._range["department_ids"] if one not in found]
        wanted = list(dict.fromkeys([*granted, *self._through_groups("department")]))
        shown = self.batch(endpoints.CONTACT_DEPARTMENT_BATCH, "department_ids", wanted)
        self._add(found, shown)
        for department_id in wanted:
            self._add(found, self._if_open(department_id, granted))
        return list(found.values())

    def members(self, department_id: str) -> list[Item]:
        """Read the direct members of a department; none where it is gone since it was listed."""
        params = {"department_id": department_id, **self._ids}
        listing = self._client.items(endpoints.CONTACT_USER_FIND_BY_DEPARTMENT, params=params)
        return self._unless_gone(department_id, lambda: list(listing))

    def granted_people(self) -> list[str]:
        """List the ids of people who are granted one by one or through a group.

        Raises:
            ScopeError: Feishu keeps back the kind of id that the settings ask for.
        """
        granted = self._range["user_ids"]
        if not self.has_root and self._user_id_type == "user_id" and self._kept_back(granted):
            raise unnamed_people(self._client, "people in the contact range")
        return list(dict.fromkeys([*filter(None, granted), *self._through_groups("user")]))

    def batch(self, endpoint: endpoints.Endpoint, name: str, ids: list[str]) -> Iterator[Item]:
        """Ask for objects by id; ids are repeated keys, and unknown ones are left out silently."""
        for start in range(0, len(ids), _BATCH):
            params = {name: ids[start : start + _BATCH], **self._ids}
            yield from self._client.items(endpoint, params=params)

    def _kept_back(self, granted: list[str]) -> bool:
        """Tell whether there are people whose user_id is not told: every app knows open_ids."""
        if granted and all(granted):
            return False
        ids = {**self._ids, "user_id_type": "open_id"}
        pages = self._client.pages(endpoints.CONTACT_SCOPE_LIST, params=ids)
        return any(page.data.get("user_ids") for page in pages)

    def _through_groups(self, member_type: str) -> list[str]:
        """Members of the granted groups; with the whole tree in sight they add nobody."""
        if self.has_root:
            return []
        found = (self._ids_in(group_id, member_type) for group_id in self._range["group_ids"])
        return [member_id for ids in found for member_id in ids]

    def _ids_in(self, group_id: str, member_type: str) -> list[str]:
        try:
            return self.groups.member_ids(group_id, member_type)
        except NotFoundError:
            return []  # It is gone since the range was listed.

    def _if_open(self, department_id: str, granted: list[str]) -> list[Item]:
        """Pass over departments that only a group names, where they are not open to the app."""
        try:
            return self._unless_gone(department_id, lambda: list(self._below(department_id)))
        except AccessError:
            if department_id in granted:
                raise
            return []

    def _unless_gone(self, department_id: str, read: Callable[[], list[Item]]) -> list[Item]:
        """Read of a department that was listed; what vanished meanwhile has nothing to read."""
        try:
            return read()
        except (AccessError, NotFoundError):
            if department_id == ROOT or self._is_there(department_id):
                raise
            return []

    def _is_there(self, department_id: str) -> bool:
        """Ask for the department itself; where even that fails, the first failure counts."""
        endpoint = endpoints.CONTACT_DEPARTMENT_BATCH
        try:
            return bool(list(self.batch(endpoint, "department_ids", [department_id])))
        except FeishuError:
            return True

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
            found = list(self._children(department_id, fetch_child=True))
        except RejectedError as error:
            if error.code not in _TOO_LARGE:
                raise
        else:
            if not self._as_user or len(found) < _CEILING_OF_USERS:
                yield from found
                return
        for child in list(self._children(department_id, fetch_child=False)):
            own = str(child["open_department_id"])
            yield child
            yield from self._unless_gone(own, functools.partial(self._all_below, own))

    def _all_below(self, department_id: str) -> list[Item]:
        return list(self._below(department_id))

    def _children(self, department_id: str, *, fetch_child: bool) -> Iterator[Item]:
        return self._client.items(
            endpoints.CONTACT_DEPARTMENT_CHILDREN,
            path={"department_id": department_id},
            params={"fetch_child": str(fetch_child).lower(), **self._ids},
        )

    @staticmethod
    def _add(found: dict[str, Item], departments: Iterable[Item]) -> None:
        for department in departments:
            found.setdefault(str(department["open_department_id"]), department)
