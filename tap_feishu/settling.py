"""Listings that people change while they are read.

A row that is deleted or moved between two pages may shift the next one out of sight, and no reply
tells it. A listing of several pages is therefore read until it says the same twice.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from typing_extensions import Unpack

    from feishu_connect import FeishuClient
    from feishu_connect.call import Parts
    from feishu_connect.endpoints import Endpoint

Item = dict[str, t.Any]

#: Readings of a listing that never comes to rest.
_PATIENCE = 4


def settled(
    client: FeishuClient, endpoint: Endpoint, key: str, **parts: Unpack[Parts]
) -> list[Item]:
    """Give the items of a listing, each once.

    One page is right as it is. Where no two readings in a row agree, everything that any of them
    showed is given: rather a row that has just gone than one missed.

    Args:
        client: The run's client.
        endpoint: What is listed.
        key: What tells items apart.
        parts: The fields of `Call`.
    """
    every: dict[str, Item] = {}
    before: set[str] | None = None
    for _ in range(_PATIENCE):
        pages = list(client.pages(endpoint, **parts))
        found = {str(item[key]): item for page in pages for item in page.items if item.get(key)}
        if len(pages) == 1 or found.keys() == before:
            return list(found.values())
        before = set(found)
        every |= found
    return list(every.values())
