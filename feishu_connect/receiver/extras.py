"""Say which extra is missing instead of which module."""

from __future__ import annotations

import contextlib
import typing as t

from feishu_connect.errors import SettingsError

if t.TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Import inside this what only an extra installs.

    Raises:
        SettingsError: It is not installed; the message says how to.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("feishu_connect"):
            raise
        problem = f"{error.name} is not installed: pip install 'singer-feishu[{extra}]'"
        raise SettingsError([problem]) from None
