"""What a configuration of the target needs of Feishu, for `feishu-connect doctor` and `login`."""

from __future__ import annotations

import typing as t

from singer_sdk.singerlib import Catalog

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.probes import BaseProbe, ChatProbe
from feishu_connect.links import parse_base_link
from target_feishu.config import TargetSettings
from target_feishu.messages.content import kind_of_id
from target_feishu.routes import BitableRoute, MessageRoute, find_route

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from target_feishu.routes import Route

#: Settings of which one makes a configuration the target's.
_OWN: t.Final = ("base", "routes")

_CREATE = endpoints.BITABLE_RECORD_BATCH_CREATE
_SEARCH = endpoints.BITABLE_RECORD_SEARCH
#: load_method -> what brings the rows onto the table.
_WRITES: t.Final[dict[str, tuple[Endpoint, ...]]] = {
    "upsert": (_SEARCH, _CREATE, endpoints.BITABLE_RECORD_BATCH_UPDATE),
    "append-only": (_CREATE,),
    "overwrite": (_SEARCH, _CREATE, endpoints.BITABLE_RECORD_BATCH_DELETE),
}
_FILES: t.Final = (endpoints.DRIVE_MEDIA_DOWNLOAD, endpoints.DRIVE_MEDIA_UPLOAD)
_ATTACHMENT = 17


def needs(config: Mapping[str, t.Any], catalog: Mapping[str, t.Any] | None = None, /) -> list[Need]:
    """List what the routes need; nothing where the settings are not the target's.

    With a catalog only the routes count that one of its selected streams takes.

    Raises:
        SettingsError: The settings are wrong.
    """
    if not any(name in config for name in _OWN):
        return []
    settings = TargetSettings.from_config(config)
    streams = None if catalog is None else _selected(catalog)
    routes = list(_routes(settings, streams))
    rows = [route for route in routes if isinstance(route, BitableRoute)]
    found = [need for route in rows for need in _of_rows(route, settings.load_method)]
    if streams is not None and _brings_files(streams, rows):
        found.append(Need("attachments", _FILES))
    return [*found, *_of_messages(route for route in routes if isinstance(route, MessageRoute))]


def _selected(catalog: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Give the selected streams with their schemas."""
    raw = {entry["tap_stream_id"]: entry.get("schema") or {} for entry in catalog["streams"]}
    entries = Catalog.from_dict(dict(catalog))
    return {
        name: raw[name] for name, entry in entries.items() if entry.metadata.resolve_selection()[()]
    }


def _routes(settings: TargetSettings, streams: Iterable[str] | None) -> Iterator[Route]:
    """Give the routes that count, the default base's among them."""
    default = [BitableRoute("*", base=settings.base)] if settings.base else []
    if streams is None:
        yield from [*settings.routes, *default]
        return
    found = [find_route([*settings.routes, *default], stream) for stream in streams]
    yield from {id(route): route for route in found if route is not None}.values()


def _of_rows(route: BitableRoute, default_method: str) -> Iterator[Need]:
    link = parse_base_link(route.base)
    what = f"route {route.stream}"
    opening = (endpoints.BITABLE_TABLE_LIST, endpoints.BITABLE_FIELD_LIST)
    wiki = (endpoints.WIKI_NODE_GET,) if link.kind == "wiki" else ()
    writes = _WRITES[route.load_method or default_method or "upsert"]
    has_to_be_there = (route.table,) if route.table and not route.create_table else ()
    probe = BaseProbe(route.base, link, has_to_be_there, writes=True)
    yield Need(what, (*wiki, *opening, *writes), probe)
    if route.create_table:
        create = (endpoints.BITABLE_TABLE_CREATE,)
        yield Need(what, create, only_if="a table has to be made (create_table)")
    if route.add_fields:
        create = (endpoints.BITABLE_FIELD_CREATE,)
        yield Need(what, create, only_if="a field has to be made (add_fields)")


def _brings_files(streams: Mapping[str, t.Any], rows: Iterable[BitableRoute]) -> bool:
    """Tell whether a stream that becomes rows has attachments of Feishu in it."""
    if not any(True for _ in rows):
        return False
    columns = (
        column
        for schema in streams.values()
        for column in (schema.get("properties") or {}).values()
    )
    return any((column.get("x-feishu") or {}).get("type") == _ATTACHMENT for column in columns)


def _of_messages(routes: Iterable[MessageRoute]) -> Iterator[Need]:
    """One need for all of them: they share the bot."""
    found = list(routes)
    if not found:
        return
    chats = [route.receive_id for route in found if _is_chat(route)]
    probe = ChatProbe(tuple(dict.fromkeys(chats)), others=len(chats) < len(found))
    what = ", ".join(dict.fromkeys(f"route {route.stream}" for route in found))
    yield Need(what, (endpoints.IM_MESSAGE_CREATE,), probe)


def _is_chat(route: MessageRoute) -> bool:
    """Tell whether the receiver is a chat whose id is written out, not a template."""
    kind = route.receive_id_type or kind_of_id(route.receive_id)
    return kind == "chat_id" and "{" not in route.receive_id
