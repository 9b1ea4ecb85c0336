"""Documents as a kind of destination."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from feishu_connect.links import parse_link
from target_feishu.documents.route import CONTENT_TYPES, FIELDS, PROPERTIES, DocumentRoute
from target_feishu.documents.sink import DocumentSink
from target_feishu.kind import Kind
from target_feishu.objects.fields import choice_problems, template_problems
from target_feishu.objects.sink import DELETE, UPSERT

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from target_feishu.config import TargetSettings

_ALWAYS: t.Final = (
    endpoints.docx.DOCUMENT_CREATE,
    endpoints.docx.DOCUMENT_CONVERT,
    endpoints.docx.BLOCK_DESCENDANT_CREATE,
    endpoints.docx.BLOCK_LIST,
)
_CHANGES: t.Final = (
    endpoints.docx.DOCUMENT_GET,
    endpoints.docx.BLOCK_BATCH_UPDATE,
    endpoints.docx.BLOCK_CHILDREN_BATCH_DELETE,
)
_LOOKING: t.Final = (endpoints.drive.FILE_LIST,)


def needs(routes: Sequence[DocumentRoute], settings: TargetSettings) -> Iterator[Need]:  # noqa: ARG001
    """List what the routes need, route by route."""
    for route in routes:
        what = f"route {route.stream}"
        yield Need(what, _ALWAYS)
        yield Need(what, _CHANGES, only_if="a record changes whose document is there")
        yield Need(what, (endpoints.DRIVE_MEDIA_UPLOAD,), only_if="the content has pictures")
        members = (endpoints.drive.PERMISSION_MEMBER_CREATE,)
        told = "" if route.members is not None else "the records have a column `members`"
        yield Need(what, members, only_if=told)
        looking = (endpoints.drive.PERMISSION_MEMBER_LIST,)
        yield Need(what, looking, only_if="a run was interrupted while it added a member")
        yield Need(
            what,
            (endpoints.CONTACT_USER_BATCH_GET_ID,),
            only_if="members are given by e-mail or mobile",
        )
        yield Need(what, (endpoints.drive.FILE_DELETE,), only_if="a record is deleted")
        yield Need(what, _LOOKING, only_if="a run was interrupted while it made a document")


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    given = {name: route[name] for name in (*FIELDS, "operation") if name in route}
    found = template_problems(given)
    found += choice_problems(route, "content_type", CONTENT_TYPES)
    found += choice_problems(route, "operation", (UPSERT, DELETE))
    folder = route.get("folder_token") or ""
    if folder and "{" not in folder:
        try:
            parse_link("folder", folder)
        except ValueError as error:
            found.append(f"`folder_token` {error}")
    return found


DOCUMENT: t.Final = Kind(
    name="document",
    summary="One document a record, out of Markdown or HTML.",
    route=DocumentRoute,
    sink=DocumentSink,
    properties=PROPERTIES,
    problems=problems,
    needs=needs,
)
