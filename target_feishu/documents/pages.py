"""Calls on documents, under the limits that they share."""

from __future__ import annotations

import contextlib
import typing as t

from feishu_connect import AccessError, NotFoundError, ScopeError, endpoints
from feishu_connect.endpoints.docx import EDITS, PER_DOCUMENT

if t.TYPE_CHECKING:
    from collections.abc import Collection

    from feishu_connect import FeishuClient
    from feishu_connect.endpoints import Endpoint

Json = dict[str, t.Any]
_NEWEST = -1


class Page:
    """One document, whose page is a block with the id of the document."""

    def __init__(self, client: FeishuClient, document_id: str, *, fresh: bool = False) -> None:
        """Call nothing yet.

        Args:
            client: The way to the API.
            document_id: Its id.
            fresh: It was made moments ago, and may not be known everywhere.
        """
        self._client = client
        self._fresh = fresh
        self.document_id = document_id
        #: The newest revision that a reply told; 0 while none has.
        self.revision = 0

    def children(self) -> list[str]:
        """List the ids of the blocks right below the page, in order.

        Raises:
            NotFoundError: The document is gone.
        """
        return self.children_of([self.document_id]).get(self.document_id, [])

    def children_of(self, parents: Collection[str]) -> dict[str, list[str]]:
        """List the ids of what is right below some blocks; those that are gone are left out."""
        path = {"document_id": self.document_id}
        found: dict[str, list[str]] = {}
        for block in self._client.items(endpoints.docx.BLOCK_LIST, path=path, fresh=self._fresh):
            if block.get("block_id") in parents:
                found[block["block_id"]] = [str(child) for child in block.get("children") or ()]
                if len(found) == len(parents):
                    break
        return found

    def now(self) -> int:
        """Ask which revision is the newest.

        Raises:
            NotFoundError: The document is gone.
        """
        path = {"document_id": self.document_id}
        data = self._client.call(endpoints.docx.DOCUMENT_GET, path=path)
        return int((data.get("document") or {}).get("revision_id") or 0)

    def insert(self, parent: str, body: Json, token: str) -> dict[str, str]:
        """Insert blocks, and give their ids by temporary id."""
        path = {"document_id": self.document_id, "block_id": parent or self.document_id}
        data = self._edit(endpoints.docx.BLOCK_DESCENDANT_CREATE, path, body, token)
        return {
            str(each["temporary_block_id"]): str(each["block_id"])
            for each in data.get("block_id_relations") or ()
        }

    def update(self, requests: list[Json], token: str) -> None:
        """Change what blocks have in them."""
        path = {"document_id": self.document_id}
        self._edit(endpoints.docx.BLOCK_BATCH_UPDATE, path, {"requests": requests}, token)

    def rename(self, title: str, token: str) -> None:
        """Give the document another title: the text of its page."""
        elements = [{"text_run": {"content": title}}]
        request = {"block_id": self.document_id, "update_text_elements": {"elements": elements}}
        self.update([request], token)

    def delete(self, start: int, end: int, token: str) -> None:
        """Delete a range of the page's children; `end` is the first that stays.

        Raises:
            AmbiguousWriteError: Nobody knows whether they are gone.
        """
        path = {"document_id": self.document_id, "block_id": self.document_id}
        body = {"start_index": start, "end_index": end}
        self._edit(endpoints.docx.BLOCK_CHILDREN_BATCH_DELETE, path, body, token)

    def share(self, member: dict[str, str]) -> None:
        """Give somebody a role."""
        self._client.call(
            endpoints.drive.PERMISSION_MEMBER_CREATE,
            path={"token": self.document_id},
            params={"type": "docx"},
            body=member,
        )

    def has(self, member: dict[str, str]) -> bool:
        """Tell whether somebody has a role by now, whichever it is.

        Where that is not to be seen, nobody has: to add somebody again is what Feishu itself
        refuses where the role is lower.
        """
        try:
            data = self._client.call(
                endpoints.drive.PERMISSION_MEMBER_LIST,
                path={"token": self.document_id},
                params={"type": "docx"},
            )
        except (AccessError, ScopeError):
            return False
        who = (member["member_type"], member["member_id"])
        return any(
            (each.get("member_type"), each.get("member_id")) == who
            for each in data.get("items") or ()
        )

    def trash(self) -> None:
        """Put the document into the trash; it may be there already."""
        with contextlib.suppress(NotFoundError):
            self._client.call(
                endpoints.drive.FILE_DELETE,
                path={"file_token": self.document_id},
                params={"type": "docx"},
                exclusive="drive.file",
            )

    def _edit(self, endpoint: Endpoint, path: dict[str, str], body: Json, token: str) -> Json:
        data = self._client.call(
            endpoint,
            path=path,
            params={"document_revision_id": _NEWEST, "client_token": token},
            body=body,
            exclusive=f"docx:{self.document_id}",
            lanes=(EDITS, (f"docx:{self.document_id}", PER_DOCUMENT)),
            fresh=self._fresh,
        )
        self.revision = max(self.revision, int(data.get("document_revision_id") or 0))
        return data
