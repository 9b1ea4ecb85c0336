"""One base: can it be opened, and do its advanced permissions let rows through?"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.bitable.base import Base, find_base, get_base, list_tables
from feishu_connect.doctor.finding import Finding, passed, unchecked
from feishu_connect.doctor.visit import answer
from feishu_connect.errors import FeishuError, NotFoundError, ScopeError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.bitable.base import Table
    from feishu_connect.doctor.visit import Visit
    from feishu_connect.links import BaseLink

#: Tables that are looked into for a row.
_TABLES_READ = 5

_ADVANCED_REFUSED: t.Final = (1254301, 1254302)

_SHARE: t.Final = (
    "Open the base, choose ... > More > Add document app, and add this app: can view to read, can "
    "edit to write, can manage where advanced permissions are on"
)
_MANAGE: t.Final = (
    "Open the base, choose ... > More > Add document app, and give this app can manage"
)
_PASTE: t.Final = "Paste the base's whole link, as the browser shows it"
_NOT_A_BASE: t.Final = (
    "The token is not a base's; mostly it is that of a wiki page or of another document"
)
_NO_ROLE: t.Final = "Advanced permissions are on, and {who} has no role in them"
_OF_USER: t.Final = {
    _SHARE: "Let an owner of the base share it with the signed-in user",
    _MANAGE: "Let an owner of the base give the signed-in user can manage",
}

#: code -> cause and cure.
_WORDS: t.Final[dict[int, tuple[str, str]]] = {
    91402: (_NOT_A_BASE, _PASTE),
    91403: ("The base is there, and is not shared with {who}", _SHARE),
    131005: ("There is no such wiki page: mistyped, moved or deleted", "Paste its link again"),
    131006: (
        "The wiki page is there, and {who} may not read it",
        "Add {who} to the wiki space as a member, or share the page with {who}",
    ),
    1254003: (_NOT_A_BASE, _PASTE),
    1254040: ("There is no such base: mistyped, deleted, or made in the other region", _PASTE),
    **dict.fromkeys(_ADVANCED_REFUSED, (_NO_ROLE, _MANAGE)),
}


@dataclass(frozen=True, slots=True)
class BaseProbe:
    """Opens a base the way a run does."""

    #: How the user wrote it.
    said: str
    link: BaseLink
    #: Ids or names of tables that have to be there.
    tables: tuple[str, ...] = ()
    #: Rows will be written, not read.
    writes: bool = False

    @property
    def check(self) -> str:
        """The name of its finding."""
        return "base"

    def run(self, visit: Visit) -> Iterator[Finding]:
        """Find it, list its tables, look for a row where advanced permissions may hide them."""
        try:
            app_token = find_base(visit.reader, self.link)
            base = self._open(visit, app_token)
            tables = list_tables(visit.reader, app_token)
        except FeishuError as error:
            yield self._shut(visit, error)
            return
        name = f"{base.name} ({app_token})" if base.name else app_token
        unknown = self._unknown(tables)
        if unknown:
            yield self._without(name, unknown, tables)
        else:
            yield passed("base", f"{name} can be read")
        if base.is_advanced:
            yield self._advanced(visit, name, base, tables)
        if self.writes:
            yield unchecked("edit_right", f"only a write to {name} could tell")

    def _open(self, visit: Visit, app_token: str) -> Base:
        """Read the base; those who only write do not need the scope for that."""
        try:
            return get_base(visit.reader, app_token)
        except ScopeError:
            if not self.writes:
                raise
            return Base(app_token, "")

    def _shut(self, visit: Visit, error: FeishuError) -> Finding:
        words = _words(visit, error.code)
        if words is None:
            return visit.trouble("base", self.said, error)
        check = "advanced_permissions" if error.code in _ADVANCED_REFUSED else "base"
        detail = f"{self.said} cannot be opened: {error.message} ({error.code})"
        return Finding(check, "failed", detail, *words, self._url)

    @property
    def _url(self) -> str:
        return self.said if self.said.startswith("https://") else ""

    def _unknown(self, tables: list[Table]) -> list[str]:
        names = {each.table_id for each in tables} | {each.name for each in tables}
        return [each for each in self.tables if each not in names]

    def _without(self, name: str, unknown: list[str], tables: list[Table]) -> Finding:
        there = ", ".join(f"{each.name} ({each.table_id})" for each in tables) or "no tables"
        return Finding(
            "base",
            "failed",
            f"{name} has no table {', '.join(map(repr, unknown))}",
            "The table was renamed or deleted, or belongs to another base",
            f"Name one of those that it has: {there}",
            self._url,
        )

    def _advanced(self, visit: Visit, name: str, base: Base, tables: list[Table]) -> Finding:
        """Tell the manage right by its fruit: without it Feishu mostly answers with no rows."""
        for table in tables[:_TABLES_READ]:
            path = {"app_token": base.app_token, "table_id": table.table_id}
            reply = answer(
                visit.reader, endpoints.BITABLE_RECORD_SEARCH, path=path, params={"page_size": 1}
            )
            if isinstance(reply.error, ScopeError) and self.writes:
                break
            if reply.error is not None and not isinstance(reply.error, NotFoundError):
                return self._closed(visit, name, reply.error)
            if reply.data.get("items"):
                return passed("advanced_permissions", f"{name} has them on, and shows rows")
        return Finding(
            "advanced_permissions",
            "warning",
            f"{name} has them on, and shows no rows",
            "Without the manage right Feishu answers with empty data, not with an error",
            f"{_cure(visit, _MANAGE)}; if its tables are empty, all is well",
            self._url,
        )

    def _closed(self, visit: Visit, name: str, error: FeishuError) -> Finding:
        words = _words(visit, error.code)
        if words is None:
            return visit.trouble("advanced_permissions", name, error)
        detail = f"{name} has them on, and keeps its rows: {error.message} ({error.code})"
        return Finding("advanced_permissions", "failed", detail, *words, self._url)


def _words(visit: Visit, code: int | None) -> tuple[str, str] | None:
    """Give cause and cure of a code, in words that fit who reads."""
    words = _WORDS.get(code or 0)
    if words is None:
        return None
    who = "the signed-in user" if visit.by_user else "the app"
    return words[0].format(who=who), _cure(visit, words[1]).format(who=who)


def _cure(visit: Visit, cure: str) -> str:
    return _OF_USER.get(cure, cure) if visit.by_user else cure
