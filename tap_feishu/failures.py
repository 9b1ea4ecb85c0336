"""Streams that could not be read: said once, and remembered for the exit code."""

from __future__ import annotations

import typing as t
from collections import Counter

from feishu_connect.errors import IncompleteError, RetriesExhaustedError, ScopeError

if t.TYPE_CHECKING:
    import logging

    from feishu_connect.errors import FeishuError


#: Warnings of one group that are told in full.
_FEW = 5
#: Units or streams in a row of which each was given up after all retries.
_OUTAGE = 3
#: Names in the last message.
_NAMED = 20


class Failures:
    """What went wrong in this run, by stream."""

    def __init__(self, logger: logging.Logger) -> None:
        """Start with a clean run."""
        self._logger = logger
        self._errors: dict[str, FeishuError] = {}
        self._told: Counter[str] = Counter()
        self._scopes: set[tuple[str, ...]] = set()
        self._outage = 0
        self._unreached = 0

    def __bool__(self) -> bool:
        """Whether anything failed."""
        return bool(self._errors)

    def warn(self, what: str, error: FeishuError) -> None:
        """Tell what could not be read, where that may not concern the selected streams."""
        self._logger.warning("Could not read %s: %s", what, error)

    def weather(self, error: FeishuError) -> bool:
        """Tell whether to go on with the next unit after this failure: not in an outage.

        Each attempt takes the better part of a minute, so a thousand units would take hours.
        """
        self._outage = self._outage + 1 if isinstance(error, RetriesExhaustedError) else 0
        return self._outage < _OUTAGE

    def is_gone(self, error: FeishuError) -> bool:
        """Tell whether Feishu cannot be reached at all, after this failure of a whole stream."""
        silent = isinstance(error, RetriesExhaustedError) and error.code is None
        self._unreached = self._unreached + 1 if silent else 0
        return self._unreached >= _OUTAGE

    def relieve(self) -> None:
        """Take note that something could be read."""
        self._outage = self._unreached = 0

    def add(self, what: str, error: FeishuError, *, group: str = "") -> None:
        """Warn, and remember; the run goes on with the other streams.

        Args:
            what: What could not be read.
            error: Why.
            group: Where many may fail alike: after a few of a group, the others are counted only.
        """
        if what in self._errors:
            return
        self._errors[what] = error
        if isinstance(error, ScopeError) and error.scopes:
            if error.scopes in self._scopes:
                self._logger.warning("Could not read %s, for want of the same scope", what)
                return
            self._scopes.add(error.scopes)
        self._told[group] += bool(group)
        if self._told[group] <= _FEW:
            self.warn(what, error)
        elif self._told[group] == _FEW + 1:
            self._logger.warning("More of stream %s could not be read; they are counted", group)

    def conclude(self) -> None:
        """End the run.

        Raises:
            IncompleteError: Something could not be read, so the exit code must not be zero.
        """
        if self._errors:
            names = ", ".join(list(self._errors)[:_NAMED])
            if len(self._errors) > _NAMED:
                names += f" and {len(self._errors) - _NAMED} more"
            msg = f"The run is incomplete; not read, or read in part: {names}"
            raise IncompleteError(msg, cure="See the warnings above, or deselect these streams")
