"""The log of every request that reached the API."""

from __future__ import annotations

import fnmatch
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.model import Json


@dataclass(slots=True)
class Call:
    """One request and how it ended.

    Attributes:
        method: HTTP method.
        path: Path with the `/open-apis` prefix.
        operation: Name of the operation, "" for an unknown path.
        query: Query string, a list of values for each name.
        body: Decoded JSON, form fields, or None.
        time: When it arrived, seconds by the sandbox's clock.
        status: HTTP status; 0 while under way or when the connection was cut.
        code: The reply's `code`; None while under way.
        log_id: Trace id of the reply.
        app_id: The caller, once known.
        user: open_id of the user whose token was sent, or "".
        fault: Kind of the fault that struck, or "".
        applied: Whether the operation itself was carried out.
    """

    method: str
    path: str
    operation: str
    query: dict[str, list[str]]
    body: Any
    time: float
    status: int = 0
    code: int | None = None
    log_id: str = ""
    app_id: str = ""
    user: str = ""
    fault: str = ""
    applied: bool = False

    def matches(self, pattern: str) -> bool:
        """Tell whether a glob names this call by operation, path, or method and path."""
        names = (self.operation, self.path, f"{self.method} {self.path}")
        return any(fnmatch.fnmatchcase(name, pattern) for name in names if name)


class CallLog:
    """The calls in order of arrival."""

    def __init__(self) -> None:
        """Start empty."""
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        """Append a call."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()

    def of(self, pattern: str) -> list[Call]:
        """Return the calls that a glob names by operation or path."""
        return [call for call in self if call.matches(pattern)]

    def to_json(self) -> list[Json]:
        """Return all calls as JSON objects."""
        return [{**asdict(call), "body": _plain(call.body)} for call in self]

    def __iter__(self) -> Iterator[Call]:
        with self._lock:
            return iter(list(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def __getitem__(self, index: int) -> Call:
        return self._calls[index]


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return value
