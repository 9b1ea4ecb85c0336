"""The settings of a route that writes documents.

Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/document/{create,convert}`.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from target_feishu.kind import Properties, Route
from target_feishu.objects.sink import UPSERT

if t.TYPE_CHECKING:
    from collections.abc import Sequence

CONTENT_TYPES: t.Final = ("markdown", "html")
#: What happens to a document that people have edited since it was written.
REPLACE: t.Final = "replace"
KEEP: t.Final = "keep"
WHEN_EDITED: t.Final = (REPLACE, KEEP)

#: Settings that stand for a column of the same name where the route does not give them.
FIELDS: t.Final = ("title", "folder_token", "content", "content_type", "members")

PROPERTIES: t.Final[Properties] = {
    "title": {
        "type": "string",
        "title": "Title",
        "description": "1 to 800 characters; never empty. A template.",
        "minLength": 1,
    },
    "folder_token": {
        "type": "string",
        "title": "Folder",
        "description": (
            "Link (`.../drive/folder/...`) or token of the folder in which documents are made; "
            "empty is the root of the app's own space. A template. Later changes move nothing."
        ),
    },
    "content": {
        "type": "string",
        "title": "Content",
        "description": (
            "Markdown, or HTML, of the whole document, 10,485,760 characters at most. A template. "
            "Pictures are fetched from their URL or path."
        ),
    },
    "content_type": {
        "type": "string",
        "title": "Kind of content",
        "description": "`markdown` (also where nothing says it) or `html`. A template.",
        "minLength": 1,
    },
    "members": {
        "type": ["string", "array"],
        "title": "Members",
        "description": (
            "Who may open the document: ids, e-mails, mobiles or chats, who may read it; or "
            "objects `{member_id, perm, member_type}` with `perm` `view`, `edit` or `full_access`. "
            "Members are added, never taken away."
        ),
    },
    "when_edited": {
        "type": "string",
        "title": "Edited by people",
        "description": (
            "What happens when a record changes whose document people have edited since: `replace` "
            "writes the record's title and content over it, with a warning; `keep` leaves it alone."
        ),
        "enum": list(WHEN_EDITED),
        "default": REPLACE,
    },
    "operation": {
        "type": "string",
        "title": "Operation",
        "description": "`upsert` or `delete` (to the trash); may be a template.",
        "default": UPSERT,
        "minLength": 1,
    },
}


@dataclass(frozen=True, slots=True)
class DocumentRoute(Route):
    """One document a record; strings are templates."""

    title: str | None = None
    folder_token: str | None = None
    content: str | None = None
    content_type: str | None = None
    members: str | Sequence[t.Any] | None = None
    when_edited: str = REPLACE
    operation: str = UPSERT
