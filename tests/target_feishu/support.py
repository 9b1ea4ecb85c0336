"""Feed the target with Singer messages and look at what came out."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import typing as t

from feishu_connect import FeishuClient
from target_feishu.target import TargetFeishu

if t.TYPE_CHECKING:
    import pytest

    from feishu_sandbox import Sandbox

Line = dict[str, t.Any]

TEXT = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}
INTEGER = {"type": ["integer", "null"]}
TIME = {"type": ["string", "null"], "format": "date-time"}
TAGS = {"type": ["array", "null"], "items": {"type": "string"}}


class SkippingClock:
    """Real time of day, so that it agrees with the sandbox's; waiting takes no time."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._skipped = 0.0

    def now(self) -> dt.datetime:
        return dt.datetime.now(tz=dt.timezone.utc)

    def monotonic(self) -> float:
        return time.monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._skipped += max(0.0, seconds)

    def uniform(self, low: float, high: float) -> float:
        return (low + high) / 2


def schema(stream: str, keys: t.Sequence[str] = ("id",), **columns: t.Any) -> Line:
    """Make a SCHEMA message; the columns are id and name unless others are given."""
    columns = columns or {"id": TEXT, "name": TEXT}
    return {
        "type": "SCHEMA",
        "stream": stream,
        "key_properties": list(keys),
        "schema": {"type": "object", "properties": columns},
    }


def record(stream: str, **values: t.Any) -> Line:
    """Make a RECORD message."""
    return {"type": "RECORD", "stream": stream, "record": values}


def state(value: t.Any) -> Line:
    """Make a STATE message."""
    return {"type": "STATE", "value": {"at": value}}


def make_target(sandbox: Sandbox, **config: t.Any) -> TargetFeishu:
    """Make a target that never waits."""
    known = {key: sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    target = TargetFeishu(config={**known, **config})
    target.client = FeishuClient(target.settings.connection, clock=SkippingClock())
    return target


def feed(target: TargetFeishu, *lines: Line) -> None:
    """Let a target read messages up to the end of the input."""
    target.listen(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))


def states(capsys: pytest.CaptureFixture[str]) -> list[t.Any]:
    """Give the STATE values printed so far."""
    return [json.loads(line)["at"] for line in capsys.readouterr().out.splitlines()]
