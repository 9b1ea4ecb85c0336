"""The tap: opens the bases, declares the streams, and ends honestly."""

from __future__ import annotations

import functools
import json
import sys
import typing as t

from singer_sdk import Tap
from singer_sdk.contrib.msgspec import MsgSpecWriter
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers.capabilities import PluginCapabilities, TapCapabilities

from feishu_connect.errors import NotFoundError
from tap_feishu.config import CONFIG_JSONSCHEMA, TapSettings, tap_problems
from tap_feishu.run import Run
from tap_feishu.streams import FIXED_STREAMS, BitableRecords

if t.TYPE_CHECKING:
    from types import FrameType

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
        """Declare the fixed streams and one stream a table."""
        fixed: list[FeishuStream] = [stream(self, self.run) for stream in FIXED_STREAMS]
        return [*fixed, *(BitableRecords(self, self.run, table) for table in self.run.tables)]

    @property
    def catalog_dict(self) -> dict[str, t.Any]:
        """The catalog with `x-feishu` on the columns, which the SDK's classes drop."""
        catalog = super().catalog_dict
        for entry in catalog["streams"]:
            stream = self.streams[entry["tap_stream_id"]]
            if isinstance(stream, BitableRecords):
                for column, x_feishu in stream.x_feishu.items():
                    entry["schema"]["properties"][column]["x-feishu"] = x_feishu
        return catalog

    def note_lost_streams(self) -> None:
        """Count streams that the catalog selects and nothing offers any more as failures."""
        for name, entry in (self.input_catalog or {}).items():
            if entry.metadata.root.selected and name not in self.streams:
                msg = "it is in the catalog, but no table or stream has this name any more"
                cure = "Run discovery again, and check `bases`"
                self.run.failures.add(f"stream {name}", NotFoundError(msg, cure=cure))

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
        tap.note_lost_streams()
        tap.sync_all()
        tap.run.failures.conclude()

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the settings in our words; the SDK's would repeat values, secrets among them.

        Raises:
            ConfigValidationError: All faults at once.
        """
        self.append_builtin_config(self.config_jsonschema)
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
