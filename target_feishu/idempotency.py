"""Keys under which Feishu does a thing once: the same for the same thing, in every run."""

from __future__ import annotations

import hashlib
import uuid

from feishu_connect.bitable.fields.coercion import compact_json


def digest_of(*parts: object) -> str:
    """Give a digest of JSON values: 64 hexadecimal digits."""
    return hashlib.sha256(compact_json(list(parts)).encode()).hexdigest()


def uuid4_of(*parts: object) -> str:
    """Give a UUID in the form of version 4, which Bitable asks for, made of JSON values.

    It is 36 characters long, which suits every other key of the API too.
    """
    return str(uuid.UUID(hex=digest_of(*parts)[:32], version=4))
