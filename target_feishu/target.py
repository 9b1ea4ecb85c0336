"""The Singer target: routes streams to sinks, and prints STATE behind the rows, never before."""

from __future__ import annotations

import functools
import sys
import time
import typing as t

from singer_sdk import Target
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers.capabilities import PluginCapabilities, TargetCapabilities

from feishu_connect import FeishuClient
from feishu_connect.settings import CONNECTION_PROPERTIES
from feishu_connect.validation import unknown_settings
from target_feishu.bitable.bases import Bases
from target_feishu.config import CONFIG_JSONSCHEMA, TargetSettings, config_problems
from target_feishu.dead_letters import DeadLetters
from target_feishu.files import Files
from target_feishu.interruptions import SIGNAL_EXIT, Interruptions
from target_feishu.kinds import kind_of
from target_feishu.ledger import Ledger
from target_feishu.messages.messenger import Messenger
from target_feishu.messages.sent import Sent
from target_feishu.people import People
from target_feishu.progress import Progress
from target_feishu.states import STATE_INTERVAL, state_line
from target_feishu.summary import Summary

if t.TYPE_CHECKING:
    from types import FrameType

    from target_feishu.sinks import FeishuSink


class TargetFeishu(Target):
    """Singer target for Feishu and Lark: rows into Bitable, records into messages."""

    name = "target-feishu"
    package_name = "singer-feishu"
    config_jsonschema: t.ClassVar[dict[str, t.Any]] = CONFIG_JSONSCHEMA
    capabilities: t.ClassVar[list[t.Any]] = [
        PluginCapabilities.ABOUT,
        PluginCapabilities.STREAM_MAPS,
        PluginCapabilities.FLATTENING,
        PluginCapabilities.STRUCTURED_LOGGING,
        PluginCapabilities.ACTIVATE_VERSION,
        TargetCapabilities.HARD_DELETE,
        TargetCapabilities.VALIDATE_RECORDS,
    ]

    #: A drain for a stream that sends no STATE; with STATE it comes far more often.
    _MAX_RECORD_AGE_IN_MINUTES = 1.0

    def __init__(self, **options: t.Any) -> None:
        """Open nothing yet.

        Args:
            options: What the SDK's target takes.
        """
        self._interruptions = Interruptions()
        super().__init__(**options)
        # Feishu takes one write at a time per base; more threads would only wait.
        self.max_parallelism = 1
        self.summary = Summary(lambda: self.client.calls)
        #: Tells seconds for the pace of STATE; tests put their own in.
        self.tick: t.Callable[[], float] = time.monotonic
        self.progress = Progress(self.summary, self.tick)
        #: The input ended by itself, not by a signal.
        self.input_complete = False
        #: Of the RECORD message that is being dealt with; the SDK keeps it from the sinks.
        self.record_version: int | None = None
        self._drained_at = self.tick()
        self._written_state: dict[str, t.Any] | None = None
        self._sent: dict[str, Sent] = {}
        self._people: dict[str, People] = {}

    @functools.cached_property
    def settings(self) -> TargetSettings:
        """The configuration, read once."""
        return TargetSettings.from_config(self.config)

    @functools.cached_property
    def client(self) -> FeishuClient:
        """The one way to the API."""
        return FeishuClient(self.settings.connection)

    @functools.cached_property
    def bases(self) -> Bases:
        """The bases and tables that are written to."""
        return Bases(self.client, self.files, self.ledger)

    @functools.cached_property
    def dead_letters(self) -> DeadLetters:
        """The file of records that could not land."""
        return DeadLetters(self.settings.dead_letter_path, self.client.redactor.clean)

    @functools.cached_property
    def files(self) -> Files:
        """The files that records name."""
        return Files(self.settings.files_dir)

    @functools.cached_property
    def messenger(self) -> Messenger:
        """What the routes that send messages share."""
        return Messenger(self)

    def people(self, id_type: str = "") -> People:
        """Give people's ids of one kind; by default of the run's `user_id_type`."""
        kind = id_type or self.settings.connection.user_id_type
        return self._people.setdefault(kind, People(self.client, kind))

    def ledger(self, *parts: object) -> Ledger:
        """What has become of records in earlier runs; `parts` tell one ledger from another."""
        return Ledger(self.client, *parts)

    def sent(self, stream: str) -> Sent:
        """What a stream has sent in this run; outlives a sink, which a new SCHEMA replaces."""
        return self._sent.setdefault(stream, Sent())

    def get_sink_class(self, stream_name: str) -> type[FeishuSink]:
        """Choose by the stream's route.

        Raises:
            SettingsError: The stream has no destination.
        """
        return kind_of(self.settings.route_of(stream_name)).sink

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check everything at once, in words that show no value."""
        self.append_builtin_config(self.config_jsonschema)
        properties: dict[str, t.Any] = self.config_jsonschema["properties"]
        others = {key: each for key, each in properties.items() if key not in CONNECTION_PROPERTIES}
        for told in unknown_settings(self.config, properties):
            self.logger.warning("%s", told)
        problems = config_problems(self.config, others)
        if problems and raise_errors:
            summary = "Configuration is wrong"
            raise ConfigValidationError(summary, errors=problems, schema={})
        return problems

    def _process_record_message(self, message_dict: dict[str, t.Any]) -> None:
        with self._interruptions.held_back():
            self.record_version = message_dict.get("version")
            super()._process_record_message(message_dict)
        self._stop_if_asked()

    def _process_batch_message(self, message_dict: dict[str, t.Any]) -> None:
        with self._interruptions.held_back():
            super()._process_batch_message(message_dict)
        self._stop_if_asked()

    def _process_schema_message(self, message_dict: dict[str, t.Any]) -> None:
        """Register a stream; where its schema changed, write first what came before.

        The SDK would keep the old sink's records until the next drain, and a newer record of the
        same key could be overtaken by an older one.
        """
        with self._interruptions.held_back():
            super()._process_schema_message(message_dict)
            retired = list(self._sinks_to_clear)
            if retired:
                self._drain()
            for sink in retired:
                sink.clean_up()
        self._stop_if_asked()

    def _process_state_message(self, message_dict: dict[str, t.Any]) -> None:
        """Pass STATE on at once where all rows are written, else every ten seconds."""
        with self._interruptions.held_back():
            super()._process_state_message(message_dict)
            if not self._is_pending() or self.tick() - self._drained_at >= STATE_INTERVAL:
                self._drain()
        self._stop_if_asked()

    def _process_activate_version_message(self, message_dict: dict[str, t.Any]) -> None:
        """Write all records first; only then it can be told what a version has left behind."""
        with self._interruptions.held_back():
            self._drain()
            for stream_map in self.mapper.stream_maps[message_dict["stream"]]:
                sink = self.get_sink(stream_map.stream_alias)
                if sink.process_activate_version_messages:
                    sink.activate_version(message_dict["version"])
        self._stop_if_asked()

    def process_endofpipe(self) -> None:
        """Write what is left, finish every stream and print the last STATE."""
        with self._interruptions.held_back():
            self.input_complete = True
            super().process_endofpipe()

    # The SDK calls nothing of a target's when a run ends by an error or a signal.
    def listen(self, file_input: t.IO[str] | None = None) -> None:  # type: ignore[misc]
        """Read the input to its end, and tell what was done, also where it stops before."""
        began = self.tick()
        ended = "an error"
        self.progress.show()
        try:
            super().listen(file_input)
            ended = ""
        finally:
            self.progress.hide()
            self._tell(ended, self.tick() - began)
            self.files.close()
            self.client.close()

    def _tell(self, ended: str, seconds: float) -> None:
        if self._interruptions.signal:
            ended = f"signal {self._interruptions.signal}"
        if ended:
            self.logger.warning("The run stopped early (%s). Up to then it did this:", ended)
        for line in self.summary.report(seconds):
            self.logger.info("%s", line)

    def _is_pending(self) -> bool:
        """Whether a record has been read that is not on Feishu yet."""
        return bool(self._sinks_to_clear) or any(
            sink.current_size for sink in self._sinks_active.values()
        )

    def _drain(self) -> None:
        self.drain_all()
        self._drained_at = self.tick()

    def _write_state_message(self, state: dict[str, t.Any]) -> None:
        """Print a STATE, unless it was the last one printed.

        While an `overwrite` is under way nothing is printed: a run that stops half-way has to be
        repeated from the start, because the next one replaces what this one wrote. While a link is
        open neither: the rows are there, but not all that their records said.
        """
        if state == self._written_state or self.bases.is_replacing or self.bases.has_open_links:
            return
        self.progress.clear()
        sys.stdout.write(state_line(state))
        sys.stdout.flush()
        self._written_state = state

    def _stop_if_asked(self) -> None:
        if self._interruptions.signal:
            self._stop(self._interruptions.signal)

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop at the next point at which every record read is either pending or written."""
        if self._interruptions.arrived(signum):
            self._stop(signum)
        self.logger.info("Signal %d: stopping after the batch that is being written", signum)

    def _stop(self, signum: int) -> t.NoReturn:
        """Write what was read, print its STATE and leave, with the exit code of a signal."""
        self.logger.info("Signal %d: writing the records read so far", signum)
        self.drain_all()
        raise SystemExit(SIGNAL_EXIT + signum)
