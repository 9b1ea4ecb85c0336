"""Compare the scopes that are granted with those that the configuration needs."""

from __future__ import annotations

import typing as t

from feishu_connect.doctor.finding import Finding, passed, unchecked
from feishu_connect.doctor.needs import choose_scopes
from feishu_connect.doctor.visit import Grants

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feishu_connect.doctor.needs import Need
    from feishu_connect.doctor.visit import Answer, Visit

_GRANTED = 1
#: How `scope_type` of the newer replies names the identities.
_KINDS: t.Final = {False: "tenant", True: "user"}

Group = tuple[str, ...]


def read_grants(reply: Answer, *, by_user: bool, user_scope: str | None = None) -> Grants:
    """Read the scopes of the identity in use.

    Args:
        reply: What `application/v6/scopes` answered.
        by_user: Whether a user's scopes count, not the app's.
        user_scope: What the user has granted at sign-in, separated by spaces; None where unknown.
    """
    rows = reply.data.get("scopes")
    if reply.error is not None or not isinstance(rows, list):
        return Grants()
    kind = _KINDS[by_user]
    own = [row for row in rows if row.get("scope_type") in {None, "", kind}]
    granted = frozenset(row["scope_name"] for row in own if row.get("grant_status") == _GRANTED)
    pending = frozenset(row["scope_name"] for row in own) - granted
    if not by_user:
        return Grants(granted, pending)
    if user_scope is None:
        return Grants(None, pending)
    of_user = frozenset(user_scope.split())
    return Grants(of_user, pending, withheld=granted - of_user)


def check_scopes(visit: Visit, needs: Sequence[Need]) -> list[Finding]:
    """Find what is missing, one finding a group of which any one scope is enough."""
    groups = _groups(needs, by_user=visit.by_user)
    if not visit.grants.known:
        if not groups:
            return []
        return [unchecked("scopes", "Feishu does not tell them; the reads below show them")]
    missing = {group: asking for group, asking in groups.items() if visit.grants.lacks(group)}
    advice = _advice(visit, missing)
    findings = [_missing(visit, group, asking, advice[group]) for group, asking in missing.items()]
    if not findings and groups:
        findings.append(passed("scopes", f"all {len(groups)} that are needed are granted"))
    return [*findings, *_of_app(visit, needs), *_columns(visit, needs)]


def _of_app(visit: Visit, needs: Iterable[Need]) -> list[Finding]:
    """Find what the app itself lacks for look-ups that it makes while a user acts."""
    if not visit.by_user:
        return []
    lacking = dict.fromkeys(
        (group, need.what, need.only_if)
        for need in needs
        for group in need.app_groups
        if visit.app_grants.lacks(group)
    )
    return [
        Finding(
            "scopes",
            "warning" if when else "failed",
            f"{what}: the app itself needs {' or '.join(group)}"
            + (f" when {when}" if when else ""),
            "The look-up is made with the app's token, whoever acts",
            visit.scope_cure(group[0], by_app=True),
            visit.scope_page(group[:1], by_app=True),
        )
        for group, what, when in lacking
    ]


def _groups(needs: Iterable[Need], *, by_user: bool) -> dict[Group, list[Need]]:
    groups: dict[Group, list[Need]] = {}
    for need in needs:
        for group in need.user_groups if by_user else need.groups:
            asking = groups.setdefault(group, [])
            if need not in asking:
                asking.append(need)
    return groups


def _advice(visit: Visit, groups: Iterable[Group]) -> dict[Group, str]:
    """Name the scope to grant for each group: few for all, and what is asked for already first."""
    pending = visit.grants.pending | visit.grants.withheld
    open_groups = [tuple(s for s in group if s in pending) or group for group in groups]
    few = set(choose_scopes(open_groups))
    return {group: next(scope for scope in group if scope in few) for group in groups}


def _missing(visit: Visit, group: Group, asking: list[Need], scope: str) -> Finding:
    certain = [need for need in asking if not need.only_if]
    who = _listed(need.what for need in certain or asking)
    when = "" if certain else f" when {_listed(need.only_if for need in asking)}"
    any_one = f"any one of {', '.join(group)}" if len(group) > 1 else group[0]
    return Finding(
        "scopes",
        "failed" if certain else "warning",
        f"{who}: needs {any_one}{when}",
        _why(visit, group),
        visit.scope_cure(scope),
        visit.scope_page((scope,)),
    )


def _why(visit: Visit, group: Iterable[str]) -> str:
    wanted = set(group)
    if visit.grants.pending and not visit.grants.granted:
        return "None of the app's scopes is in effect: no version is published and approved"
    if wanted & visit.grants.withheld:
        return "The app has it, and the signed-in user has not granted it"
    if wanted & visit.grants.pending:
        return "The app asks for it, and the administrator has not granted it yet"
    return "No published version of the app asks for it"


def _columns(visit: Visit, needs: Iterable[Need]) -> list[Finding]:
    """Name the columns that will stay empty: Feishu leaves them out without a word."""
    empty: dict[str, Group] = {}
    for need in needs:
        for one in need.columns:
            if visit.grants.lacks(one.scopes):
                names = f"{', '.join(one.columns)} of {need.what}"
                empty[f"{names} ({one.scopes[0]})"] = one.scopes
    if not empty:
        return []
    scopes = list(dict.fromkeys(group[0] for group in empty.values()))
    return [
        Finding(
            "columns",
            "warning",
            f"these will be empty: {_listed(empty, '; ')}",
            "Feishu leaves a field out, without an error, where its own scope is missing",
            f"{visit.scope_cure(_listed(scopes))}, or leave the columns out",
            visit.scope_page(scopes),
        )
    ]


def _listed(names: Iterable[str], separator: str = ", ") -> str:
    return separator.join(dict.fromkeys(names))
