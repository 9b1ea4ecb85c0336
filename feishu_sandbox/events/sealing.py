"""What goes over the wire: the body, encrypted where the app has an Encrypt Key, and headers.

Docs: K/uYDNxYjL2QTM24iN0EjN/event-subscription-configure-/
encrypt-key-encryption-configuration-case.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

if TYPE_CHECKING:
    from feishu_sandbox.model import Json

_BLOCK = 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """One request of the platform, ready to be posted."""

    body: bytes
    headers: dict[str, str]


def encrypt(encrypt_key: str, plain: bytes, iv: bytes = b"") -> str:
    """Return base64 of the IV and the AES-256-CBC ciphertext, keyed by the SHA-256 of the key."""
    key, vector = hashlib.sha256(encrypt_key.encode()).digest(), iv or secrets.token_bytes(_BLOCK)
    padder = PKCS7(_BLOCK * 8).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return base64.b64encode(vector + encryptor.update(padded) + encryptor.finalize()).decode()


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Return the plain SHA-256 that `X-Lark-Signature` carries, in hex, over the raw body."""
    return hashlib.sha256((timestamp + nonce + encrypt_key).encode() + body).hexdigest()


def seal(encrypt_key: str, payload: Json, now: float, *, signed: bool = True) -> Sealed:
    """Build one request.

    Args:
        encrypt_key: Encrypt Key of the app; "" sends plain and without a signature.
        payload: The event or the challenge.
        now: Time of sending, in seconds.
        signed: Whether to sign; the verification of a request URL comes unsigned.
    """
    body = _dump(payload)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Lark-Request-Timestamp": str(int(now)),
        "X-Lark-Request-Nonce": secrets.token_hex(8),
        "X-Request-Id": secrets.token_hex(16),
    }
    if encrypt_key:
        body = _dump({"encrypt": encrypt(encrypt_key, body)})
    if encrypt_key and signed:
        headers["X-Lark-Signature"] = signature(
            headers["X-Lark-Request-Timestamp"], headers["X-Lark-Request-Nonce"], encrypt_key, body
        )
    return Sealed(body, headers)


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
