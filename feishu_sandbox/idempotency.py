"""Idempotency keys: the same request with the same key happens once."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.model import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def once(call: Incoming, act: Callable[[], Json]) -> Json:
    """Run `act` unless this `client_token` was used before; then repeat the first reply.

    Raises:
        ApiError: 1254037 for a token that is no UUIDv4, 1255006 for one that was used with
            another request, 1254608 where the behaviour refuses repetitions.
    """
    token = call.query.get("client_token")
    if not token:
        return act()
    if not _UUID4.fullmatch(token.lower()):
        raise ApiError(1254037)
    key = f"{call.principal}:{token.lower()}"
    mark = fingerprint(call)
    known = call.world.state.remembered.get(key)
    if known is None:
        data = act()
        call.world.state.remembered[key] = Remembered(mark, data, call.world.clock.now())
        return data
    if known.fingerprint != mark:
        raise ApiError(1255006)
    if call.behaviour.repeated_create == "1254608":
        raise ApiError(1254608)
    return known.data


def fingerprint(call: Incoming) -> str:
    """Return a digest of what the request asks for."""
    asked = [call.operation.name, dict(call.path), call.body]
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
