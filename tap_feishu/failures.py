"""Streams that could not be read: said once, and remembered for the exit code."""

from __future__ import annotations

import typing as t

from feishu_connect.errors import IncompleteError

if t.TYPE_CHECKING:
    import logging

    from feishu_connect.errors import FeishuError


class Failures:
    """What went wrong in this run, by stream."""

    def __init__(self, logger: logging.Logger) -> None:
        """Start with a clean run."""
        self._logger = logger
        self._errors: dict[str, FeishuError] = {}

    def __bool__(self) -> bool:
        """Whether anything failed."""
        return bool(self._errors)

    def warn(self, what: str, error: FeishuError) -> None:
        """Tell what could not be read, where that may not concern the selected streams."""
        self._logger.warning("Could not read %s: %s", what, error)

    def add(self, what: str, error: FeishuError) -> None:
        """Warn, and remember; the run goes on with the other streams."""
        if what not in self._errors:
            self.warn(what, error)
            self._errors[what] = error

    def conclude(self) -> None:
        """End the run.

        Raises:
            IncompleteError: Something could not be read, so the exit code must not be zero.
        """
        if self._errors:
            names = ", ".join(self._errors)
            msg = f"The run is incomplete; not read, or read in part: {names}"
            raise IncompleteError(msg, cure="See the warnings above, or deselect these streams")
