"""The tap: opens the bases, declares the streams, and ends honestly."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
import typing as t
from collections import Counter

from singer_sdk import Tap
from singer_sdk.contrib.msgspec import MsgSpecWriter
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers.capabilities import PluginCapabilities, TapCapabilities

from feishu_connect.errors import FeishuError, NotFoundError, SettingsError
from feishu_connect.validation import unknown_settings
from tap_feishu.config import CONFIG_JSONSCHEMA, TapSettings, tap_problems
from tap_feishu.run import Run
from tap_feishu.streams import FIXED_STREAMS, BitableRecords, bitable
from tap_feishu.streams.base import FixedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from singer_sdk import Stream
    from singer_sdk.helpers.capabilities import CapabilitiesEnum
    from singer_sdk.plugin_base import _ConfigInput

    from tap_feishu.streams.base import FeishuStream


class TapFeishu(Tap):
    """Singer tap for Feishu and Lark: Bitable records, departments, users."""

    name = "tap-feishu"
    package_name = "singer-feishu"
    config_jsonschema: t.ClassVar[dict[str, t.Any]] = CONFIG_JSONSCHEMA
    #: Discovery calls the API.
    dynamic_catalog = True
    message_writer_class = MsgSpecWriter
    capabilities: t.ClassVar[list[CapabilitiesEnum]] = [
        TapCapabilities.CATALOG,
        TapCapabilities.STATE,
        TapCapabilities.DISCOVER,
        PluginCapabilities.ABOUT,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.STRUCTURED_LOGGING,
    ]

    @functools.cached_property
    def run(self) -> Run:
        """What the streams share."""
        settings = TapSettings.from_config(self.config)
        return Run(settings, started_ms=self.initialized_at, logger=self.logger)

    def discover_streams(self) -> list[FeishuStream]:
        """Declare the fixed streams and one stream a table.

        Raises:
            SettingsError: Two streams would have one name.
        """
        streams: list[FeishuStream] = [stream(self, self.run) for stream in FIXED_STREAMS]
        if self._wants_bases:
            streams += self._table_streams()
        names = Counter(stream.name for stream in streams)
        if twice := [name for name, count in names.items() if count > 1]:
            raise SettingsError([f"`bases`: several streams would be named `{n}`" for n in twice])
        return streams

    def _table_streams(self) -> Iterator[FeishuStream]:
        """Open the bases, and declare a stream for each table that is open to the app."""
        for said, error in self.run.refused.items():
            # With a catalog, a closed base matters where a selected stream is in it.
            told = self.run.failures.add if self.input_catalog is None else self.run.failures.warn
            told(f"base {said}", error)
        records = (BitableRecords(self, self.run, table) for table in self.run.tables)
        yield from (stream for stream in records if self._is_open(stream))

    @property
    def _wants_bases(self) -> bool:
        """Whether anything of a base may be selected; else no base has to be opened."""
        fixed = {t.cast("t.Any", one).name for one in FIXED_STREAMS if one not in bitable.STREAMS}
        selected = filter(self._is_selected, self.input_catalog or {})
        return self.input_catalog is None or any(name not in fixed for name in selected)

    def run_discovery(self) -> str:
        """Print the catalog.

        Raises:
            FeishuError: There are bases in the settings, and none of them could be opened.
        """
        if self.run.refused and not self.run.bases:
            raise next(iter(self.run.refused.values()))
        return super().run_discovery()

    def _is_open(self, stream: BitableRecords) -> bool:
        """Whether the fields of a table that is wanted can be listed; else it is a failure."""
        if self.input_catalog is not None and not self._is_selected(stream.name):
            return True
        try:
            stream.entry.list_fields()
        except FeishuError as error:
            if error.stops_run:
                raise
            self.run.failures.add(f"stream {stream.name}", error)
            return False
        return True

    def _is_selected(self, name: str) -> bool:
        entry = self.input_catalog.get(name) if self.input_catalog else None
        return bool(entry and entry.metadata.root.selected)

    @property
    def catalog_dict(self) -> dict[str, t.Any]:
        """The catalog with `x-feishu` on the columns, which the SDK's classes drop."""
        catalog = super().catalog_dict
        for entry in catalog["streams"]:
            stream = self.streams[entry["tap_stream_id"]]
            if isinstance(stream, BitableRecords):
                for column, x_feishu in stream.x_feishu.items():
                    entry["schema"]["properties"][column]["x-feishu"] = x_feishu
            elif not self._is_readable(stream):
                # A default alone would not keep patterns such as `*.*` from selecting it.
                root = next(one for one in entry["metadata"] if not one["breadcrumb"])
                root["metadata"]["inclusion"] = "unsupported"
        return catalog

    def _is_readable(self, stream: Stream) -> bool:
        """Whether the identity's token can read a stream at all."""
        identity = self.run.settings.connection.identity
        return not isinstance(stream, FixedStream) or stream.takes(identity)

    def note_lost_streams(self) -> None:
        """Count streams that the catalog selects and nothing offers (any more) as failures."""
        for name in self.input_catalog or {}:
            if self._is_selected(name) and name not in self.streams:
                msg = "it is in the catalog, but no table or stream has this name any more"
                cure = "Run discovery again, and check `bases`"
                self.run.failures.add(f"stream {name}", NotFoundError(msg, cure=cure))
            elif self._is_selected(name) and not self._is_readable(self.streams[name]):
                try:
                    t.cast("FixedStream", self.streams[name]).check_identity()
                except FeishuError as error:
                    self.run.failures.add(f"stream {name}", error)

    @classmethod
    def invoke(  # type: ignore[override]  # the SDK overrides it the same way
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        state: t.IO[str] | None = None,
        catalog: t.IO[str] | None = None,
    ) -> None:
        """Run the tap, and end with an error if a selected stream could not be read.

        Raises:
            IncompleteError: After all that could be read was read.
        """
        if about:
            cls.print_about(about_format)
            return
        cls.print_version(print_fn=cls.logger.info)
        tap = cls(
            config=config.config if config else None,
            state=json.load(state) if state else None,
            catalog=json.load(catalog) if catalog else None,
            parse_env_config=bool(config and config.parse_env),
        )
        with contextlib.closing(tap.run):
            tap.note_lost_streams()
            tap.sync_all()
        tap.run.failures.conclude()

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the settings in our words; the SDK's would repeat values, secrets among them.

        Raises:
            ConfigValidationError: All faults at once.
        """
        self.append_builtin_config(self.config_jsonschema)
        for told in unknown_settings(self._config, self.config_jsonschema["properties"]):
            self.logger.warning("%s", told)
        errors = tap_problems(self._config)
        if errors and raise_errors:
            summary = "Config validation failed"
            raise ConfigValidationError(summary, errors=errors, schema=self.config_jsonschema)
        return errors

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        """Write the state as the SDK does, but do not end like a run that finished."""
        try:
            super()._handle_termination(signum, frame)
        except SystemExit:
            sys.exit(128 + signum)
