"""Documents, their text and their blocks, each of one revision.

The newest revision may be asked for by its number with read permission, so pages of blocks are
asked for by number: when somebody edits between two pages, a reader is refused, and who may edit
goes on with the revision that was begun. The plain text has no such parameter: the revision is
looked up again behind it.
Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/document-block/list`.
"""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError
from tap_feishu.documents.patience import attempts, restless
from tap_feishu.documents.sought import Sought

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.errors import IncompleteError
    from tap_feishu.run import Run

Item = dict[str, t.Any]

#: The document does not exist, or was deleted.
GONE: t.Final = frozenset({1770002, 1770003})
#: Its text is too large.
TOO_LARGE: t.Final = 1770033

#: How a revision that is not the newest any more is refused: to readers, and when it is too old.
_OVERTAKEN = frozenset({1770032, 1770021})


class Documents:
    """The documents that are read; what both streams need is asked for once."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        #: Documents that were edited in this run, as they were found then.
        self._edited: dict[str, Item] = {}

    @functools.cached_property
    def sought(self) -> Sought:
        """Which documents there are to read."""
        return Sought(self._run, "documents", "docx")

    def described(self, document_id: str) -> Item:
        """Give id, newest revision and title, as far as this run knows."""
        if document_id in self._edited:
            return self._edited[document_id]
        return self._run.spool.remember(f"docx:{document_id}", lambda: self._now(document_id))

    def with_text(self, document_id: str) -> Item:
        """Describe a document with its plain text as `content`, both of one revision.

        Raises:
            IncompleteError: It was edited during every reading.
        """
        before = self.described(document_id)
        for _ in self._attempts(document_id):
            content = self._text(document_id)
            after = self._now(document_id)
            if after.get("revision_id") == before.get("revision_id"):
                return {**after, "content": content}
            before = self._edited[document_id] = after
        raise self._restless(document_id)

    def blocks(self, document_id: str) -> tuple[t.Any, list[Item]]:
        """Give a revision and all of its blocks.

        Raises:
            IncompleteError: It was edited during every reading.
        """
        revision = self.described(document_id).get("revision_id")
        for _ in self._attempts(document_id):
            try:
                return revision, self._blocks(document_id, revision)
            except FeishuError as error:
                if error.code not in _OVERTAKEN:
                    raise
                newest = self._now(document_id)
                if newest.get("revision_id") == revision:
                    raise
                self._edited[document_id] = newest
                revision = newest.get("revision_id")
        raise self._restless(document_id)

    def _now(self, document_id: str) -> Item:
        path = {"document_id": document_id}
        data = self._run.client.call(endpoints.docx.DOCUMENT_GET, path=path)
        return data.get("document") or {}

    def _text(self, document_id: str) -> t.Any:
        path = {"document_id": document_id}
        return self._run.client.call(endpoints.docx.DOCUMENT_RAW_CONTENT, path=path).get("content")

    def _blocks(self, document_id: str, revision: t.Any) -> list[Item]:
        params = {
            "document_revision_id": revision,
            "user_id_type": self._run.settings.connection.user_id_type,
        }
        path = {"document_id": document_id}
        return list(self._run.client.items(endpoints.docx.BLOCK_LIST, path=path, params=params))

    def _attempts(self, document_id: str) -> Iterator[int]:
        return attempts(self._run.client.clock, f"Document {document_id}")

    @staticmethod
    def _restless(document_id: str) -> IncompleteError:
        cure = (
            "Run again when it is at rest; blocks can be read meanwhile where the app may edit the "
            "document"
        )
        return restless(f"Document {document_id}", cure)
