"""Codes of user sign-in: authorize page, token exchange, refresh, user_info.

`/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/{get,refresh}-user-access-token`.
"""

from __future__ import annotations

import typing as t

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import (
    CredentialsError,
    RegionError,
    RetriesExhaustedError,
    SignInError,
)

#: What helps against every refresh token that is of no use any more.
SIGN_IN: t.Final = "Sign in again with `feishu-connect login`"


def oauth() -> Rows:
    """Give the rows of this area."""
    yield from _tokens()
    yield from _console()
    yield from _people()
    yield (
        (20001, 20036, 20063, 20067, 20068, 20070),
        Resolution(
            Action.FAIL,
            "the sign-in request is malformed",
            f"{SIGN_IN}; please report it if it happens again",
            SignInError,
        ),
    )
    yield (
        (20050, 20072),
        Resolution(Action.FEW, "Feishu's sign-in had an error", error=RetriesExhaustedError),
    )


def _tokens() -> Rows:
    """What is wrong with a code, a verifier or a token."""

    def again(meaning: str, cure: str = SIGN_IN) -> Resolution:
        return Resolution(Action.FAIL, meaning, cure, SignInError)

    yield (
        (99991668, 99991677, 20005),
        Resolution(
            Action.REFRESH,
            "the user's access token is refused, also after one refresh",
            f"{SIGN_IN}, or set identity to `app`: this API may not take a user's identity",
            SignInError,
            identity="user",
        ),
    )
    yield (
        (20003, 20004, 20065),
        again(
            "the authorization code is unknown, expired or used",
            f"{SIGN_IN}: a code works once, and for five minutes",
        ),
    )
    yield (20049,), again("the PKCE check failed: the code belongs to another sign-in")
    yield (20071,), again("redirect_uri is not the one with which the sign-in began")
    yield (
        (20024,),
        again(
            "the code or refresh token belongs to another app",
            f"Check app_id, and take refresh_token out of the settings. {SIGN_IN}",
        ),
    )
    yield (
        (20026, 99991669),
        again(
            "the refresh token is not valid",
            f"{SIGN_IN}; tokens of older sign-in versions cannot be refreshed",
        ),
    )
    yield (
        (20037,),
        again(
            "the refresh token has expired",
            f"{SIGN_IN}; run at least once a week, and expect to sign in once a year",
        ),
    )
    yield (20064,), again("the refresh token was revoked")
    yield (
        (20073,),
        again(
            "the refresh token has been used already",
            f"{SIGN_IN}; processes that share a user must share one store (store_url)",
        ),
    )


def _console() -> Rows:
    """What is set wrong in the developer console."""
    yield (
        (20002, 20048),
        Resolution(
            Action.FAIL,
            "app id or secret is refused",
            "Check app_id and app_secret on the console's page Credentials & Basic Info",
            CredentialsError,
        ),
    )
    yield (
        (20027,),
        Resolution(
            Action.FAIL,
            "a scope of the sign-in is not enabled on the app",
            "Enable it for user identity on the console's page Permissions & Scopes and publish "
            "a new version",
            SignInError,
        ),
    )
    yield (
        (20029,),
        Resolution(
            Action.FAIL,
            "redirect_uri is not registered",
            "Add it, letter by letter and with its port, to the redirect URLs on the console's "
            "page Security Settings",
            SignInError,
        ),
    )
    yield (
        (20074,),
        Resolution(
            Action.FAIL,
            "the app may not refresh users' tokens",
            "Switch on `Refresh user_access_token` on the console's page Security Settings, "
            "publish a new version and sign in again with `feishu-connect login`",
            SignInError,
        ),
    )
    yield (
        (20009, 20042, 20069),
        Resolution(
            Action.FAIL,
            "the app is not installed or not enabled in this tenant",
            "Publish a version of the app and let the tenant's administrator enable it",
            SignInError,
        ),
    )
    yield (
        (20046,),
        Resolution(
            Action.FAIL,
            "app and user belong to different regions",
            "Set base_url to the region in which the app was made, and sign in there",
            RegionError,
        ),
    )


def _people() -> Rows:
    """Who may not sign in."""
    yield (
        (20010,),
        Resolution(
            Action.FAIL,
            "the user may not use this app",
            "Add the user to the app's availability range and publish a new version",
            SignInError,
        ),
    )
    yield (
        (20008, 20021, 20022, 20023, 20066),
        Resolution(
            Action.FAIL,
            "the user does not exist or is not active",
            "Sign in as another user, or let the administrator activate this one",
            SignInError,
        ),
    )
