"""The first checks: does the host answer, is the app let in, and is anything left to spend."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints, regions
from feishu_connect.doctor.appstate import app_state
from feishu_connect.doctor.finding import Finding, passed, unchecked
from feishu_connect.doctor.refusals import refusal
from feishu_connect.doctor.visit import answer

if t.TYPE_CHECKING:
    from feishu_connect.doctor.visit import Answer, Visit

#: The checks of this stage, in the order in which one presupposes the other.
CHECKS: t.Final = ("host", "credentials", "app", "ip_allow_list", "quota", "sign_in")

_REGIONS: t.Final = {regions.FEISHU: "Feishu", regions.LARK: "Lark"}


def admit(visit: Visit) -> tuple[list[Finding], Answer]:
    """Run the checks of this stage, and give what Feishu told of the app's scopes.

    One call answers most of them: it needs a token and no scope, so whatever it fails with says
    which door is shut. The doors before that one are open, those behind it are not looked at.
    """
    scopes = visit.ask(endpoints.APPLICATION_SCOPE_LIST)
    fault = refusal(visit, scopes.error)
    state = fault or app_state(visit)
    if state.status == "failed":
        return _up_to(visit, state), scopes
    findings = [_passed(check, visit) for check in ("host", "credentials")]
    findings += [state, *(_passed(check, visit) for check in ("ip_allow_list", "quota"))]
    if visit.by_user:
        findings.append(_sign_in(visit))
    return findings, scopes


def _up_to(visit: Visit, fault: Finding) -> list[Finding]:
    place = CHECKS.index(fault.check)
    first = f"{fault.check} has to be put right first"
    later = [check for check in CHECKS[place + 1 :] if check != "sign_in" or visit.by_user]
    return [
        # How the app is doing is not known before somebody could ask.
        *(
            unchecked(check, first) if check == "app" else _passed(check, visit)
            for check in CHECKS[:place]
        ),
        fault,
        *(unchecked(check, first) for check in later),
    ]


def _passed(check: str, visit: Visit) -> Finding:
    settings = visit.settings
    region = _REGIONS.get(settings.base_url)
    details = {
        "host": f"{settings.base_url} answers" + (f" ({region})" if region else ""),
        "credentials": f"Feishu gives the app {settings.app_id} a token",
        "ip_allow_list": "this machine may call",
        "quota": "calls are left this month",
        "sign_in": "a user is signed in",
    }
    return passed(check, details[check])


def _sign_in(visit: Visit) -> Finding:
    """See whether the user's token can still be had."""
    who = answer(visit.reader, endpoints.AUTHEN_USER_INFO)
    if who.error is None:
        name = who.data.get("name") or who.data.get("open_id") or "a user"
        return passed("sign_in", f"signed in as {name}")
    fault = refusal(visit, who.error)
    if fault is not None and fault.check == "sign_in":
        return fault
    return visit.trouble("sign_in", "", who.error)
