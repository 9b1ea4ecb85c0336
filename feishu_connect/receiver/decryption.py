"""Open what Feishu encrypted with the app's Encrypt Key.

AES-256-CBC with PKCS#7 padding; the key is SHA-256 of the Encrypt Key, the first 16 bytes of the
decoded text are the IV. docs: /ukTMukTMukTM/uYDNxYjL2QTM24iN0EjN/event-subscription-configure-/
encrypt-key-encryption-configuration-case
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

#: Bytes of an AES block, and of the IV.
BLOCK = 16


def decode_ciphertext(text: str) -> bytes:
    """Undo base64 and check the length; neither needs the key, so both may be told to anybody.

    Raises:
        ValueError: This was never a ciphertext.
    """
    blob = base64.b64decode(text)
    if len(blob) < 2 * BLOCK or len(blob) % BLOCK:
        msg = "not an IV and whole AES blocks"
        raise ValueError(msg)
    return blob


def decrypt(encrypt_key: str, blob: bytes) -> bytes:
    """Open IV and ciphertext.

    Raises:
        ValueError: Wrong key or damaged text, as far as the padding tells. Whether it is this or
            what comes after it must not be told to a sender without a valid signature: that is
            how ciphertexts are opened without the key.
    """
    key = hashlib.sha256(encrypt_key.encode()).digest()
    opened = Cipher(algorithms.AES256(key), modes.CBC(blob[:BLOCK])).decryptor()
    padded = opened.update(blob[BLOCK:]) + opened.finalize()
    unpadder = PKCS7(8 * BLOCK).unpadder()
    return unpadder.update(padded) + unpadder.finalize()
