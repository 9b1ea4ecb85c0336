"""Codes of the authorize page and the token endpoint, with their texts.

Docs: A/authentication-management/access-token/{get-user-access-token, refresh-user-access-token}.
"""

from __future__ import annotations

from feishu_sandbox.envelope import Reply

TOKEN_OPERATION = "oauth.token"  # noqa: S105 - a name
_CLIENT, _GRANT, _REQUEST, _SCOPE = (
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
)
_ALLOWED = "Please ensure all scopes are allowed."
_ONCE = "Please note that a refresh token can only be used once."
_USED = "Please note that an authorization code can only be used once."

#: code -> HTTP status, `error`, `error_description`
OAUTH_ERRORS: dict[int, tuple[int, str, str]] = {
    20001: (400, _REQUEST, "The request is missing a required parameter."),
    20002: (400, _CLIENT, "The client secret is invalid."),
    20003: (400, _GRANT, f"The authorization code is not found. {_USED}"),
    20004: (400, _GRANT, "The authorization code has expired."),
    20008: (400, _GRANT, "The user does not exist."),
    20009: (400, _CLIENT, "The specified app is not installed."),
    20010: (400, _GRANT, "The user does not have permission to use this app."),
    20024: (
        400,
        _GRANT,
        "The provided authorization code or refresh token does not match the provided client ID.",
    ),
    20026: (400, _GRANT, "The refresh token passed is invalid. Please check the value."),
    20027: (400, _SCOPE, "The requested scope is not enabled for this app."),
    20029: (400, _REQUEST, "The redirect URI is invalid."),
    20036: (400, "unsupported_grant_type", "The specified grant_type is not supported."),
    20037: (
        400,
        _GRANT,
        "The refresh token passed has expired. Please generate a new one.",
    ),
    20046: (400, _CLIENT, "The brand of the app and of the user are inconsistent."),
    20048: (400, _CLIENT, "The specified app does not exist."),
    20049: (400, _GRANT, "PKCE code challenge failed."),
    20063: (400, _REQUEST, "The request is malformed. Please check your request."),
    20064: (
        400,
        _GRANT,
        f"The refresh token has been revoked. {_ONCE}",
    ),
    20065: (400, _GRANT, f"The authorization code has been used. {_USED}"),
    20066: (400, _GRANT, "The user status is invalid."),
    20067: (
        400,
        _SCOPE,
        "The provided scope list contains duplicate scopes. Please ensure all scopes are unique.",
    ),
    20068: (
        400,
        _SCOPE,
        f"The provided scope list contains scopes that are not permitted. {_ALLOWED}",
    ),
    20069: (400, _CLIENT, "The specified app is not enabled."),
    20070: (
        400,
        _REQUEST,
        "Multiple authentication methods were provided. Please only use one to proceed.",
    ),
    20071: (
        400,
        _GRANT,
        "The provided redirect URI does not match the one used during authorization.",
    ),
    20073: (
        400,
        _GRANT,
        f"The refresh token has been used. {_ONCE}",
    ),
    20074: (400, "unauthorized_client", "The specified app is not allowed to refresh token."),
    20050: (
        500,
        "server_error",
        "An unexpected server error occurred. Please retry your request.",
    ),
    20072: (
        503,
        "temporarily_unavailable",
        "The server is temporarily unavailable. Please retry your request.",
    ),
}


def oauth_failure(code: int) -> Reply:
    """Return the flat reply of the token endpoint."""
    status, error, description = OAUTH_ERRORS[code]
    members = {"code": code, "error": error, "error_description": description}
    return Reply(members, status=status)
