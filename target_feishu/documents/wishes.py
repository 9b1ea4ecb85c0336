"""What a record asks of its document."""

from __future__ import annotations

import dataclasses
import typing as t

from feishu_connect.endpoints.docx import MAX_TEXT, MAX_TITLE
from feishu_connect.links import parse_link
from target_feishu.documents.members import read_members
from target_feishu.documents.route import CONTENT_TYPES, FIELDS
from target_feishu.errors import RecordError
from target_feishu.objects.fields import FieldTemplates
from target_feishu.objects.sink import DELETE, UPSERT, Wish

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.documents.route import DocumentRoute

#: Content type and text; None where the record says nothing of the content.
Text: t.TypeAlias = "tuple[str, str] | None"


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentWish(Wish):
    """A wish with what is needed beside the content."""

    #: Key of the record, under which steps are written down.
    key: str = ""
    #: Token of the folder; it counts only when the document is made.
    folder: str = ""

    @property
    def title(self) -> str:
        """What the document is to be called."""
        return str(self.content["title"])

    @property
    def text(self) -> Text:
        """What is to stand in it."""
        given = self.content["text"]
        return None if given is None else (given[0], given[1])

    @property
    def members(self) -> list[dict[str, str]]:
        """Who is to have which role, as the record names them."""
        return list(self.content["members"])


class Wishes:
    """Reads records by a route."""

    def __init__(self, route: DocumentRoute) -> None:
        """Compile the route's templates."""
        given = {name: getattr(route, name) for name in FIELDS}
        self._fields = FieldTemplates(given, FIELDS)
        self._operation = FieldTemplates({"operation": route.operation}, ())

    def read(self, record: Mapping[str, t.Any], key: str) -> DocumentWish:
        """Tell what a record asks for.

        Raises:
            RecordError: It does not say it in a way that Feishu takes.
        """
        operation = str(self._operation.evaluate(record)["operation"]).strip() or UPSERT
        if operation == DELETE:
            return DocumentWish(None, DELETE, key)
        if operation != UPSERT:
            msg = f"`operation` is {operation!r}, not `{UPSERT}` or `{DELETE}`"
            raise RecordError(msg, cure="Check the template of `operation`", field="operation")
        values = self._fields.evaluate(record)
        content = {
            "title": _title(values.get("title")),
            "text": _text(values),
            "members": read_members(values.get("members")),
        }
        return DocumentWish(content, UPSERT, key, _folder(values.get("folder_token")))


def _title(value: t.Any) -> str:
    """Read a title; a line break in it would be a second line of the page's head."""
    title = " ".join(str("" if value is None else value).split())
    if 1 <= len(title) <= MAX_TITLE:
        return title
    msg = f"the title has {len(title):,} characters; a document's has 1 to {MAX_TITLE}"
    raise RecordError(msg, cure="Give `title` as a template or a column", field="title")


def _text(values: Mapping[str, t.Any]) -> list[str] | None:
    """Read the content; null and blanks empty the document, an absent column leaves it alone."""
    if "content" not in values:
        return None
    kind = str(values.get("content_type") or CONTENT_TYPES[0]).strip().lower()
    if kind not in CONTENT_TYPES:
        msg = f"the content type is {kind!r}, not `markdown` or `html`"
        raise RecordError(msg, cure="Set `content_type` in the route", field="content_type")
    value = values["content"]
    text = "" if value is None else str(value)
    if len(text) > MAX_TEXT:
        msg = f"the content has {len(text):,} characters; Feishu converts {MAX_TEXT:,}"
        raise RecordError(msg, cure="Split it into several documents", field="content")
    return [kind, text if text.strip() else ""]


def _folder(value: t.Any) -> str:
    text = str(value or "").strip()
    if not text:
        return ""
    try:
        return parse_link("folder", text).token
    except ValueError as error:
        msg = f"`folder_token` {error}"
        raise RecordError(msg, cure="Copy the folder's link", field="folder_token") from None
