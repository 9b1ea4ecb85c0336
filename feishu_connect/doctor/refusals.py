"""Why Feishu answers nothing at all: the faults after which no other check means anything."""

from __future__ import annotations

import typing as t

from feishu_connect import regions
from feishu_connect.doctor.finding import Finding
from feishu_connect.errors import (
    CredentialsError,
    FeishuError,
    NotFoundError,
    QuotaError,
    RegionError,
    RetriesExhaustedError,
    SignInError,
    TicketError,
)

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_connect.doctor.visit import Visit

    Words: t.TypeAlias = "Callable[[Visit, FeishuError], Finding]"

_IP_DENIED: t.Final = 99991401
_SECURITY_POLICY: t.Final = (21000, 21001)

_UNKNOWN: t.Final = 10003
_STOPPED_OR_UNKNOWN: t.Final = 10014
_WRONG_SECRET: t.Final = 10015
_WRONG_PAIR: t.Final = 99991543

#: code -> why the app does not work in this tenant.
_APP_CAUSES: t.Final[dict[int, str]] = {
    11207: "The app is not usable in this tenant: stopped, or no version is published",
    11209: "The app does not exist any more",
    11210: "The tenant has not installed the app, or no version is published",
    99991662: "The app is stopped",
    99991673: "The tenant has not installed the app or has stopped it, or no version is published",
    212100: "The tenant has not installed the app, or no version is published",
}
_CREDENTIALS: t.Final = "the page Credentials & Basic Info"
_APP_CURE: t.Final = (
    "Publish a version of the app (Version Management & Release), and let the tenant's "
    "administrator approve and enable it"
)


def refusal(visit: Visit, error: FeishuError | None) -> Finding | None:
    """Give the finding of the check that a failure belongs to, None where it is none of these."""
    word = _chapter(error) if error is not None else None
    return word(visit, error) if word is not None and error is not None else None


def _chapter(error: FeishuError) -> Words | None:
    by_code: dict[int, Words] = {
        **dict.fromkeys(_APP_CAUSES, _app),
        **dict.fromkeys(_SECURITY_POLICY, _policy),
        _IP_DENIED: _ip_denied,
    }
    if error.code in by_code:
        return by_code[error.code]
    by_kind: tuple[tuple[type[FeishuError], Words], ...] = (
        (QuotaError, _quota),
        (RegionError, _host),
        (RetriesExhaustedError, _host),
        (CredentialsError, _credentials),
    )
    for kind, word in by_kind:
        if isinstance(error, kind):
            return word
    # Without a business endpoint it was about the token, or about the store that keeps it.
    if not error.endpoint or error.endpoint.startswith("auth."):
        return _host if isinstance(error, NotFoundError) else _credentials
    return None


def _app(visit: Visit, error: FeishuError) -> Finding:
    cause = _APP_CAUSES[error.code or 0]
    text = f"Feishu refuses the app: {error.message} ({error.code})"
    return Finding("app", "failed", text, cause, _APP_CURE, visit.console())


def _host(visit: Visit, error: FeishuError) -> Finding:
    base_url = visit.settings.base_url
    cause = {
        RegionError: "Something else listens there: a proxy's page, or another web server",
        NotFoundError: "The host speaks the API's language, and does not offer this part of it",
    }.get(type(error), "The host is not in reach, or Feishu is in trouble")
    cure = error.cure or f"Check base_url ({base_url}), the network and the proxy settings"
    return Finding("host", "failed", error.message, cause, cure)


def _ip_denied(visit: Visit, error: FeishuError) -> Finding:
    return Finding(
        "ip_allow_list",
        "failed",
        f"Feishu refuses this machine's address: {error.message}",
        "The app has an IP allow-list, and the address from which this machine calls is not on it",
        "Add the address on the page Security Settings, or run where the allow-list expects it",
        visit.console("safe"),
    )


def _policy(visit: Visit, error: FeishuError) -> Finding:
    return Finding(
        "ip_allow_list",
        "failed",
        f"Feishu refuses the call: {error.message}",
        "A security policy of the tenant does not let this machine in",
        "Ask the tenant's administrator to allow the app or this machine",
        visit.console("safe"),
    )


def _quota(_visit: Visit, error: FeishuError) -> Finding:
    return Finding(
        "quota",
        "failed",
        error.message,
        "The tenant's plan has a number of API calls a month, and they are used up",
        error.cure,
    )


def _credentials(visit: Visit, error: FeishuError) -> Finding:
    if isinstance(error, TicketError | SignInError):
        check = "sign_in" if isinstance(error, SignInError) else "credentials"
        cause = (
            "Only a person with a browser can sign in"
            if check == "sign_in"
            else "Feishu sends store apps an app_ticket, every hour, to their event receiver only"
        )
        return Finding(check, "failed", error.message, cause, error.cure)
    detail, cause, cure = _words(visit, error)
    detail += f" ({error.code})" if error.code is not None else ""
    url = visit.console("baseinfo")
    return Finding("credentials", "failed", detail, cause, cure, url)


def _words(visit: Visit, error: FeishuError) -> tuple[str, str, str]:
    """Tell a wrong secret from an app that is unknown here, as far as Feishu tells them apart."""
    settings = visit.settings
    app, here = f"app {settings.app_id}", settings.base_url
    word = regions.other_region(here)
    other = f"`{word}`, if the app was made on {word.capitalize()}"
    if error.code == _UNKNOWN:
        return (
            f"{here} does not know the {app}",
            "The App ID is mistyped, or the app is the other region's, or was never published",
            f"Compare app_id with {_CREDENTIALS}; set base_url to {other}; publish a version",
        )
    if error.code == _STOPPED_OR_UNKNOWN:
        return (
            f"{here} has no working {app}",
            "The app is stopped, or it was made in the other region, or its secret is wrong",
            f"See that the app is enabled; set base_url to {other}; compare App ID and App Secret",
        )
    if error.code == _WRONG_SECRET:
        return (
            f"{here} knows the {app}, and refuses its secret",
            "The App Secret is wrong: mistyped, another app's, or reset since",
            f"Copy App Secret again from {_CREDENTIALS}",
        )
    if error.code == _WRONG_PAIR:
        return (
            f"{here} refuses the {app} with this secret",
            "App ID or App Secret is wrong, or the app was made in the other region",
            f"Copy both again from {_CREDENTIALS}; set base_url to {other}",
        )
    cure = error.cure or "Correct it in the configuration file"
    return error.message, "There is no token for the app", cure
