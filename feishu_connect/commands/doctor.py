"""`feishu-connect doctor`: find what is wrong before a run does."""

from __future__ import annotations

import os
import sys

import click

from feishu_connect.commands.configs import read_config
from feishu_connect.doctor import examine
from feishu_connect.doctor.report import as_json, as_text
from feishu_connect.exits import EXIT_FAILED


@click.command()
@click.option("--config", "config_path", required=True, metavar="FILE", help="A tap's or target's.")
@click.option(
    "--catalog",
    "catalog_path",
    metavar="FILE",
    help="The tap's catalog: only its selected streams count.",
)
@click.option("--json", "for_machines", is_flag=True, help="Print a list of findings as JSON.")
def doctor(config_path: str, catalog_path: str | None, *, for_machines: bool) -> None:
    """Find what is wrong between a configuration and Feishu, and say how to put it right.

    Reads only; nothing is changed. Ends with 0 when nothing failed, and with 1 otherwise.
    """
    config = read_config(config_path)
    catalog = read_config(catalog_path, "--catalog") if catalog_path else None
    findings = examine(config, catalog)
    if for_machines:
        click.echo(as_json(findings))
    else:
        # None lets click look whether the output is a terminal.
        click.echo(as_text(findings), color=False if os.environ.get("NO_COLOR") else None)
    if any(finding.status == "failed" for finding in findings):
        sys.exit(EXIT_FAILED)
