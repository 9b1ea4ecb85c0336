"""User groups and their members, each listing read once a run."""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints, regions
from feishu_connect.errors import ScopeError

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from tap_feishu.spool import Spool

Item = dict[str, t.Any]

#: What a group may hold, as the query calls it.
MEMBER_TYPES: t.Final = ("user", "department")
#: Groups that a rule fills; they hold people only.
_DYNAMIC = 2
#: Without a type in the query the API lists the normal groups alone.
_TYPES = (1, _DYNAMIC)

EMPLOYEE_ID_SCOPE = "contact:user.employee_id:readonly"


class UserGroups:
    """The groups in the app's contact range; only the app's token is taken."""

    def __init__(self, client: FeishuClient, spool: Spool, user_id_type: str) -> None:
        """Call nothing yet."""
        self._client = client
        self._spool = spool
        #: Member type -> the kind of id that its members are listed by.
        self.id_types = {"user": user_id_type, "department": "open_department_id"}

    @functools.cached_property
    def listed(self) -> dict[str, Item]:
        """All groups by id, normal and dynamic."""
        return {
            str(group["id"]): group
            for kind in _TYPES
            for group in self._client.items(endpoints.CONTACT_GROUP_LIST, params={"type": kind})
        }

    def member_types(self, group_id: str) -> tuple[str, ...]:
        """Give what the members of a listed group can be; dynamic ones hold no departments."""
        dynamic = self.listed[group_id].get("type") == _DYNAMIC
        return ("user",) if dynamic else MEMBER_TYPES

    def member_ids(self, group_id: str, member_type: str) -> list[str]:
        """List the members of one type by id, each once.

        Raises:
            ScopeError: Feishu keeps back the kind of id that the settings ask for.
        """
        found = self._spool.remember(
            f"user_group:{group_id}:{member_type}", lambda: self._members(group_id, member_type)
        )
        if not all(found):
            raise unnamed_people(self._client, f"members of the user group {group_id}")
        return found

    def _members(self, group_id: str, member_type: str) -> list[str]:
        """Read the ids; the API tells the kind of id in no reply, so the query has to."""
        params = {"member_type": member_type, "member_id_type": self.id_types[member_type]}
        path = {"group_id": group_id}
        members = self._client.items(endpoints.CONTACT_GROUP_MEMBER_LIST, path=path, params=params)
        return list(dict.fromkeys(str(member.get("member_id") or "") for member in members))


def unnamed_people(client: FeishuClient, who: str) -> ScopeError:
    """Make the error for people who come without the `user_id` that the settings ask for."""
    scopes = (EMPLOYEE_ID_SCOPE,)
    settings = client.settings
    url = regions.scope_url(settings.base_url, settings.app_id, scopes, identity=settings.identity)
    return ScopeError(
        f"Feishu gives no user_id of {who}: {EMPLOYEE_ID_SCOPE} is missing",
        cure=f"Grant it at {url} and publish a new version of the app, or set another user_id_type",
        scopes=scopes,
        console_url=url,
    )
