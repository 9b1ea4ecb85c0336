"""Parts of a stream that could not be read, where the rest of it still can."""

from __future__ import annotations

import typing as t

from feishu_connect.errors import FeishuError, IncompleteError, ScopeError

if t.TYPE_CHECKING:
    from tap_feishu.failures import Failures


class Unread:
    """Closed folders, spaces, documents: each is told once, however many streams meet it."""

    def __init__(self, failures: Failures, group: str) -> None:
        """Start with nothing missing; `group` is the stream that these parts belong to."""
        self._failures = failures
        self._group = group
        self._parts: set[str] = set()

    def __contains__(self, what: object) -> bool:
        """Whether this part is known to be unreadable."""
        return what in self._parts

    def note(self, what: str, error: FeishuError) -> None:
        """Keep a failure, and let the caller go on with the other parts.

        Raises:
            FeishuError: The others would fail in the same way.
        """
        if error.stops_run or isinstance(error, ScopeError):
            raise error
        self._parts.add(what)
        self._failures.add(what, error, group=self._group)

    def check(self) -> None:
        """End a stream that lacks rows as one that was read in part.

        Raises:
            IncompleteError: Something was kept.
        """
        if self._parts:
            msg = f"Rows are missing, for {len(self._parts)} of its parts could not be read"
            raise IncompleteError(msg, cure="See the warnings above")
