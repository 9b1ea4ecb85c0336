"""Codes of the gateway and of the token endpoints (`/ukTMukTMukTM/ugjM14COyUjL4ITN`)."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import (
    AccessError,
    CredentialsError,
    NotFoundError,
    QuotaError,
    RetriesExhaustedError,
    ScopeError,
    TicketError,
)


def common() -> Rows:
    """Give the rows of this area."""
    gone = (
        "Check app_id and app_secret on the console's page Credentials & Basic Info, and base_url"
    )
    yield (
        (99991400, 11232, 11233, 11247),
        Resolution(Action.WAIT, "too many requests", error=RetriesExhaustedError),
    )
    yield (
        (1500, 1642, 1663, 2200, 5000, 10500, 55001),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (1002, 96002), Resolution(Action.RETRY, "conflict", error=RetriesExhaustedError)
    for codes, identity in (
        ((99991661, 99991671), ""),
        ((20014, 99991663, 99991664, 99991665, 99991666), "app"),
    ):
        yield (
            codes,
            Resolution(
                Action.REFRESH,
                "the access token is refused, also after one refresh",
                "The app may be stopped, or this API does not take the app's identity",
                CredentialsError,
                identity=identity,
            ),
        )
    yield (
        (10003, 10014, 10015, 99991543),
        Resolution(Action.FAIL, "app id or secret is refused", gone, CredentialsError),
    )
    yield (
        (10005,),
        Resolution(
            Action.FAIL,
            "the app may not ask for this kind of token",
            "Set app_type to what the app is, `custom` or `store`, and check app_id",
            CredentialsError,
        ),
    )
    yield (
        (10012,),
        Resolution(
            Action.FAIL,
            "the app_ticket is refused",
            "See that `feishu-connect serve` runs, receives the app's events and uses the same "
            "store_url; Feishu sends a new app_ticket every hour",
            TicketError,
        ),
    )
    yield (
        (10016,),
        Resolution(
            Action.FAIL,
            "Feishu sends no app_ticket for this app",
            "Only store apps get one: for a custom app set app_type to `custom`",
            CredentialsError,
        ),
    )
    yield (
        (10013, 99992500, 99992501),
        Resolution(
            Action.FAIL,
            "there is no access to this tenant",
            "Check tenant_key, and that the tenant has installed and enabled the app",
            CredentialsError,
        ),
    )
    yield (
        (99991662, 99991673, 11207, 11209, 11210),
        Resolution(
            Action.FAIL,
            "the app is disabled or not available in this tenant",
            "Publish a version of the app and let the tenant's administrator enable it",
            CredentialsError,
        ),
    )
    yield (
        (99991401,),
        Resolution(
            Action.FAIL,
            "this machine's IP address is not on the app's allow-list",
            "Add it on the console's page Security Settings, IP allow-list",
            CredentialsError,
        ),
    )
    yield (
        (99991403,),
        Resolution(
            Action.FAIL,
            "the tenant's monthly API quota is used up",
            "Wait for the 1st of the month, or move the tenant to a larger plan",
            QuotaError,
        ),
    )
    yield (
        (99991672, 99991679),
        Resolution(
            Action.FAIL, "the app lacks a scope", "Grant it and publish a new version", ScopeError
        ),
    )
    yield (
        (99991676, 21000, 21001),
        Resolution(
            Action.FAIL,
            "the token may not do this",
            "Check the app's scopes",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (99991201, 99991301),
        Resolution(
            Action.FAIL,
            "this host does not offer the API",
            "Check base_url",
            NotFoundError,
            of_all=True,
        ),
    )
    yield (
        tuple(range(99992351, 99992365)),
        Resolution(
            Action.FAIL,
            "an id is not valid for this app",
            "open_ids belong to one app: use ids that this app has read, or union_id",
        ),
    )
    yield (99992402, 9499), Resolution(Action.FAIL, "a parameter is not valid")
