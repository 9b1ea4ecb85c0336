"""`feishu-connect serve`: take what Feishu pushes, until somebody stops it."""

from __future__ import annotations

import contextlib
import logging
import typing as t

import click

from feishu_connect.clock import SystemClock
from feishu_connect.commands.configs import read_config
from feishu_connect.errors import SettingsError
from feishu_connect.receiver.extras import needs_extra
from feishu_connect.settings import ConnectionSettings
from feishu_connect.store import Store

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.receiver.app import Parts
    from feishu_connect.receiver.long_connection import LongConnection
    from feishu_connect.receiver.server import Server

logger = logging.getLogger(__name__)

DEFAULT_PORT = 8372


@click.command()
@click.option("--config", "config_path", required=True, metavar="FILE", help="A tap's or target's.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--long-connection",
    is_flag=True,
    help="Fetch events over a connection to Feishu as well; custom apps only.",
)
def serve(config_path: str, host: str, port: int, *, long_connection: bool) -> None:
    """Receive events and app tickets, and keep them in the store.

    Serves POST .../events, GET .../callback and GET /healthz under any path prefix, in plain
    http: put a gateway with TLS in front. SIGTERM and SIGINT stop it once what came is stored.
    """
    settings = ConnectionSettings.from_config(read_config(config_path))
    check(settings, long_connection=long_connection)
    if settings.verification_token and not settings.encrypt_key:
        logger.warning(
            "Events come unencrypted and unsigned: set an Encrypt Key in the console and here"
        )
    with needs_extra("receiver"):
        from feishu_connect.receiver.app import Parts, Receiver  # noqa: PLC0415
        from feishu_connect.receiver.server import listen, make_server, url_of  # noqa: PLC0415
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(listen(host, port))
        store = Store.open(
            settings.store_url, app_id=settings.app_id, app_secret=settings.app_secret
        )
        stack.callback(store.close)
        parts = Parts.assemble(settings, store, SystemClock())
        server = make_server(Receiver(parts).app())
        if long_connection:
            stack.enter_context(_connected(settings, parts, server))
        click.echo(f"{url_of(listener)}  POST .../events  GET .../callback  GET /healthz")
        server.run(sockets=[listener])


def check(settings: ConnectionSettings, *, long_connection: bool) -> None:
    """Find out before anything is begun whether events could be taken at all.

    Raises:
        SettingsError: They could not.
    """
    problems = []
    if long_connection and settings.app_type == "store":
        problems.append("--long-connection is for custom apps; store apps need a request URL")
    if not (long_connection or settings.encrypt_key or settings.verification_token):
        problems.append(
            "`encrypt_key` or `verification_token` must be set, by which Feishu's posts are told "
            "from others: copy them from the console's page Events & Callbacks"
        )
    if problems:
        raise SettingsError(problems)


@contextlib.contextmanager
def _connected(
    settings: ConnectionSettings, parts: Parts, server: Server
) -> Iterator[LongConnection]:
    """Keep the long connection as long as the server runs, and end both when it is refused."""
    from feishu_connect.receiver.long_connection import LongConnection  # noqa: PLC0415

    connection = LongConnection(settings, parts, on_failure=server.stop)
    connection.start()
    try:
        yield connection
    finally:
        connection.stop()
    if connection.failure is not None:
        raise connection.failure
