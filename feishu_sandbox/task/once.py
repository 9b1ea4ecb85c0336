"""`client_token`: remembered for five minutes after a success, for one access token and endpoint.

Docs: S/task-v2/overview.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import refuse_field
from feishu_sandbox.model import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_SECONDS = 300
_LENGTHS = range(10, 101)


def once(call: Incoming, act: Callable[[], Json]) -> Json:
    """Run `act` unless the token is remembered; then repeat the first reply, whatever is asked.

    Raises:
        ApiError: 99992402 for a token that is no text of 10 to 100 characters.
    """
    token = call.body.get("client_token")
    if token is None:
        return act()
    if not isinstance(token, str) or len(token) not in _LENGTHS:
        refuse_field("client_token", token, "10 to 100 characters")
    access = hashlib.sha256(call.headers.get("authorization", "").encode()).hexdigest()
    key = f"task:{call.operation.name}:{access}:{token}"
    remembered, now = call.world.state.remembered, call.world.clock.now()
    known = remembered.get(key)
    if known is not None and now - known.at < _SECONDS:
        return known.data
    data = act()
    remembered[key] = Remembered("", data, now)
    return data
