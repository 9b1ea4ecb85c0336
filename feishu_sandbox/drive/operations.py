"""Every endpoint of drive."""

from __future__ import annotations

from feishu_sandbox.drive import listing, media, metas, readers, subscriptions

OPERATIONS = (
    *media.OPERATIONS,
    *listing.OPERATIONS,
    *metas.OPERATIONS,
    *readers.OPERATIONS,
    *subscriptions.OPERATIONS,
)
