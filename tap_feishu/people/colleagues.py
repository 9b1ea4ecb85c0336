"""The people that the app may see, read once a run, however many streams are made of them."""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints
from tap_feishu.people.directory import DEPARTMENT_ENDPOINTS, ROOT

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_feishu.people.directory import Directory
    from tap_feishu.spool import Spool

Item = dict[str, t.Any]

#: What finding people calls.
USER_ENDPOINTS = (
    *DEPARTMENT_ENDPOINTS,
    endpoints.CONTACT_USER_FIND_BY_DEPARTMENT,
    endpoints.CONTACT_USER_BATCH,
)


class Colleagues:
    """Members of the departments in sight, and people who are granted alone.

    Listings give direct members only, so whoever is in three departments comes three times.
    """

    def __init__(self, directory: Directory, spool: Spool) -> None:
        """Call nothing yet."""
        self._directory = directory
        self._spool = spool

    def users(self) -> Iterator[Item]:
        """Give every person in sight once."""
        seen: set[str] = set()
        for _, user in self._sightings():
            open_id = str(user["open_id"])
            if open_id not in seen:
                seen.add(open_id)
                yield user

    def memberships(self) -> Iterator[Item]:
        """Give every pair of a person and a department once, with the order where it is told.

        A person's own list of departments counts, which may name some that are out of sight.
        Where Feishu does not tell it, the departments in which the person was found do.
        """
        complete: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for found_in, user in self._sightings():
            open_id = str(user["open_id"])
            if open_id in complete:
                continue
            own = user.get("department_ids")
            if own:
                complete.add(open_id)
            orders = {order.get("department_id"): order for order in user.get("orders") or ()}
            for department_id in own or filter(None, [found_in]):
                if (open_id, department_id) not in pairs:
                    pairs.add((open_id, department_id))
                    order = orders.get(department_id) or {}
                    yield {**order, "open_id": open_id, "department_id": department_id}

    def _sightings(self) -> Iterator[tuple[str, Item]]:
        """Give people with the department in which they were found, "" for those granted alone.

        The second time everything comes from the spool, one department in memory at a time.
        """
        seen: set[str] = set()
        found = [str(one["open_department_id"]) for one in self._directory.departments]
        for department_id in [*([ROOT] if self._directory.has_root else []), *found]:
            read = functools.partial(self._directory.members, department_id)
            for user in self._spool.remember(f"members:{department_id}", read):
                seen.add(str(user["open_id"]))
                yield department_id, user
        # `seen` holds open_ids: with another kind of id nobody is left out here.
        alone = [one for one in self._directory.granted_people() if one not in seen]
        for user in self._spool.remember("members:", functools.partial(self._people, alone)):
            yield "", user

    def _people(self, ids: list[str]) -> list[Item]:
        return list(self._directory.batch(endpoints.CONTACT_USER_BATCH, "user_ids", ids))
