"""The file of records that could not land, so that the others can."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t
from decimal import Decimal

from feishu_connect.bitable.fields.coercion import scrub

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feishu_connect import FeishuError


class DeadLetters:
    """Appends JSON lines: record, stream, code, field, message, log_id.

    A line is on the disk when `add` returns, hence before the STATE that covers its record. A
    replay after a crash writes the lines of its records again.
    """

    def __init__(self, path: str, clean: Callable[[str], str]) -> None:
        """Write nothing yet.

        Args:
            path: Of the file; empty where none is configured.
            clean: Masks secrets.
        """
        self._path = pathlib.Path(path).expanduser() if path else None
        self._clean = clean

    def add(self, stream: str, record: Mapping[str, t.Any], error: FeishuError) -> None:
        """Write a record down with what is wrong with it.

        Raises:
            OSError: The file cannot be written.
        """
        if self._path is None:
            raise error
        letter = {
            "record": record,
            "stream": stream,
            "code": error.code,
            "field": error.field,
            "message": f"{error.message} -> {error.cure}" if error.cure else error.message,
            "log_id": error.log_id,
        }
        line = self._clean(scrub(json.dumps(letter, ensure_ascii=False, default=_plain)))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


def _plain(value: object) -> float | str:
    return float(value) if isinstance(value, Decimal) else str(value)
