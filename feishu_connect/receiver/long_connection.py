"""Events without a public address: the websocket of the official SDK, for custom apps.

The connection proves itself with app id and secret; what comes over it is neither encrypted nor
signed. docs: /ukTMukTMukTM/uYDNxYjL2QTM24iN0EjN/event-subscription-configure-/
request-url-configuration-case
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import threading
import typing as t

from feishu_connect import regions
from feishu_connect.errors import CredentialsError, FeishuError, RegionError
from feishu_connect.receiver.extras import needs_extra
from feishu_connect.receiver.refusals import PostRefusedError
from feishu_connect.redaction import CleanLog, Redactor

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_connect.receiver.app import Parts
    from feishu_connect.settings import ConnectionSettings

#: Codes with which Feishu turns a connection away for good.
_WRONG_REGION = 1000040351
_TOO_MANY = 1000040350
_BAD_CREDENTIALS = (403, 514, 1000040344)
#: Where the log says a refused event came from.
_SENDER = "the long connection"
#: Stopping is tried this often, with as many seconds in between; then the thread is left alone.
_STOP_TRIES, _STOP_PAUSE = 100, 0.05


class PushedEvents:
    """What the SDK's client calls with each event, in place of its own dispatcher.

    The dispatcher knows event types only that were registered beforehand; all are kept here.
    """

    def __init__(self, parts: Parts) -> None:
        """Share gate, store and counts with the posts."""
        self._parts = parts

    def do_without_validation(self, payload: bytes) -> None:
        """Store an event; Feishu is told of it when this returns, and repeats it when it raises.

        Raises:
            PostRefusedError: It is no event of this app, or could not be stored.
        """
        try:
            self._parts.intake.take(self._parts.gate.admit_pushed(payload))
        except PostRefusedError as refusal:
            self._parts.tally.refuse(refusal.reason, _SENDER)
            raise

    #: The name in SDK versions that find the other one too public.
    _do_without_validation = do_without_validation


class LongConnection:
    """The SDK's client in a thread of its own; it reconnects by itself.

    Args:
        settings: Of a custom app.
        parts: Shared with the posts.
        on_failure: Called when Feishu has turned the connection away for good; see `failure`.
    """

    def __init__(
        self, settings: ConnectionSettings, parts: Parts, on_failure: Callable[[], None]
    ) -> None:
        """Load the SDK, which takes seconds; nothing is opened yet.

        Raises:
            SettingsError: The extra `long-connection` is not installed.
        """
        with needs_extra("long-connection"):
            self._sdk: t.Any = importlib.import_module("lark_oapi.ws.client")
            self._levels = importlib.import_module("lark_oapi.core.enum").LogLevel
        self._settings = settings
        self._events = PushedEvents(parts)
        self._on_failure = on_failure
        self._loop = asyncio.new_event_loop()
        self._stopping = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="long-connection", daemon=True)
        self.failure: FeishuError | None = None

    def start(self) -> None:
        """Connect; failures that may pass are retried for ever."""
        quiet_sdk_log(Redactor(self._settings.app_secret))
        self._thread.start()

    def stop(self) -> None:
        """Disconnect and wait. Feishu repeats an event whose acknowledgement did not get out."""
        self._stopping = True
        for _ in range(_STOP_TRIES):
            # The client takes a stop for a lost connection while it connects, and goes on.
            if self._ended.wait(_STOP_PAUSE):
                self._thread.join()
                return
            with contextlib.suppress(RuntimeError):  # closed a moment ago
                self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self) -> None:
        # The SDK runs everything on the loop that it found when it was imported: not ours to stop.
        theirs, self._sdk.loop = self._sdk.loop, self._loop
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(self._on_lost_task)
        try:
            self._connect()
        finally:
            self._loop.close()
            self._sdk.loop = theirs
        if self.failure is not None:
            self._on_failure()

    def _connect(self) -> None:
        client = self._sdk.Client(
            self._settings.app_id,
            self._settings.app_secret,
            log_level=self._levels.WARNING,
            event_handler=self._events,
            domain=self._settings.base_url,
        )
        try:
            client.start()
        except Exception as error:  # noqa: BLE001  whatever it is, there are no events any more
            if not self._stopping and self.failure is None:
                self.failure = explain(error, self._settings)
        finally:
            self._ended.set()
        with contextlib.suppress(RuntimeError):  # a stop that came late
            self._loop.run_until_complete(_wind_up(client))

    def _on_lost_task(self, loop: asyncio.AbstractEventLoop, context: dict[str, t.Any]) -> None:
        """Notice that the SDK gave up reconnecting, which it tells nobody."""
        error = context.get("exception")
        if isinstance(error, Exception) and not self._stopping:
            self.failure = self.failure or explain(error, self._settings)
            loop.stop()


async def _wind_up(client: t.Any) -> None:
    """End what the client left running."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client._disconnect()  # noqa: SLF001  the SDK has no public way to end


def explain(error: Exception, settings: ConnectionSettings) -> FeishuError:
    """Say in our words why Feishu refused the connection."""
    code = getattr(error, "code", None)
    known = code if isinstance(code, int) else None
    if known == _WRONG_REGION:
        other = regions.other_region(settings.base_url)
        message, cure = "The app belongs to another region", f"set `base_url` to `{other}`"
        return RegionError(message, cure=cure, code=known)
    if known in _BAD_CREDENTIALS:
        message = "Feishu refused the long connection"
        cure = "check `app_id` and `app_secret`, and that it is a custom app"
        return CredentialsError(message, cure=cure, code=known)
    if known == _TOO_MANY:
        message = "The app has as many long connections as Feishu allows (50)"
        return FeishuError(message, cure="stop one of the others", code=known)
    text = Redactor(settings.app_secret).clean(f"{type(error).__name__}: {error}")
    return FeishuError(f"The long connection ended: {text}", cure="start it again", code=known)


def quiet_sdk_log(redactor: Redactor) -> None:
    """Let the SDK log where everything else is logged, without secrets, instead of on stdout."""
    log = logging.getLogger("Lark")
    for handler in list(log.handlers):
        log.removeHandler(handler)
    log.addFilter(CleanLog(redactor))
