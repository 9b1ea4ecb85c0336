"""Every endpoint of drive."""

from __future__ import annotations

from feishu_sandbox.drive import (
    files,
    listing,
    media,
    metas,
    parts,
    permissions,
    readers,
    subscriptions,
)

OPERATIONS = (
    *media.OPERATIONS,
    *parts.OPERATIONS,
    *listing.OPERATIONS,
    *files.OPERATIONS,
    *permissions.OPERATIONS,
    *metas.OPERATIONS,
    *readers.OPERATIONS,
    *subscriptions.OPERATIONS,
)
