"""The console script: the SDK's command line, with errors in one line."""

from __future__ import annotations

from singer_sdk.exceptions import ConfigValidationError

from feishu_connect.errors import SettingsError
from feishu_connect.exits import one_line_errors
from tap_feishu.tap import TapFeishu


def main() -> None:
    """Run `tap-feishu`; exit code 1 for errors of configuration, permission or data."""
    with one_line_errors(TapFeishu.logger):
        try:
            TapFeishu.cli()
        except ConfigValidationError as error:
            raise SettingsError(error.errors) from None
