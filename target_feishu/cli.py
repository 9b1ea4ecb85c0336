"""The console script: the SDK's command line, with failures as one line instead of a traceback."""

from __future__ import annotations

from singer_sdk.exceptions import SingerSDKError
from singer_sdk.singerlib.exceptions import SingerError

from feishu_connect.exits import orderly_exit
from target_feishu.target import TargetFeishu


def main() -> None:
    """Run `target-feishu`.

    Exits with 0 when everything that was read is on Feishu, with 1 on a configuration,
    permission or data error, with 70 on a crash, and with 128 and its number after a signal.
    """
    with orderly_exit(TargetFeishu.logger, SingerSDKError, SingerError):
        TargetFeishu.cli()
