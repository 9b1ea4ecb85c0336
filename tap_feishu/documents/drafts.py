"""Rows that wait on the disk until it is known that they belong together."""

from __future__ import annotations

import contextlib
import json
import tempfile
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = dict[str, t.Any]


@contextlib.contextmanager
def drafted(items: Iterable[Item]) -> Iterator[Iterator[Item]]:
    """Take all rows first, then give them in the order in which they came.

    What the rows raise while they are made is raised before any is given.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(item)}\n" for item in items)
        file.seek(0)
        yield (json.loads(line) for line in file)
