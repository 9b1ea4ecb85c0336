"""Documents that a run has made without learning of it.

The API has no idempotency key for a new document. After a lost reply, or a run that was killed, the
folder is searched for a document of that title and time, which is empty and which no record has.
"""

from __future__ import annotations

import datetime as dt
import typing as t

from feishu_connect import FeishuError, NotFoundError, endpoints
from target_feishu.documents.pages import Page
from target_feishu.ledger import Entry

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect import FeishuClient
    from target_feishu.ledger import Ledger

#: Seconds before each look: a listing may be behind.
_WAITS: t.Final = (0, 2, 4, 8)
#: By how much Feishu's clock may be behind.
_MARGIN: t.Final = dt.timedelta(seconds=60)


class Findings:
    """Looks for lost documents, and knows which ones are taken."""

    def __init__(self, client: FeishuClient, taken: Ledger, owner: str) -> None:
        """Look for nothing yet.

        Args:
            client: The way to the API.
            taken: Which document belongs to which record, over all streams.
            owner: Names the stream in it.
        """
        self._client = client
        self._taken = taken
        self._owner = owner
        self._myself: str | None = None

    def take(self, document_id: str, key: str) -> None:
        """Write down whose a document is."""
        self._taken.put({document_id: Entry(document_id, facts={"by": [self._owner, key]})})

    def find(self, key: str, begun: Entry) -> str:
        """Give the id of the document that an attempt has left behind, or "".

        Args:
            key: The record's.
            begun: Written before the attempt: its time, and `title` and `folder`.
        """
        earliest = self._client.feishu_time(begun.begun) - _MARGIN
        for wait in _WAITS:
            self._client.clock.sleep(wait)
            for found in self._named(begun.facts, int(earliest.timestamp())):
                if self._is_free(found, key) and self._is_empty(found):
                    self.take(found, key)
                    return found
        return ""

    def _named(self, facts: t.Mapping[str, t.Any], earliest: int) -> Iterator[str]:
        params = {"order_by": "CreatedTime", "direction": "DESC", "user_id_type": "open_id"}
        folder = {"folder_token": facts["folder"]} if facts["folder"] else {}
        for file in self._client.items(endpoints.drive.FILE_LIST, params={**params, **folder}):
            is_late = int(file.get("created_time") or 0) >= earliest
            is_named = file.get("type") == "docx" and file.get("name") == facts["title"]
            if is_late and is_named and self._is_ours(str(file.get("owner_id") or "")):
                yield str(file["token"])

    def _is_ours(self, owner: str) -> bool:
        """Tell whether we own a document; where nobody says who does, its place and time do."""
        myself = self._open_id()
        return not myself or not owner.startswith("ou_") or owner == myself

    def _open_id(self) -> str:
        """Give the open_id of the app, or of the signed-in user; "" where it has none."""
        if self._myself is None:
            is_app = self._client.settings.identity == "app"
            endpoint = endpoints.BOT_INFO if is_app else endpoints.AUTHEN_USER_INFO
            try:
                told = self._client.call(endpoint)
            except FeishuError:  # An app without a bot.
                told = {}
            about = (told.get("bot") or {}) if is_app else told
            self._myself = str(about.get("open_id") or "")
        return self._myself

    def _is_free(self, document_id: str, key: str) -> bool:
        taken = self._taken.get(document_id)
        return taken is None or taken.facts["by"] == [self._owner, key]

    def _is_empty(self, document_id: str) -> bool:
        try:
            return not Page(self._client, document_id).children()
        except NotFoundError:
            return False
