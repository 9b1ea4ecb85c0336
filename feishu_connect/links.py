"""Read what people paste: links of bases and wiki pages, or bare tokens.

`https://<tenant>/base/<app_token>?table=tbl...&view=vew...` names the base itself;
`https://<tenant>/wiki/<node_token>?...` names a wiki page that holds one.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{6,64}$")
_PATH = re.compile(r"/(base|wiki)/([A-Za-z0-9_-]+)")


@dataclass(frozen=True, slots=True)
class BaseLink:
    """A base as the user named it; `kind` tells whether the token is a wiki node's."""

    token: str
    kind: t.Literal["base", "wiki"] = "base"
    table_id: str = ""
    view_id: str = ""


def parse_base_link(text: str) -> BaseLink:
    """Read a pasted link or a bare app_token.

    A `table=` that names a dashboard or folder (`blk...`) says nothing about tables and is left
    out, and the view with it.

    Raises:
        ValueError: The text is neither; the message says what is expected.
    """
    text = text.strip()
    if "://" not in text and _TOKEN.match(text):
        return BaseLink(text)
    parts = urlsplit(text if "://" in text else f"https://{text}")
    found = _PATH.search(parts.path)
    if parts.scheme not in {"http", "https"} or not found:
        msg = "must be a base's link (.../base/... or .../wiki/...) or its app_token"
        raise ValueError(msg)
    query = parse_qs(parts.query)
    table_id = _id(query, "table", "tbl")
    view_id = _id(query, "view", "vew") if table_id else ""
    kind: t.Literal["base", "wiki"] = "wiki" if found[1] == "wiki" else "base"
    return BaseLink(found[2], kind, table_id, view_id)


def _id(query: dict[str, list[str]], name: str, prefix: str) -> str:
    value = query.get(name, [""])[0]
    return value if value.startswith(prefix) else ""
