"""The console script: the SDK's command line, with failures as one line instead of a traceback."""

from __future__ import annotations

import logging
import sys

from singer_sdk.exceptions import SingerSDKError
from singer_sdk.singerlib.exceptions import SingerError

from feishu_connect import FeishuError
from feishu_connect.redaction import Redactor
from target_feishu.target import TargetFeishu

#: Configuration, permission or data error.
EXIT_FAILED = 1
#: A fault of this program (EX_SOFTWARE of sysexits.h).
EXIT_CRASHED = 70

#: Singer messages that are wrong in themselves.
_DATA_ERRORS = (SingerSDKError, SingerError)


def main() -> None:
    """Run the target.

    Exits with 0 when everything that was read is on Feishu, with 1 on a configuration,
    permission or data error (one line says which and what to do), and with 70 on a crash.
    """
    try:
        TargetFeishu.cli()
    except (FeishuError, *_DATA_ERRORS) as error:
        text = Redactor().clean(str(error)) or type(error).__name__
        _logger().error("%s", " ".join(text.split()))
        sys.exit(EXIT_FAILED)
    except Exception:  # noqa: BLE001 - the last line of defence
        _logger().exception("target-feishu crashed: please report it")
        sys.exit(EXIT_CRASHED)


def _logger() -> logging.Logger:
    return logging.getLogger(TargetFeishu.name)
