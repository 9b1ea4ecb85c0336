"""`feishu-connect subscribe` and `unsubscribe`: which objects Feishu sends events about."""

from __future__ import annotations

import contextlib
import sys
import typing as t

import click

from feishu_connect import subscriptions
from feishu_connect.client import FeishuClient
from feishu_connect.commands.configs import read_config
from feishu_connect.errors import FeishuError, SettingsError
from feishu_connect.exits import EXIT_FAILED
from feishu_connect.settings import ConnectionSettings

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_connect.subscriptions import Outcome, Thing

_Act: t.TypeAlias = "Callable[[FeishuClient, Thing], Outcome]"
_CONFIG = click.option(
    "--config", "config_path", required=True, metavar="FILE", help="A tap's or target's."
)
_THINGS = click.argument("things", nargs=-1, metavar="[LINK | KIND:ID]...")


@click.command()
@_CONFIG
@_THINGS
def subscribe(config_path: str, things: tuple[str, ...]) -> None:
    """Have Feishu send events about bases, documents, approval definitions and calendars.

    Without LINK or KIND:ID (base, document, spreadsheet, approval, calendar) everything that the
    settings name is subscribed. Events then reach `feishu-connect serve`, for the types that are
    added on the console's page Events & Callbacks.
    """
    _each(subscriptions.subscribe, config_path, things, ("subscribed", "subscribed already"))


@click.command()
@_CONFIG
@_THINGS
def unsubscribe(config_path: str, things: tuple[str, ...]) -> None:
    """Stop the events about bases, documents, approval definitions and calendars."""
    words = ("unsubscribed", "was not subscribed")
    _each(subscriptions.unsubscribe, config_path, things, words)


def _each(act: _Act, path: str, named: tuple[str, ...], words: tuple[str, str]) -> None:
    """Act on one thing after the other; one that is refused does not stop the others."""
    config = read_config(path)
    settings = ConnectionSettings.from_config(config)
    things = subscriptions.read_things(named) if named else subscriptions.things_of(config)
    if not things:
        raise SettingsError(["nothing to subscribe: name a link or KIND:ID, or set `bases`"])
    failed = 0
    with contextlib.closing(FeishuClient(settings)) as client:
        for thing in things:
            try:
                told = words[act(client, thing) == "already"]
            except FeishuError as error:
                if error.stops_run:
                    raise
                failed += 1
                told = f"failed: {error}"
            click.echo(f"{thing.kind} {thing.said}: {told}")
    if failed:
        sys.exit(EXIT_FAILED)
