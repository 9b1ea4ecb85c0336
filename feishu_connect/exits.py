"""How a command ends: one line for the user, and an exit code for the scheduler."""

from __future__ import annotations

import contextlib
import sys
import typing as t

from feishu_connect.errors import FeishuError

if t.TYPE_CHECKING:
    import logging
    from collections.abc import Iterator


@contextlib.contextmanager
def one_line_errors(logger: logging.Logger) -> Iterator[None]:
    """Turn an error that was raised on purpose into one log line and exit code 1."""
    try:
        yield
    except FeishuError as error:
        logger.error("%s", error)  # noqa: TRY400  a traceback would bury the cure
        sys.exit(1)
