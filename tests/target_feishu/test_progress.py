"""The line on a terminal: there while one looks, never in logs, and nothing is garbled by it."""

from __future__ import annotations

import io
import json
import logging
import os
import pty
import re
import subprocess
import sys
import typing as t

import pytest

from target_feishu.progress import Progress, fitted
from target_feishu.summary import Summary
from tests.target_feishu.support import record, schema, state

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feishu_sandbox import Sandbox

ERASE = "\r\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Watch:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def summary() -> Summary:
    made = Summary(lambda: {"x": 1234})
    made.read.update({"a": 20, "b": 1})
    made.add("a", "there", created=15, dead_lettered=1)
    return made


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[t.Any]]:
    made = logging.StreamHandler(Terminal())
    logging.getLogger().addHandler(made)
    yield made
    logging.getLogger().removeHandler(made)


def test_the_line_tells_all_together_and_stream_by_stream(summary: Summary, watch: Watch):
    line = Progress(summary, watch).line(62)
    assert line == "1:02  21 read, 16 landed, 0/s, 1,234 calls  b 0/1  a 16/20"


def test_it_is_drawn_now_and_then_and_taken_away_at_the_end(
    summary: Summary, watch: Watch, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "30")
    terminal = Terminal()
    progress = Progress(summary, watch)
    progress.show(terminal)
    for _ in range(10):
        progress.update()
        watch.now += 0.125
    progress.hide()
    progress.update()
    drawn = terminal.getvalue().split(ERASE)
    assert drawn[0] == drawn[-1] == ""
    assert drawn[1:-1] == ["0:00  21 read, 16 landed, 64/", *drawn[2:-1]]
    assert len(drawn[1:-1]) == 4
    assert all(len(line) == 29 for line in drawn[1:-1])


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_where_nobody_looks_nothing_is_written(
    summary: Summary, watch: Watch, term: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", term)
    stream = Terminal() if term == "dumb" else io.StringIO()
    progress = Progress(summary, watch)
    progress.show(stream)
    watch.now += 10
    progress.update()
    progress.hide()
    assert stream.getvalue() == ""


def test_log_lines_push_it_aside(
    summary: Summary,
    watch: Watch,
    handler: logging.StreamHandler[t.Any],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("TERM", "xterm")
    terminal = handler.stream
    progress = Progress(summary, watch)
    progress.show(terminal)
    watch.now += 1
    progress.update()
    logging.getLogger("x").warning("careful")
    logging.getLogger("x").warning("again")
    progress.hide()
    assert handler.stream is terminal
    first, line, rest = terminal.getvalue().split(ERASE)
    assert (first, rest) == ("", "careful\nagain\n")
    assert line.startswith("0:01")


@pytest.mark.parametrize(
    "text, width, kept",
    [("abc", 3, "abc"), ("abcd", 3, "abc"), ("订单x", 4, "订单"), ("订单", 3, "订")],
)
def test_a_text_is_cut_to_the_columns_that_it_takes(text: str, width: int, kept: str):
    assert fitted(text, width) == kept


def test_a_run_on_a_terminal_shows_it_and_a_run_in_a_pipe_does_not(
    sandbox: Sandbox, tmp_path: Path
):
    chat = sandbox.world.add_chat("seen", bots=[sandbox.app.app_id]).chat_id
    known = {key: sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    route = {"stream": "*", "to": "message", "receive_id": chat, "content": "{{ id }}"}
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**known, "routes": [route]}), encoding="utf-8")
    command = [sys.executable, "-m", "target_feishu", "--config", str(path)]
    lines = [schema("a"), *[record("a", id=str(n)) for n in range(8)], state(1)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}

    ours, its = pty.openpty()
    done = subprocess.run(
        command,
        input=text,
        stdout=subprocess.PIPE,
        stderr=its,
        text=True,
        timeout=60,
        check=True,
        env=environment,
    )
    os.close(its)
    seen = _all(ours)
    assert done.stdout == '{"at": 1}\n'
    assert re.search(r"\r\x1b\[2K0:0\d  \d read, \d landed", seen)
    last = seen.split(ERASE)[-1]
    assert "a -> messages: 8 sent" in last

    piped = subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=60, check=True, env=environment
    )
    assert "\x1b" not in piped.stderr
    assert "a -> messages: 8 repeated" in piped.stderr


def _all(terminal: int) -> str:
    """Read what was written to a terminal that nobody has open any more."""
    pieces = []
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            piece = b""
        if not piece:
            os.close(terminal)
            return b"".join(pieces).decode().replace("\r\n", "\n")
        pieces.append(piece)
