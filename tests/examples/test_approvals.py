"""The example of approvals, from its table and back to it, without further processes."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import typing as t

import pytest

from examples.approvals.__main__ import tell
from examples.approvals.office import NUMBER, Office
from examples.approvals.pipelines import OUTCOME, Settings
from examples.approvals.plumbing import Pipe
from examples.demo.meltano import Run
from examples.demo.report import Report
from feishu_sandbox import Sandbox
from tap_feishu.tap import TapFeishu
from target_feishu.target import TargetFeishu

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = "approval_code "


class InProcess(Pipe):
    """Runs tap and target here."""

    code = ""

    def run(self, stream: str, tap: t.Any, target: t.Any) -> Run:
        found = TapFeishu(config=tap).catalog_dict
        for entry in found["streams"]:
            for item in entry["metadata"]:
                if not item["breadcrumb"]:
                    item["metadata"]["selected"] = entry["tap_stream_id"] == stream
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(out):
            TapFeishu(config=tap, catalog=found).sync_all()
        out.seek(0)
        with contextlib.redirect_stdout(io.StringIO()):
            TargetFeishu(config=target).listen(out)
        return Run(stream, 0.0)


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_rows_are_approved_once_and_hear_of_it(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    out = io.StringIO()
    with Sandbox() as sandbox:
        office = Office(sandbox.world)
        before = len(sandbox.world.state.approvals.instances)
        pipe = InProcess(tmp_path)
        pipe.approval_code = lambda: _told(caplog)  # type: ignore[method-assign]
        settings = Settings(sandbox.config, office.base.app_token, tmp_path)
        tell(office, pipe, settings, Report(out))
        assert {row[NUMBER]: row[OUTCOME] for row in office.rows()} == {
            "CR-1001": "APPROVED",
            "CR-1002": "REJECTED",
            "CR-1003": "PENDING",
            "CR-1004": "PENDING",
        }
        assert len(sandbox.world.state.approvals.instances) == before + 4
    assert "CR-1003 Upgrade PostgreSQL to 17  林溪" in out.getvalue()


def _told(caplog: pytest.LogCaptureFixture) -> str:
    told = (each.getMessage() for each in caplog.records)
    return next(each.split(CODE)[1] for each in told if CODE in each)


def test_a_pipe_selects_one_stream_and_finds_the_code_in_the_log(tmp_path: Path):
    pipe = Pipe(tmp_path)
    pipe.log.write_text(f"… | INFO | Made the approval definition '变更': {CODE}7C46-1\n")
    assert pipe.approval_code() == "7C46-1"
    config = {"app_id": "cli_a"}
    command = pipe._command("tap_feishu", config)
    assert json.loads((tmp_path / "tap_feishu.json").read_text()) == config
    assert command[1:] == ["-m", "tap_feishu", "--config", str(tmp_path / "tap_feishu.json")]
