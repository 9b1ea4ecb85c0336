"""Read again what people edit while it is read, with longer and longer pauses."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect.errors import IncompleteError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.clock import Clock

logger = logging.getLogger(__name__)

#: Readings of one object, and seconds before the second one.
_ATTEMPTS = 6
_FIRST_WAIT = 1.0


def attempts(clock: Clock, what: str) -> Iterator[int]:
    """Count readings of an object; leave the loop after one that was not disturbed."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            logger.info("%s was edited; reading it again", what)
            clock.sleep(_FIRST_WAIT * 2 ** (attempt - 1))
        yield attempt


def restless(what: str, cure: str) -> IncompleteError:
    """Make the error for an object that was edited during every reading."""
    return IncompleteError(f"{what} was edited during each of {_ATTEMPTS} readings", cure=cure)
