"""What people and administrators do with docx, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.docx import edits
from feishu_sandbox.docx.blocks import TYPES, block, text_content
from feishu_sandbox.docx.model import Document, Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import Json
    from feishu_sandbox.world import World


class Docx:
    """Builders; no tokens, no limits, no access checks."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    def add_document(
        self,
        title: str,
        *paragraphs: str,
        apps: Sequence[str] = (),
        owner: str = "",
        document_id: str = "",
    ) -> Document:
        """Create a document, open to apps for reading and to its owner for editing.

        Args:
            title: Its title, the text of its first block.
            paragraphs: One block of text each.
            apps: Apps that may read it, all registered ones by default.
            owner: open_id of the person who has it, the first one by default.
            document_id: Its id, for instance that of a wiki page; a fresh one by default.
        """
        with self.world.lock:
            document_id = document_id or self.world.new_id("document")
            page = block(document_id, "page", text_content(title))
            document = Document(document_id, [Version(1, title, [page])])
            document.display_setting = {"show_authors": True, "show_create_time": True}
            document.access = dict.fromkeys(apps or self.world.state.apps, "view")
            for person in [owner] if owner else list(self.world.state.users)[:1]:
                document.access[person] = "edit"
            for text in paragraphs:
                self._insert(document.newest, document_id, "text", text_content(text))
            self.world.state.docx.documents[document_id] = document
        return document

    def document(self, key: str) -> Document:
        """Return the document with this id or title.

        Raises:
            KeyError: There is none.
        """
        for document in self.world.state.docx.documents.values():
            if key in (document.document_id, document.newest.title):
                return document
        raise KeyError(key)

    def add_block(self, document_id: str, kind: str, content: Json | str, parent: str = "") -> str:
        """Append a block below `parent`, the page by default, and return its id.

        Args:
            document_id: The document.
            kind: Name of the member that holds the content, such as `bullet` or `table`.
            content: That member; for text the text alone.
            parent: A block of the document.
        """
        made = text_content(content) if isinstance(content, str) else content
        with self.world.lock:
            version = self._revise(document_id)
            return self._insert(version, parent or document_id, kind, made)

    def edit(self, document_id: str, block_id: str, content: Json | str) -> None:
        """Give a block another content; the page block's text is the title."""
        made = text_content(content) if isinstance(content, str) else content
        with self.world.lock:
            version = self._revise(document_id)
            place, item = edits.find(version, block_id)
            kind = next(name for name in item if name in TYPES)
            version.blocks[place] = {**item, kind: made}
            if block_id == document_id and isinstance(content, str):
                version.title = content

    def remove_block(self, document_id: str, block_id: str) -> None:
        """Delete a block and what is below it."""
        with self.world.lock:
            version = self._revise(document_id)
            _, item = edits.find(version, block_id)
            _, parent = edits.find(version, item["parent_id"])
            index = parent["children"].index(block_id)
            edits.remove(version, item["parent_id"], index, index + 1)

    def delete(self, document_id: str) -> None:
        """Put a document into the trash."""
        with self.world.lock:
            self.document(document_id).deleted = True

    def share(self, document_id: str, holder: str, right: str | None) -> None:
        """Give an app id or open_id `view` or `edit` on a document; None takes it away."""
        with self.world.lock:
            access = self.document(document_id).access
            access.pop(holder, None)
            if right:
                access[holder] = right

    def _revise(self, document_id: str) -> Version:
        return edits.revise(self.document(document_id))

    def _insert(self, version: Version, parent: str, kind: str, content: Json) -> str:
        """Put a block behind the last one below its parent."""
        block_id = self.world.new_id("block")
        edits.insert(version, parent, -1, [block_id], [block(block_id, kind, content, parent)])
        return block_id
