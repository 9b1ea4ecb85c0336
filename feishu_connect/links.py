"""Read what people paste: links of bases, documents and lists, or bare ids.

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


ObjectKind: t.TypeAlias = t.Literal[
    "approval", "calendar", "chat", "tasklist", "folder", "wiki_space", "document", "spreadsheet"
]


@dataclass(frozen=True, slots=True)
class ObjectLink:
    """An object as the user named it; `wiki` tells that the token is a wiki node's."""

    token: str
    wiki: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind of object is written: alone, in a link's path, in a link's query."""

    bare: str
    told: str
    path: str = ""
    query: str = ""
    #: A link of a wiki page may stand for the object.
    wiki: bool = False


_FORMS: t.Final[dict[str, _Form]] = {
    "approval": _Form(
        r"[A-Za-z0-9_-]{6,64}",
        "an approval's code, or an address with `definitionCode=`",
        query="definitionCode",
    ),
    "calendar": _Form(r"[^\s/]+@[^\s/]+", "a calendar's id (...@group.calendar...)"),
    "chat": _Form(r"oc_[A-Za-z0-9]+", "a chat's id (oc_...)", query="openChatId"),
    "tasklist": _Form(
        r"[0-9A-Fa-f-]{32,36}", "a task list's GUID, or its link with `guid=`", query="guid"
    ),
    "folder": _Form(
        r"[A-Za-z0-9_-]{6,64}", "a folder's link (.../drive/folder/...) or token", r"/drive/folder/"
    ),
    "wiki_space": _Form(
        r"\d+|my_library",
        "a wiki space's id, or a link of one of its pages",
        r"/wiki/(?:space|settings)/",
        wiki=True,
    ),
    "document": _Form(
        r"[A-Za-z0-9_-]{6,64}",
        "a document's link (.../docx/... or .../wiki/...) or token",
        r"/docx/",
        wiki=True,
    ),
    "spreadsheet": _Form(
        r"[A-Za-z0-9_-]{6,64}",
        "a spreadsheet's link (.../sheets/... or .../wiki/...) or token",
        r"/sheets/",
        wiki=True,
    ),
}


def parse_link(kind: ObjectKind, text: str) -> ObjectLink:
    """Read a pasted link or a bare id of an object of this kind.

    Raises:
        ValueError: The text is neither; the message says what is expected.
    """
    form, text = _FORMS[kind], text.strip()
    if re.fullmatch(form.bare, text):
        return ObjectLink(text)
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if parts.scheme in {"http", "https"} and "/" in text:
        # Some consoles keep their query behind the `#`.
        query = parse_qs(parts.query) | parse_qs(parts.fragment.partition("?")[2])
        named = query.get(form.query, [""])[0] if form.query else ""
        if re.fullmatch(form.bare, named):
            return ObjectLink(named)
        found = re.search(f"{form.path}([A-Za-z0-9_-]+)", parts.path) if form.path else None
        if found and re.fullmatch(form.bare, found[1]):
            return ObjectLink(found[1])
        page = re.search(r"/wiki/([A-Za-z0-9_-]{6,64})$", parts.path.rstrip("/"))
        if form.wiki and page:
            return ObjectLink(page[1], wiki=True)
    msg = f"must be {form.told}"
    raise ValueError(msg)


def _id(query: dict[str, list[str]], name: str, prefix: str) -> str:
    value = query.get(name, [""])[0]
    return value if value.startswith(prefix) else ""
