"""Documents and their blocks."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError
from tap_feishu.columns import BOOLEAN, INTEGER, OBJECT, TEXT, TEXTS, Column, record
from tap_feishu.documents.documents import GONE, TOO_LARGE
from tap_feishu.documents.sought import ENDPOINTS, only_if
from tap_feishu.streams.sought import SoughtStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns
    from tap_feishu.documents.sought import Sought

Item = dict[str, t.Any]

#: Members of a block that are not the content of its type.
_COMMON = frozenset({"block_id", "block_type", "parent_id", "children", "comment_ids"})

_RATIO = Column({"type": ["number", "null"]}, float)
_DISPLAY_SETTING = record(
    show_authors=BOOLEAN,
    show_create_time=BOOLEAN,
    show_pv=BOOLEAN,
    show_uv=BOOLEAN,
    show_like_count=BOOLEAN,
    show_comment_count=BOOLEAN,
    show_related_matters=BOOLEAN,
)
_COVER = record(token=TEXT, offset_ratio_x=_RATIO, offset_ratio_y=_RATIO)


class _OfDocuments(SoughtStream):
    unit = "document"
    named_by = ("documents", "drive_folders", "wiki_spaces")
    gone = GONE
    replication_key = "revision_id"
    replication = "by document: all of it again when its revision is another one"

    @property
    def sought(self) -> Sought:
        """The documents to read."""
        return self.run.documents.sought


class Documents(_OfDocuments):
    """Documents; `content`, their plain text, costs two more calls where it is selected.

    Documents carry no times: join the stream `drive_files` or `wiki_nodes`. A document whose text
    is too large is emitted without it, and is a failure of the run.
    Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/document/get`.
    """

    name = "documents"
    keys = ("document_id",)
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        **only_if("documents"),
        endpoints.docx.DOCUMENT_RAW_CONTENT: "the column `content` is selected",
    }
    endpoints = (
        endpoints.docx.DOCUMENT_GET,
        endpoints.docx.DOCUMENT_RAW_CONTENT,
        *ENDPOINTS,
    )
    cost = "1 per document, and 2 per document that was edited, for `content`"
    columns: t.ClassVar[Columns] = {
        "document_id": TEXT,
        "revision_id": INTEGER,
        "title": TEXT,
        "display_setting": _DISPLAY_SETTING,
        "cover": _COVER,
        "content": TEXT,
    }

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, t.Any]:
        """Give the document where its revision is not that of the last run."""
        item = self.run.documents.described(unit)
        if cursor is not None and item.get("revision_id") == cursor:
            return cursor
        if self.wants("content"):
            try:
                item = self.run.documents.with_text(unit)
            except FeishuError as error:
                if error.code == TOO_LARGE:
                    yield item
                raise
        yield item
        return item.get("revision_id")


class DocumentBlocks(_OfDocuments):
    """The blocks of documents, the page itself among them; `content` is that of the block's type.

    A document is read whole at one revision. Blocks that are gone since keep the older
    `revision_id`: current are the rows that have that of the page, the block whose `block_id` is
    the `document_id`.
    Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/document-block/list`.
    """

    name = "document_blocks"
    keys = ("document_id", "block_id")
    only_if: t.ClassVar[Mapping[Endpoint, str]] = only_if("documents")
    endpoints = (endpoints.docx.DOCUMENT_GET, endpoints.docx.BLOCK_LIST, *ENDPOINTS)
    cost = "1 per document (shared with `documents`), and 1 per 500 blocks where it was edited"
    columns: t.ClassVar[Columns] = {
        "document_id": TEXT,
        "block_id": TEXT,
        "revision_id": INTEGER,
        "block_type": INTEGER,
        "parent_id": TEXT,
        "children": TEXTS,
        "comment_ids": TEXTS,
        "content": OBJECT,
    }

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, t.Any]:
        """Give all blocks where the revision is not that of the last run."""
        if cursor is not None and self.run.documents.described(unit).get("revision_id") == cursor:
            return cursor
        revision, blocks = self.run.documents.blocks(unit)
        for block in blocks:
            parents = {"document_id": unit, "revision_id": revision}
            yield {**block, **parents, "content": content_of(block)}
        return revision


def content_of(block: Item) -> Item | None:
    """Give the object that a block holds under the name of its type, whatever types there are.

    Should a block hold several, the object of all of them by name is given.
    """
    found = {
        name: value
        for name, value in block.items()
        if name not in _COMMON and isinstance(value, dict)
    }
    return next(iter(found.values())) if len(found) == 1 else found or None


STREAMS = (Documents, DocumentBlocks)
