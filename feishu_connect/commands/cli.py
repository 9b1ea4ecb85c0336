"""The command group: each subcommand is imported when it is called."""

from __future__ import annotations

import importlib
import logging
import typing as t
from importlib.metadata import PackageNotFoundError, version

import click

from feishu_connect.errors import SettingsError
from feishu_connect.exits import orderly_exit

logger = logging.getLogger("feishu-connect")

#: Subcommand -> one line for `--help`. Each is a module here with a command of the same name.
COMMANDS: t.Final[dict[str, str]] = {
    "doctor": "Find what is wrong, and how to put it right.",
    "login": "Sign in a user, for `identity: user`.",
    "serve": "Receive events and sign-ins.",
    "subscribe": "Have Feishu send events about documents, approvals and calendars.",
    "unsubscribe": "Stop such events.",
}


class LazyGroup(click.Group):
    """Knows its commands by name, so that one does not need what another imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names, in alphabetical order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command.

        Raises:
            SettingsError: A package that it needs is not installed.
        """
        if cmd_name not in COMMANDS:
            return None
        try:
            module = importlib.import_module(f"feishu_connect.commands.{cmd_name}")
        except ModuleNotFoundError as error:
            problem = (
                f"`feishu-connect {cmd_name}` needs the package `{error.name}`, which is not "
                f"installed: pip install 'singer-feishu[receiver]'"
            )
            raise SettingsError([problem]) from None
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version() -> str:
    try:
        return version("singer-feishu")
    except PackageNotFoundError:
        return "unknown (not installed)"


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="feishu-connect")
def cli() -> None:
    """Connect singer-feishu with Feishu or Lark."""


def main() -> None:
    """Run `feishu-connect`.

    Exits with 0 when all is well, with 1 on a configuration or permission error or where the
    doctor found one, with 2 on a wrong command line, and with 70 on a crash.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    with orderly_exit(logger):
        cli(prog_name="feishu-connect")
