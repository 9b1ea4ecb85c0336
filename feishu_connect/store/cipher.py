"""Sealed values: a copied store is useless without the app secret, and rows cannot be swapped.

AES-256-GCM under a key that HKDF-SHA256 derives from the app secret and a random salt. The place
of a value (app, table, row) is authenticated with it, so that it opens nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import typing as t

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feishu_connect.store.errors import UnreadableError

#: Leads every sealed value, for the day on which another way of sealing is needed.
_VERSION = b"\x01"
_KEY_BYTES = 32
#: The size for which GCM is made; a random one each time serves for 2^32 values.
_NONCE_BYTES = 12
#: As long as the hash, as RFC 5869 advises.
SALT_BYTES = 32


class Cipher:
    """Seals and opens the values of one app."""

    def __init__(self, app_id: str, app_secret: str, salt: bytes) -> None:
        """Derive the key.

        Args:
            app_id: The app to which everything sealed here belongs.
            app_secret: Its secret.
            salt: Random bytes kept in the store.
        """
        derivation = HKDF(SHA256(), length=_KEY_BYTES, salt=salt, info=b"singer-feishu store")
        self._aead = AESGCM(derivation.derive(app_secret.encode()))
        self._app_id = app_id
        #: Tells one store of an app from another, and nothing about what is in it.
        self.fingerprint = hashlib.sha256(b"fingerprint" + salt).hexdigest()[:12]

    def seal(self, value: t.Any, *, table: str, row: str = "") -> bytes:
        """Encrypt any JSON value for one place in the store."""
        text = json.dumps(value, separators=(",", ":")).encode()
        return self.seal_bytes(text, table=table, row=row)

    def seal_bytes(self, value: bytes, *, table: str, row: str = "") -> bytes:
        """Encrypt bytes for one place in the store."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._aead.encrypt(nonce, value, self._place(table, row))

    def open(self, sealed: bytes, *, table: str, row: str = "") -> t.Any:
        """Decrypt what was sealed for this place.

        Raises:
            UnreadableError: It was changed, belongs elsewhere, or the secret is another.
        """
        return json.loads(self.open_bytes(sealed, table=table, row=row))

    def open_bytes(self, sealed: bytes, *, table: str, row: str = "") -> bytes:
        """Decrypt bytes that were sealed for this place.

        Raises:
            UnreadableError: As of `open`.
        """
        body = sealed.removeprefix(_VERSION)
        nonce, ciphertext = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, ciphertext, self._place(table, row))
        except (InvalidTag, ValueError) as error:
            message = f"A row of `{table}` in the store was changed by somebody else"
            cure = f"delete the row, or put a backup of the store in place (row: {row or 'only'})"
            raise UnreadableError(message, cure=cure) from error

    def _place(self, table: str, row: str) -> bytes:
        """Name the place without ambiguity, whatever characters the parts hold."""
        return json.dumps([self._app_id, table, row]).encode()
