"""Who sent this: the signature over the raw body, and the token inside it.

Plain SHA-256, not an HMAC, in hex. docs: as for decryption.
"""

from __future__ import annotations

import hashlib
import hmac
import typing as t
from dataclasses import dataclass

TIMESTAMP_HEADER = "X-Lark-Request-Timestamp"
NONCE_HEADER = "X-Lark-Request-Nonce"
SIGNATURE_HEADER = "X-Lark-Signature"


def sign(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Compute what Feishu puts into the signature's header."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + body).hexdigest()


def same_text(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


@dataclass(frozen=True, slots=True)
class Seal:
    """The three headers of a signed post; empty where missing."""

    timestamp: str
    nonce: str
    signature: str

    @classmethod
    def of(cls, headers: t.Mapping[str, str]) -> Seal:
        """Read the headers; the mapping must not care about case."""
        names = (TIMESTAMP_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
        return cls(*(headers.get(name, "") for name in names))

    def fits(self, encrypt_key: str, body: bytes) -> bool:
        """Tell whether the holder of the Encrypt Key signed these very bytes."""
        expected = sign(self.timestamp, self.nonce, encrypt_key, body)
        return same_text(self.signature, expected)
