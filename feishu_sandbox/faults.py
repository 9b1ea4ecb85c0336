"""Faults on demand: which calls are struck, and by what."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.calls import Call
    from feishu_sandbox.model import Json

#: kind -> parameters with their defaults. What each does:
#: `rate_limit`: 99991400 with the reset header; `code`: any code in any HTTP status; `html`: a
#: proxy's error page; `cut`: the connection dies before the call is carried out; `lost_reply`: the
#: call is carried out, then the connection dies; `truncate`: half a reply body; `slow`: waits,
#: a write keeps its base locked meanwhile; `expire_tokens`: all tokens are void from now on;
#: `drop_rows`: rows missing from a page; `has_more`: the flag lies; `repeat_token`: the page token
#: of the request comes back; `empty_page`: no rows, more announced, the rows follow on the next
#: page; `callback`: calls `call(call)` before the operation runs, with `locked` while a write holds
#: its base (in-process only).
KINDS: dict[str, dict[str, Any]] = {
    "rate_limit": {"reset": 1, "limit": 20, "status": 429},
    "code": {"code": 1255040, "status": 200, "message": "", "headers": {}},
    "html": {"status": 502},
    "cut": {},
    "lost_reply": {},
    "truncate": {},
    "slow": {"seconds": 0.05},
    "expire_tokens": {},
    "drop_rows": {"count": 1},
    "has_more": {"value": False},
    "repeat_token": {},
    "empty_page": {},
    "callback": {"call": None, "locked": False},
}


@dataclass(slots=True)
class Fault:
    """One planned fault.

    Attributes:
        match: Glob over operation name, path, or "METHOD path".
        kind: One of `KINDS`.
        times: How often it strikes; None for ever.
        every: Strike each n-th matching call only; 1 for all.
        after: Matching calls that are let through first.
        params: What the kind needs.
    """

    match: str
    kind: str
    times: int | None = 1
    every: int = 1
    after: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    struck: int = 0

    def strikes(self, call: Call) -> bool:
        """Count a call and tell whether the fault strikes it."""
        if not call.matches(self.match) or (self.times is not None and self.struck >= self.times):
            return False
        self.seen += 1
        due = self.seen > self.after and (self.seen - self.after) % self.every == 0
        self.struck += due
        return due


class FaultPlan:
    """The faults in order; several may strike one call."""

    def __init__(self) -> None:
        """Start without faults."""
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self,
        match: str,
        kind: str,
        *,
        times: int | None = 1,
        every: int = 1,
        after: int = 0,
        **params: Any,
    ) -> Fault:
        """Plan a fault; see `Fault` for the arguments and `KINDS` for the parameters.

        Raises:
            ValueError: An unknown kind or parameter, or a count that makes no sense.
        """
        if kind not in KINDS:
            message = f"unknown fault {kind!r}: one of {', '.join(KINDS)}"
            raise ValueError(message)
        unknown = set(params) - set(KINDS[kind])
        if unknown or every < 1 or after < 0:
            message = f"fault {kind!r} does not take {sorted(unknown) or (every, after)}"
            raise ValueError(message)
        fault = Fault(match, kind, times, every, after, {**KINDS[kind], **params})
        with self._lock:
            self._faults.append(fault)
        return fault

    def add_json(self, given: Json) -> Fault:
        """Plan a fault that is described as a JSON object: `match`, `kind` and the rest.

        Raises:
            ValueError: As `add`, or `match` or `kind` is missing.
        """
        described = dict(given)
        match, kind = described.pop("match", None), described.pop("kind", None)
        if not isinstance(match, str) or not isinstance(kind, str) or kind == "callback":
            message = "a fault needs match and kind"
            raise ValueError(message)
        return self.add(match, kind, **described)

    def clear(self) -> None:
        """Drop all planned faults."""
        with self._lock:
            self._faults.clear()

    def striking(self, call: Call) -> list[Fault]:
        """Return the faults that strike this call, and count them."""
        with self._lock:
            return [fault for fault in self._faults if fault.strikes(call)]

    def __iter__(self) -> Iterator[Fault]:
        with self._lock:
            return iter(list(self._faults))
