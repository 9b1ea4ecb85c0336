"""Why a post is turned away: the HTTP status that says so, and what the log tells the operator."""

from __future__ import annotations

import enum


class Reason(enum.Enum):
    """One row each: status, meaning. The name, in lower case, is what is counted and answered.

    Feishu repeats whatever is not answered with 200; 503 asks for just that.
    """

    MALFORMED = 400, "no event: JSON, base64, padding or envelope is broken"
    TOO_LARGE = 413, "the body is longer than any event"
    TOO_SLOW = 408, "the body did not arrive in time"
    NOT_CONFIGURED = 403, "set `encrypt_key` or `verification_token` to take posts"
    NOT_ENCRYPTED = 403, "not encrypted, though `encrypt_key` is set: compare with the console"
    NO_ENCRYPT_KEY = 403, "encrypted, but `encrypt_key` is not set: copy it from the console"
    BAD_SIGNATURE = 403, "forged, or `encrypt_key` is not the console's Encrypt Key"
    BAD_TOKEN = 403, "forged, or `verification_token` is not the console's Verification Token"
    STALE = 403, "signed too long ago or in the future: a replay, or the clock here is wrong"
    OTHER_APP = 403, "an event of another app_id"
    STORE_UNAVAILABLE = 503, "the store did not take it in time; Feishu will repeat it"
    OVERLOADED = 503, "too many posts are waiting for the store; Feishu will repeat it"

    def __init__(self, status: int, meaning: str) -> None:
        """Name the parts of the row."""
        self.status = status
        self.meaning = meaning

    def __str__(self) -> str:
        return self.name.lower()


class PostRefusedError(Exception):
    """A post that is not answered with 200. Holds no part of the post."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason, which is also what is counted."""
        super().__init__(str(reason))
        self.reason = reason
