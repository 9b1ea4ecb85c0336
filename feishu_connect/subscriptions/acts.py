"""Subscribe and unsubscribe one thing; what is so already is fine.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/subscribe`,
`/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/subscribe`,
`/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event/subscription`.
"""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, FeishuError, NotFoundError

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from feishu_connect.endpoints import Endpoint
    from feishu_connect.subscriptions.things import Kind, Thing

Outcome: t.TypeAlias = t.Literal["done", "already"]

#: Kind -> (subscribe, unsubscribe, name of the path value).
_CALLS: t.Final[dict[Kind, tuple[Endpoint, Endpoint, str]]] = {
    **dict.fromkeys(
        ("base", "document", "spreadsheet"),
        (endpoints.drive.FILE_SUBSCRIBE, endpoints.drive.FILE_UNSUBSCRIBE, "file_token"),
    ),
    "approval": (
        endpoints.approval.SUBSCRIBE,
        endpoints.approval.UNSUBSCRIBE,
        "approval_code",
    ),
    "calendar": (
        endpoints.calendar.EVENT_SUBSCRIPTION,
        endpoints.calendar.EVENT_UNSUBSCRIPTION,
        "calendar_id",
    ),
}
#: Kind -> what drive calls it.
_FILE_TYPES: t.Final[dict[str, str]] = {
    "base": "bitable",
    "document": "docx",
    "spreadsheet": "sheet",
}
#: 1390007: the definition is in this state already; 1069605: the file was not subscribed.
_ALREADY: t.Final = frozenset({1390007, 1069605})


def subscribe(client: FeishuClient, thing: Thing) -> Outcome:
    """Have Feishu send the events of a thing to the app.

    Raises:
        FeishuError: It cannot be subscribed; the cure says what is missing.
    """
    return _send(client, thing, 0)


def unsubscribe(client: FeishuClient, thing: Thing) -> Outcome:
    """Stop the events of a thing.

    Raises:
        FeishuError: It cannot be unsubscribed.
    """
    return _send(client, thing, 1)


def _send(client: FeishuClient, thing: Thing, which: t.Literal[0, 1]) -> Outcome:
    *rows, name = _CALLS[thing.kind]
    row = rows[which]
    _check_identity(client, row, thing)
    token, file_type = _resolved(client, thing)
    params = {"file_type": file_type} if file_type else {}
    try:
        client.call(row, path={name: token}, params=params)
    except FeishuError as error:
        if error.code in _ALREADY:
            return "already"
        raise
    return "done"


def _check_identity(client: FeishuClient, row: Endpoint, thing: Thing) -> None:
    identity = client.settings.identity
    if identity not in row.identities:
        msg = f"A {thing.kind} cannot be subscribed with the identity `{identity}`"
        raise AccessError(msg, cure=f"Set `identity: {row.identities[0]}` for this command")


def _resolved(client: FeishuClient, thing: Thing) -> tuple[str, str]:
    """Give token and drive type; a wiki page may hold any kind of document."""
    if not thing.wiki:
        return thing.token, _FILE_TYPES.get(thing.kind, "")
    node = client.call(endpoints.WIKI_NODE_GET, params={"token": thing.token}).get("node") or {}
    if not node.get("obj_token"):
        msg = f"The wiki page {thing.said} holds no document"
        raise NotFoundError(msg, cure="Check the link")
    return str(node["obj_token"]), str(node["obj_type"])
