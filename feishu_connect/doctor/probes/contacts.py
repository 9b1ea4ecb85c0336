"""The contact range: how much of the directory the app may see."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.doctor.finding import Finding, passed
from feishu_connect.doctor.visit import answer
from feishu_connect.errors import AccessError, FeishuError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.doctor.visit import Visit

_ROOT: t.Final = {"department_id": "0"}
#: list of the reply -> what it counts.
_LISTS: t.Final = {"department_ids": "departments", "user_ids": "people", "group_ids": "groups"}

_WIDEN: t.Final = (
    "Choose it on the page Permissions & Scopes, Contacts data range, publish a version and have "
    "it approved"
)


@dataclass(frozen=True, slots=True)
class ContactProbe:
    """Tells an empty range, a part of the directory and the whole of it apart."""

    @property
    def check(self) -> str:
        """The name of its finding."""
        return "contact_range"

    def run(self, visit: Visit) -> Iterator[Finding]:
        """Ask for the granted entries, and whether the root is among them."""
        if visit.by_user:
            yield self._of_user(visit)
            return
        try:
            counts = self._counts(visit)
        except FeishuError as error:
            yield visit.trouble("contact_range", "contacts", error)
            return
        if not any(counts.values()):
            yield self._empty(visit)
            return
        root = answer(visit.reader, endpoints.CONTACT_DEPARTMENT_CHILDREN, path=_ROOT)
        if isinstance(root.error, AccessError):
            yield from self._partial(visit, counts)
        elif root.error is not None:
            yield visit.trouble("contact_range", "departments", root.error)
        else:
            yield passed("contact_range", "all of the directory is in sight")

    def _counts(self, visit: Visit) -> dict[str, int]:
        counts = dict.fromkeys(_LISTS, 0)
        for page in visit.reader.pages(endpoints.CONTACT_SCOPE_LIST):
            for name in counts:
                counts[name] += len(page.data.get(name) or ())
        return counts

    def _of_user(self, visit: Visit) -> Finding:
        root = answer(visit.reader, endpoints.CONTACT_DEPARTMENT_CHILDREN, path=_ROOT)
        if root.error is not None:
            return visit.trouble("contact_range", "departments", root.error)
        return passed("contact_range", "what the signed-in user sees of the directory")

    def _empty(self, visit: Visit) -> Finding:
        return Finding(
            "contact_range",
            "failed",
            "the app sees no departments and no people",
            "The app's contact range is empty",
            _WIDEN,
            visit.console("auth"),
        )

    def _partial(self, visit: Visit, counts: dict[str, int]) -> Iterator[Finding]:
        seen = ", ".join(f"{count} {_LISTS[name]}" for name, count in counts.items() if count)
        yield Finding(
            "contact_range",
            "warning",
            f"the app sees a part of the directory: {seen}",
            "Its contact range is not all members; others are missing without an error",
            f"If everybody is wanted, make it all members. {_WIDEN}",
            visit.console("auth"),
        )
        group = endpoints.CONTACT_GROUP_MEMBER_LIST.scopes
        if counts["group_ids"] and visit.grants.lacks(group):
            yield Finding(
                "scopes",
                "failed",
                f"people in groups of the contact range: needs {', '.join(group)}",
                "The range holds groups, and their members are listed by a call of its own",
                visit.scope_cure(group[0]),
                visit.scope_page(group),
            )
