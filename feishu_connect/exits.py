"""How a command ends: one line for the user, and an exit code for the scheduler."""

from __future__ import annotations

import contextlib
import sys
import typing as t

from feishu_connect.errors import FeishuError
from feishu_connect.redaction import Redactor

if t.TYPE_CHECKING:
    import logging
    from collections.abc import Iterator

#: Configuration, permission or data error.
EXIT_FAILED = 1
#: A fault of the program itself (EX_SOFTWARE of sysexits.h).
EXIT_CRASHED = 70


@contextlib.contextmanager
def orderly_exit(logger: logging.Logger, *expected: type[Exception]) -> Iterator[None]:
    """Turn failures into exit codes, and those raised on purpose into one line.

    Args:
        logger: The command's.
        expected: Further errors that say enough in one line.
    """
    told: tuple[type[Exception], ...] = (FeishuError, *expected)
    try:
        yield
    except told as error:
        text = Redactor().clean(str(error)) or type(error).__name__
        logger.error("%s", " ".join(text.split()))  # noqa: TRY400  a traceback buries the cure
        sys.exit(EXIT_FAILED)
    except Exception:
        logger.exception("%s crashed: please report it", logger.name)
        sys.exit(EXIT_CRASHED)
