"""Proof Key for Code Exchange (RFC 7636), method S256."""

from __future__ import annotations

import base64
import hashlib
import secrets

#: Random bytes of a verifier; as text 86 characters, of the 43 to 128 that are allowed.
_VERIFIER_BYTES = 64


def new_verifier() -> str:
    """Draw a code_verifier."""
    return secrets.token_urlsafe(_VERIFIER_BYTES)


def challenge_of(verifier: str) -> str:
    """Give the code_challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
