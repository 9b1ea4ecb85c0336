"""Who may open a document, and the limits of writing one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feishu_sandbox.drive.tree import is_trashed, right_on, stronger
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.idempotency import fingerprint
from feishu_sandbox.limits import Window, too_many_calls
from feishu_sandbox.model import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.docx.model import Document
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

NEWEST = -1
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
#: Edits of one document, whoever makes them.
_PER_DOCUMENT = (Window(3, 1.0),)


def open_document(call: Incoming, *, edit: bool = False) -> Document:
    """Return the document of the path, if the caller holds the right on it.

    Raises:
        ApiError: 1770002 unknown, 1770003 deleted, 1770032 closed.
    """
    document = call.world.state.docx.documents.get(call.path["document_id"])
    if document is None:
        raise ApiError(1770002)
    entry = call.world.state.drive.entries.get(document.document_id)
    if document.deleted or (entry is not None and is_trashed(call.world, entry)):
        raise ApiError(1770003)
    held = document.access.get(call.principal, "")
    if entry is not None:
        held = stronger(held, right_on(call, entry))
    if not held or (edit and held == "view"):
        raise ApiError(1770032)
    return document


def asked_revision(call: Incoming) -> int:
    """Read the revision that is asked for; -1 is the newest."""
    text = call.query.get("document_revision_id") or str(NEWEST)
    if not text.lstrip("-").isdecimal() or int(text) < NEWEST:
        refuse_field("document_revision_id", text, "the min value is -1")
    return int(text)


def edited(call: Incoming, act: Callable[[Document], Json], *, strict: bool = False) -> Json:
    """Edit the document of the path, once for each `client_token`.

    How long a token is remembered is not documented: see `Behaviour.document_tokens`.

    Args:
        call: The request.
        act: Makes the edit, and the reply.
        strict: The token has to be a UUIDv4.

    Raises:
        ApiError: As `open_document`; 1770021 for a revision that is too old, 1770001 for a token
            of another form or for another request under the same one, 99991400 (HTTP 429) above
            three edits a second.
    """
    document = open_document(call, edit=True)
    _check_rate(call)
    token = call.query.get("client_token") or ""
    if strict and token and not _UUID4.fullmatch(token.lower()):
        raise ApiError(1770001, "client_token must be a UUIDv4")
    key = f"docx:{call.principal}:{token}"
    known = call.world.state.remembered.get(key) if token else None
    if known is not None and call.behaviour.document_tokens == "kept":
        if known.fingerprint != fingerprint(call):
            raise ApiError(1770001, "client_token was used for another request")
        return known.data
    _check_revision(call, document)
    data = act(document)
    data = {**data, "document_revision_id": document.newest.revision_id}
    if token:
        data["client_token"] = token
        now = call.world.clock.now()
        call.world.state.remembered[key] = Remembered(fingerprint(call), data, now)
    return data


def _check_rate(call: Incoming) -> None:
    key = f"docx:{call.path['document_id']}"
    exceeded = call.limiter.take(key, _PER_DOCUMENT, call.world.clock.now())
    if exceeded:
        error = too_many_calls(exceeded.limit, exceeded.reset)
        error.status = 429
        raise error


def _check_revision(call: Incoming, document: Document) -> None:
    asked = asked_revision(call)
    if asked == NEWEST:
        return
    known = [version.revision_id for version in document.versions]
    if asked not in known:
        raise ApiError(1770021 if asked < known[0] else 1770001)
