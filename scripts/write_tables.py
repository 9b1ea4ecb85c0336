"""Write the tables of settings, streams and scopes into the docs, from the code.

`python scripts/write_tables.py` renews them, `--check` fails where one is out of date. A table
stands between `<!-- table: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import functools
import json
import pathlib
import re
import sys
import typing as t

from feishu_connect import endpoints
from feishu_connect.settings import CONNECTION_PROPERTIES, REQUIRED_CONNECTION_SETTINGS
from tap_feishu.properties import TAP_PROPERTIES
from tap_feishu.streams import FIXED_STREAMS
from target_feishu.config import TARGET_PROPERTIES
from target_feishu.kind import COMMON_PROPERTIES
from target_feishu.kinds import KINDS

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_connect.endpoints import Endpoint

ROOT = pathlib.Path(__file__).resolve().parent.parent
_PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _kind(schema: Mapping[str, t.Any]) -> str:
    if "enum" in schema:
        return " \\| ".join(f"`{choice}`" for choice in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = " or ".join(kind for kind in kinds if kind != "null")
    return f"{kind}, secret" if schema.get("secret") else kind


def _default(name: str, schema: Mapping[str, t.Any]) -> str:
    if name in REQUIRED_CONNECTION_SETTINGS:
        return "required"
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else ""


def settings(properties: Mapping[str, Mapping[str, t.Any]]) -> str:
    """Make the table of some settings."""
    rows = (
        (f"`{name}`", _kind(schema), _default(name, schema), schema["description"])
        for name, schema in properties.items()
    )
    return _table(["setting", "kind", "default", "meaning"], rows)


def _scopes(rows: Iterable[Endpoint]) -> str:
    groups = dict.fromkeys(" or ".join(f"`{scope}`" for scope in row.scopes) for row in rows)
    return "; ".join(groups)


def streams() -> str:
    """Make the table of streams."""
    rows = [
        (
            "`<base>__<table>`",
            "`_record_id`",
            "incremental on `_last_modified_time`",
            "1 per 500 rows, 2 for the table",
            _scopes([endpoints.BITABLE_RECORD_SEARCH]),
        )
    ]
    rows += [
        (
            f"`{stream.name}`",
            ", ".join(f"`{key}`" for key in stream.keys),
            stream.replication,
            stream.cost,
            _scopes(stream.endpoints),
        )
        for stream in FIXED_STREAMS
    ]
    return _table(["stream", "key", "replication", "calls", "scopes (any one of each group)"], rows)


def kinds() -> str:
    """Make the table of kinds of destinations."""
    return _table(
        ["`to`", "what a record becomes"],
        ((f"`{one.name}`", one.summary) for one in KINDS.values()),
    )


def _rate(row: Endpoint) -> str:
    parts = [
        f"{limit:g}/{unit}"
        for limit, unit in ((row.rate.per_second, "s"), (row.rate.per_minute, "min"))
        if limit
    ]
    return ", ".join(parts)


def calls() -> str:
    """Make the table of endpoints."""
    rows = (
        (
            f"`{row.name}`",
            f"`{row.method} {row.path.removeprefix('/open-apis')}`",
            _scopes([row]) or "none",
            _rate(row),
            "yes" if row.counted else "no",
        )
        for row in endpoints.every_endpoint()
    )
    return _table(["endpoint", "call", "scopes (any one)", "paced at", "counts monthly"], rows)


TABLES: t.Final = {
    "connection": lambda: settings(CONNECTION_PROPERTIES),
    "tap": lambda: settings(TAP_PROPERTIES),
    "target": lambda: settings(TARGET_PROPERTIES),
    "routes": lambda: settings(COMMON_PROPERTIES),
    "kinds": kinds,
    **{
        f"route_{kind.name}": functools.partial(settings, kind.properties)
        for kind in KINDS.values()
    },
    "streams": streams,
    "calls": calls,
}


def renewed(text: str) -> str:
    """Put today's tables into a document."""
    return _PLACE.sub(lambda place: place[1] + TABLES[place[2]]() + place[3], text)


def main() -> int:
    """Renew all documents, or with `--check` name those that are out of date."""
    stale = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        if (new := renewed(text)) != text:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    if stale:
        sys.stderr.write(f"tables out of date: {', '.join(stale)}\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
