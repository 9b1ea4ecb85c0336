"""One write at a time to a base, among all runs that share a store."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from typing_extensions import Unpack

    from feishu_connect import FeishuClient
    from feishu_connect.call import Parts
    from feishu_connect.endpoints import Endpoint

#: Seconds that another run's write may take, with all its retries.
_PATIENCE = 1800.0


def writers_turn(app_token: str) -> str:
    """Name the queue of a base's writes: Feishu takes one at a time (1254291)."""
    return f"base:{app_token}"


def write_alone(
    client: FeishuClient, endpoint: Endpoint, app_token: str, **parts: Unpack[Parts]
) -> dict[str, t.Any]:
    """Send a write when no other one to the base is under way, in this process or another.

    Raises:
        LockTimeoutError: Another run has been writing for half an hour.
    """
    turn = writers_turn(app_token)
    with client.store.lock(turn, timeout=_PATIENCE):
        return client.call(endpoint, exclusive=turn, **parts)
