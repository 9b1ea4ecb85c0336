"""What the Bitable operations have in common: paths, paging and bad-body codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.envelope import Reply
    from feishu_sandbox.limits import Window
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

APPS = "/bitable/v1/apps"
TABLES = f"{APPS}/{{app_token}}/tables"
TABLE = f"{TABLES}/{{table_id}}"
FIELDS = f"{TABLE}/fields"
RECORDS = f"{TABLE}/records"

#: Tables, fields and views: 20 by default, 100 at most.
LISTING = PageRules(default=20, maximum=100, bad_size=1254011, bad_token=1254002)
#: Records: 20 by default, 500 at most.
RECORD_PAGES = PageRules(default=20, maximum=500, bad_size=1254011, bad_token=1254002)

_PAGES = ("page_token", "page_size")
_CHECK = "ignore_consistency_check"
_SHAPES = ("text_field_as_array", "display_formula_ref", "automatic_fields")
#: Operation -> its query parameters; operations that are not here have none.
_QUERY: dict[str, tuple[str, ...]] = {
    "table.list": _PAGES,
    "table.batch_create": ("user_id_type",),
    "view.list": (*_PAGES, "user_id_type"),
    "view.get": ("user_id_type",),
    "field.list": (*_PAGES, "view_id", "text_field_as_array"),
    "field.create": ("client_token",),
    "field.update": ("client_token",),
    "record.create": ("user_id_type", "client_token", _CHECK),
    "record.batch_create": ("user_id_type", "client_token", _CHECK),
    "record.update": ("user_id_type", "client_token", _CHECK),
    "record.batch_update": ("user_id_type", _CHECK),
    "record.delete": (_CHECK,),
    "record.batch_delete": (_CHECK,),
    "record.search": (*_PAGES, "user_id_type"),
    "record.list": (
        *_PAGES,
        *_SHAPES,
        *("view_id", "filter", "sort", "field_names", "user_id_type"),
    ),
    "record.get": (*_SHAPES, "user_id_type", "with_shared_url"),
}

#: POST paths that change nothing.
_READING_POSTS = ("record.search", "record.batch_get")


def bitable_operation(
    name: str,
    method: str,
    path: str,
    handler: Callable[[Incoming], Json | Reply],
    tier: tuple[Window, ...],
    *scopes: str,
) -> Operation:
    """Describe one Bitable endpoint."""
    return Operation(
        name=f"bitable.{name}",
        method=method,
        path=path,
        handler=handler,
        tier=tier,
        scopes=scopes,
        writes=method != "GET" and name not in _READING_POSTS,
        body="none" if method in ("GET", "DELETE") else "json",
        bad_json=1254000,
        query=_QUERY.get(name, ()),
    )
