"""What a check found."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

Status = t.Literal["ok", "warning", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check.

    `detail` says what was seen. Where something is wrong, `cause` says why it is so, `cure` what to
    do, and `url` where.
    """

    #: What was looked at, in snake_case, e.g. `ip_allow_list`; machines branch on it.
    check: str
    status: Status
    detail: str
    cause: str = ""
    cure: str = ""
    url: str = ""


def passed(check: str, detail: str) -> Finding:
    """Say that all is well."""
    return Finding(check, "ok", detail)


def unchecked(check: str, why: str) -> Finding:
    """Say honestly that nobody looked."""
    return Finding(check, "skipped", f"not checked: {why}")
