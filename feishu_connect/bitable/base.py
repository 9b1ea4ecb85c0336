"""The structure of a base: find it, list its tables and their fields."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from feishu_connect import endpoints
from feishu_connect.bitable.field import Field
from feishu_connect.errors import NotFoundError

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_connect.client import FeishuClient
    from feishu_connect.links import BaseLink


@dataclass(frozen=True, slots=True)
class Table:
    """A data table; `revision` rises when rows are added or deleted. `raw` is the API's row."""

    table_id: str
    name: str
    revision: int = 0
    raw: Mapping[str, t.Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Base:
    """A base; `is_advanced` where advanced permissions are on. `raw` is the API's object."""

    app_token: str
    name: str
    is_advanced: bool = False
    raw: Mapping[str, t.Any] = field(default_factory=dict, hash=False, compare=False)


def find_base(client: FeishuClient, link: BaseLink) -> str:
    """Give the app_token behind a link, asking the wiki where the link is a wiki page's.

    Raises:
        NotFoundError: The wiki page holds something else.
        FeishuError: The wiki page cannot be read.
    """
    if link.kind == "base":
        return link.token
    node = client.call(endpoints.WIKI_NODE_GET, params={"token": link.token}).get("node") or {}
    kind = node.get("obj_type")
    if kind != "bitable":
        msg = f"The wiki page {link.token} holds a {kind}, not a base"
        raise NotFoundError(msg, cure="Paste the link of a wiki page that is a base itself")
    return str(node["obj_token"])


def get_base(client: FeishuClient, app_token: str) -> Base:
    """Read a base's name and whether advanced permissions are on."""
    app = client.call(endpoints.BITABLE_APP_GET, path={"app_token": app_token}).get("app") or {}
    return Base(app_token, str(app.get("name") or ""), bool(app.get("is_advanced")), app)


def list_tables(client: FeishuClient, app_token: str) -> list[Table]:
    """List the tables of a base, in the order of the base."""
    rows = client.items(endpoints.BITABLE_TABLE_LIST, path={"app_token": app_token})
    return [
        Table(row["table_id"], str(row.get("name") or ""), int(row.get("revision") or 0), row)
        for row in rows
    ]


def list_field_rows(
    client: FeishuClient, app_token: str, table_id: str, *, fresh: bool = False
) -> list[dict[str, t.Any]]:
    """List the fields of a table as the API describes them, hidden ones included.

    Args:
        client: The way to the API.
        app_token: The base.
        table_id: The table.
        fresh: The table was made moments ago; "not found" is replica lag.
    """
    path = {"app_token": app_token, "table_id": table_id}
    return list(client.items(endpoints.BITABLE_FIELD_LIST, path=path, fresh=fresh))


def list_fields(
    client: FeishuClient, app_token: str, table_id: str, *, fresh: bool = False
) -> list[Field]:
    """List the fields of a table; see `list_field_rows`."""
    rows = list_field_rows(client, app_token, table_id, fresh=fresh)
    return [Field.from_api(row) for row in rows]
