"""The control flow that all streams share: failures end the stream, not the run."""

from __future__ import annotations

import typing as t

from singer_sdk import Stream
from singer_sdk.helpers.conform import TypeConformanceLevel

from feishu_connect.errors import AccessError, FeishuError, IncompleteError
from tap_feishu.columns import Columns, row_schema, shape

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from singer_sdk import Tap
    from singer_sdk.helpers.types import Context, Record

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.config import TapSettings
    from tap_feishu.run import Run


class FeishuStream(Stream):
    """A stream that reads through the run's one client."""

    #: Rows are converted at one point and are JSON already.
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE
    #: Something was left out that could not be read: what is missing now may still be there.
    partial = False

    def __init__(self, tap: Tap, run: Run, name: str | None = None) -> None:
        """Keep the run: it holds the client, the settings and what failed."""
        self.run = run
        super().__init__(tap, name=name)

    def _sync_records(
        self, context: Context | None = None, *, write_messages: bool = True
    ) -> Generator[dict[str, t.Any], t.Any, t.Any]:
        """Read the rows; a failure is remembered, and the bookmark stays where it was.

        Raises:
            FeishuError: No other stream could be read either: credentials, quota, an outage.
        """
        try:
            yield from super()._sync_records(context, write_messages=write_messages)
        except FeishuError as error:
            if error.stops_run:
                raise
            self.stream_state.pop("progress_markers", None)
            self.run.failures.add(f"stream {self.name}", error)
            if self.run.failures.is_gone(error):
                raise
        else:
            self.run.failures.relieve()
            if self._stream_version is not None and not self.partial:
                super()._write_activate_version_message(self._stream_version)

    def _write_activate_version_message(self, full_table_version: int) -> None:
        """Say nothing at the start: a target would empty its table before the rows are there."""

    def wants(self, *columns: str) -> bool:
        """Whether any of these columns is selected: calls for others are not made."""
        return any(self.mask["properties", column] for column in columns)


class FixedStream(FeishuStream):
    """A stream that a subclass declares: name, keys, columns, and where its items come from."""

    columns: t.ClassVar[Columns]
    keys: t.ClassVar[tuple[str, ...]]
    #: What the stream calls, for the tables of scopes and rates.
    endpoints: t.ClassVar[tuple[Endpoint, ...]]
    #: For the docs: what a second run gives, and what the stream costs.
    replication: t.ClassVar[str] = "full table"
    cost: t.ClassVar[str]
    #: Settings that name what the stream reads: where one is given, it is selected unasked.
    named_by: t.ClassVar[tuple[str, ...]] = ()
    #: The API lists what there is; else only these settings tell what to read.
    is_listed: t.ClassVar[bool] = True
    #: Endpoint -> when it is called, where that depends on what is found: a clause for the doctor.
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {}
    #: `LOG_BASED` where neither a column nor the whole table tells what is new.
    forced_replication_method: str | None = None

    def __init__(self, tap: Tap, run: Run) -> None:
        """Take keys and schema from the declaration."""
        self.selected_by_default = self.is_meant(run.settings)
        super().__init__(tap, run)
        # The SDK's own start empties it. A stream of changes that passed for a full table would
        # end with ACTIVATE_VERSION, and targets would drop all that did not change.
        self.forced_replication_method = type(self).forced_replication_method
        self.primary_keys = self.keys
        self._schema = row_schema(self.columns, self.keys)
        self._misfits: dict[str, str] = {}

    @classmethod
    def is_meant(cls, settings: TapSettings) -> bool:
        """Whether the stream is selected where nobody selects anything.

        What the settings name is; where they name nothing, everything that the identity can read.
        So an app that was made for its bases is not asked for the scopes of calendars.
        """
        named = settings.named
        wanted = not named or not named.isdisjoint(cls.named_by)
        return wanted and cls.takes(settings.connection.identity)

    @classmethod
    def is_idle(cls, settings: TapSettings) -> bool:
        """Whether these settings leave the stream nothing to read, so that it needs nothing."""
        return not cls.is_listed and settings.named.isdisjoint(cls.named_by)

    @classmethod
    def further_scopes(cls, identity: str) -> tuple[tuple[str, ...], ...]:  # noqa: ARG003
        """Give groups of scopes that an identity needs beside those of the endpoints."""
        return ()

    @classmethod
    def takes(cls, identity: str) -> bool:
        """Whether this identity's token can read the stream, `app` or `user`."""
        always = (endpoint for endpoint in cls.endpoints if endpoint not in cls.only_if)
        return all(identity in endpoint.identities for endpoint in always)

    def items(self) -> Iterable[dict[str, t.Any]]:
        """Give the API's items, in any order, each once."""
        raise NotImplementedError

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002
        """Shape every item into a row."""
        self.check_identity()
        for item in self.items():
            yield shape(self.columns, item, self.note_misfit)
        self.conclude()

    def note_misfit(self, column: str, error: Exception) -> None:
        """Remember that a value did not fit its column; the first of a column is told."""
        if column not in self._misfits:
            self._misfits[column] = str(error)
            self.logger.warning("A value of %s.%s does not fit: %s", self.name, column, error)

    def conclude(self) -> None:
        """End the stream.

        Raises:
            IncompleteError: Values did not fit; their rows were emitted without them.
        """
        if self._misfits:
            names = ", ".join(self._misfits)
            msg = f"Values of {self.name} do not fit the type of their column: {names}"
            raise IncompleteError(msg, cure="Deselect these columns, and report this, please")

    def check_identity(self) -> None:
        """Refuse an identity whose token the API does not take, before it does.

        Raises:
            AccessError: The setting `identity` has to be the other one.
        """
        identity = self.run.settings.connection.identity
        if not self.takes(identity):
            other = "app" if identity == "user" else "user"
            msg = f"Feishu does not let the identity `{identity}` read {self.name}"
            raise AccessError(msg, cure=f"Set `identity: {other}`, or deselect the stream")
