"""What a configuration of the tap needs of Feishu, for `feishu-connect doctor` and `login`."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from singer_sdk.singerlib import Catalog

from feishu_connect import endpoints
from feishu_connect.doctor.finding import Finding
from feishu_connect.doctor.needs import ColumnScopes, Need
from feishu_connect.doctor.probes import BaseProbe, ContactProbe
from feishu_connect.settings import CONNECTION_PROPERTIES
from tap_feishu.config import TapSettings
from tap_feishu.people.column_scopes import COLUMN_SCOPES, columns, rare_column_scopes
from tap_feishu.properties import TAP_PROPERTIES
from tap_feishu.streams import FIXED_STREAMS

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_sdk.singerlib import CatalogEntry

    from feishu_connect.doctor.visit import Visit
    from tap_feishu.streams.base import FixedStream

#: Settings of the SDK that every tap has begin like this.
_BUILTIN: t.Final = ("stream_map", "flattening_", "faker_", "batch_config")

#: Where a call depends on a group in the contact range, the probe looks whether one is.
_LEFT_TO_PROBES: t.Final = frozenset({endpoints.CONTACT_GROUP_MEMBER_LIST})

_USER_ID: t.Final = columns("contact:user.employee_id:readonly", "ids of people", also=())

_FIXED: t.Final[dict[str, type[FixedStream]]] = {
    t.cast("t.Any", stream).name: stream for stream in FIXED_STREAMS
}


def needs(config: Mapping[str, t.Any], catalog: Mapping[str, t.Any] | None = None, /) -> list[Need]:
    """List what the selected streams need; nothing where the settings are not a tap's.

    Raises:
        SettingsError: The settings are wrong.
    """
    if not _is_taps(config):
        return []
    settings = TapSettings.from_config(config)
    identity = settings.connection.identity
    selection = _Selection(catalog)
    found = list(_of_bases(settings, selection)) if settings.bases else []
    for name, stream in _FIXED.items():
        if not selection.takes(name) or stream.is_idle(settings):
            continue
        if catalog is None and not stream.is_meant(settings):
            continue
        if stream.takes(identity):
            found += _of_stream(name, stream, selection, identity)
        elif catalog is not None:
            found.append(Need(f"stream {name}", probe=WrongIdentity(name, identity)))
    if settings.connection.user_id_type == "user_id" and found:
        found.append(Need("user_id_type", columns=(_USER_ID,)))
    return found


def _is_taps(config: Mapping[str, t.Any]) -> bool:
    """Tell a tap's settings from another plugin's: one of its own, or none that is foreign."""
    if config.keys() & TAP_PROPERTIES.keys():
        return True
    known = CONNECTION_PROPERTIES.keys()
    return all(name in known or name.startswith(_BUILTIN) for name in config)


@dataclass(frozen=True, slots=True)
class WrongIdentity:
    """Tells that a selected stream is closed to the identity of the settings."""

    stream: str
    identity: str

    @property
    def check(self) -> str:
        """The name of its finding."""
        return "identity"

    def run(self, visit: Visit) -> Iterator[Finding]:  # noqa: ARG002
        """Ask nobody: it is a rule of Feishu's."""
        other = "app" if self.identity == "user" else "user"
        yield Finding(
            self.check,
            "failed",
            f"stream {self.stream} cannot be read with the identity `{self.identity}`",
            "Feishu takes the other identity's token for it alone",
            f"Set `identity: {other}`, or deselect the stream",
        )


class _Selection:
    """What a catalog selects; without one, everything."""

    def __init__(self, catalog: Mapping[str, t.Any] | None) -> None:
        self._entries: dict[str, CatalogEntry] | None = None
        if catalog is not None:
            entries: dict[str, CatalogEntry] = Catalog.from_dict(dict(catalog))
            self._entries = {
                name: entry
                for name, entry in entries.items()
                if entry.metadata.resolve_selection()[()]
            }

    def takes(self, stream: str) -> bool:
        return self._entries is None or stream in self._entries

    def takes_tables(self) -> bool:
        return self._entries is None or bool(self._entries.keys() - _FIXED.keys())

    def column(self, stream: str, name: str) -> bool:
        if self._entries is None:
            return True
        return self._entries[stream].metadata.resolve_selection()["properties", name]

    def by_name(self, stream: str, name: str) -> bool:
        if self._entries is None:
            return False
        entry = self._entries[stream].metadata.get(("properties", name))
        return entry is not None and entry.selected is True


def _of_bases(settings: TapSettings, selection: _Selection) -> Iterator[Need]:
    """A run opens every base, whatever is selected."""
    opening = (endpoints.BITABLE_APP_GET, endpoints.BITABLE_TABLE_LIST)
    for base in settings.bases:
        link = base.link
        wiki = (endpoints.WIKI_NODE_GET,) if link.kind == "wiki" else ()
        kept = base.tables or ((link.table_id,) if link.table_id else ())
        tables = tuple(dict.fromkeys((*kept, *base.aliases)))
        probe = BaseProbe(base.said, link, tables)
        yield Need(f"base {base.said}", (*wiki, *opening), probe)
    if selection.takes_tables():
        records = [endpoints.BITABLE_FIELD_LIST, endpoints.BITABLE_RECORD_SEARCH]
        if settings.deletes == "tombstone" or settings.record_events:
            records.append(endpoints.BITABLE_RECORD_BATCH_GET)
        if settings.record_events:
            records.append(endpoints.drive.FILE_SUBSCRIPTION_GET)
        if settings.attachments == "download":
            records.append(endpoints.DRIVE_MEDIA_DOWNLOAD)
        yield Need("streams of tables", tuple(records))


def _of_stream(
    name: str, stream: type[FixedStream], selection: _Selection, identity: str
) -> Iterator[Need]:
    what = f"stream {name}"
    rows = [row for row in stream.endpoints if identity in row.identities]
    always = tuple(row for row in rows if row not in stream.only_if)
    probe = ContactProbe() if endpoints.CONTACT_SCOPE_LIST in stream.endpoints else None
    columns = tuple(_column_scopes(name, selection, identity))
    yield Need(what, always, probe, columns, scopes=stream.further_scopes(identity))
    for row in rows:
        if row in stream.only_if and not (probe and row in _LEFT_TO_PROBES):
            yield Need(what, (row,), only_if=stream.only_if[row])


def _column_scopes(stream: str, selection: _Selection, identity: str) -> Iterator[ColumnScopes]:
    for groups, takes in (
        (COLUMN_SCOPES.get(stream, ()), selection.column),
        (rare_column_scopes(stream, identity), selection.by_name),
    ):
        for group in groups:
            names = tuple(name for name in group.columns if takes(stream, name))
            if names:
                yield ColumnScopes(names, group.scopes)
