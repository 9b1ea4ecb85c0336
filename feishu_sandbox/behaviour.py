"""Switches for what the API reference leaves open, and for faster or nastier platforms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Behaviour:
    """How this platform behaves where the documents allow more than one answer.

    Attributes:
        token_seconds: Life of a tenant token.
        write_seconds: How long a Bitable write holds its base; a second write meanwhile gets
            1254291.
        replica_lag: That many calls answer "not found" for a table, field or record that was
            just created.
        repeated_create: `same` answers a repeated `client_token` with the first result,
            `1254608` refuses it.
        date_greater: `instant` compares `isGreater` with the midnight instant of the bound's
            day, `day` leaves the whole day out.
        advanced_without_role: What an app without manage right meets in a base with advanced
            permissions: `empty` data or `deny` (1254302).
        resign_seconds: How long it takes until somebody who was let go can be taken back.
        recursion_limit: Sub-departments that `fetch_child` walks at most (40162 beyond).
        user_recursion_limit: Sub-departments that `fetch_child` gives a user at most, without a
            word about the rest.
        monthly_quota: Counted calls before 99991403; None means unlimited.
        user_token_seconds: Life of a user_access_token.
        refresh_token_seconds: Life of a refresh token, cut at 365 days after the authorization.
        code_seconds: Life of an authorization code.
        old_tickets: Accept every app_ticket ever given to the app, not the newest only.
        scope_types: Name the identity of each scope in the list of scopes, and list those of the
            user identity too, as newer replies do.
        unpublished_token: Give tokens to an app without a released version; refuse with 10003
            otherwise.
        push_seconds: Time to acknowledge a pushed event.
        message_bounds: `inclusive` or `exclusive`: whether messages of the very seconds
            `start_time` and `end_time` are listed.
        challenge_seconds: Time to answer the verification of a request URL.
        lean_subtasks: The listing of subtasks has only the columns of its documentation, which
            is older than that of tasks.
        approval_query_lag: Seconds until the query of approval instances knows of a new one.
        sheet_reply_bytes: Largest answer of a read of spreadsheet values; 90221 beyond.
        document_tokens: `kept` repeats the first result of an edit of a document under the same
            `client_token`, `forgotten` makes the edit again.
    """

    token_seconds: int = 7200
    write_seconds: float = 0.002
    replica_lag: int = 0
    repeated_create: str = "same"
    date_greater: str = "instant"
    advanced_without_role: str = "empty"
    resign_seconds: float = 0.0
    recursion_limit: int = 500
    user_recursion_limit: int = 1000
    monthly_quota: int | None = None
    user_token_seconds: int = 7200
    refresh_token_seconds: int = 604_800
    code_seconds: int = 300
    old_tickets: bool = False
    scope_types: bool = False
    unpublished_token: bool = True
    push_seconds: float = 3.0
    message_bounds: str = "inclusive"
    challenge_seconds: float = 1.0
    lean_subtasks: bool = False
    approval_query_lag: float = 0.0
    sheet_reply_bytes: int = 10_485_760
    document_tokens: str = "kept"
