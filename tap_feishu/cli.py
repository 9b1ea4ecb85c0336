"""The console script: the SDK's command line, with failures as one line."""

from __future__ import annotations

from singer_sdk.exceptions import ConfigValidationError, SingerSDKError

from feishu_connect.errors import SettingsError
from feishu_connect.exits import orderly_exit
from tap_feishu.tap import TapFeishu


def main() -> None:
    """Run `tap-feishu`.

    Exits with 0 when everything that was asked for is read, with 1 on a configuration, permission
    or data error, and with 70 on a crash.
    """
    with orderly_exit(TapFeishu.logger, SingerSDKError):
        try:
            TapFeishu.cli()
        except ConfigValidationError as error:
            raise SettingsError(error.errors) from None
