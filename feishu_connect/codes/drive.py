"""Codes of drive."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from feishu_connect.codes.row import Rows


def drive() -> Rows:
    """Give the rows of this area."""
    yield from ()
