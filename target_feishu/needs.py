"""What a configuration of the target needs of Feishu, for `feishu-connect doctor` and `login`."""

from __future__ import annotations

import typing as t

from singer_sdk.singerlib import Catalog

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from target_feishu.bitable.route import BitableRoute
from target_feishu.config import TargetSettings
from target_feishu.kinds import KINDS, kind_of
from target_feishu.routes import find_route

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from target_feishu.kind import Route

#: Settings of which one makes a configuration the target's.
_OWN: t.Final = ("base", "routes")

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
    found = list(_by_kind(routes, settings))
    rows = any(isinstance(route, BitableRoute) for route in routes)
    if streams is not None and rows and _brings_files(streams):
        found.append(Need("attachments", _FILES))
    return found


def _by_kind(routes: Iterable[Route], settings: TargetSettings) -> Iterator[Need]:
    for kind in KINDS.values():
        own = [route for route in routes if kind_of(route) is kind]
        if own:
            yield from kind.needs(own, settings)


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


def _brings_files(streams: Mapping[str, t.Any]) -> bool:
    """Tell whether a stream has attachments of Feishu in it."""
    columns = (
        column
        for schema in streams.values()
        for column in (schema.get("properties") or {}).values()
    )
    return any((column.get("x-feishu") or {}).get("type") == _ATTACHMENT for column in columns)
