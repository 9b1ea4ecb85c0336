"""`tap-feishu | target-feishu` as a shell would run it, between bases of one sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import typing as t
from collections import defaultdict
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feishu_sandbox import BaseBuilder, Sandbox, TableBuilder

Line = dict[str, t.Any]

#: The console scripts of the environment in which the tests run.
BIN = Path(sys.executable).parent
#: Name of every base that is read, the first half of its streams' names.
PREFIX = "源"
#: Seconds after which a process that hangs fails its test.
PATIENCE = 90


@dataclass
class Output:
    """What a tap printed, by stream."""

    schemas: dict[str, Line] = field(default_factory=dict)
    rows: dict[str, list[Line]] = field(default_factory=dict)
    state: Line = field(default_factory=dict)


class Pipe:
    """A running target, fed by a running tap or by the test.

    What the target prints goes to a file: whatever it has flushed can be read there at any time.
    """

    def __init__(self, folder: Path, target: list[t.Any], tap: list[t.Any] | None = None) -> None:
        self._printed = folder / "states.jsonl"
        self._logs = folder / "tap.log", folder / "target.log"
        with ExitStack() as files:
            printed = files.enter_context(self._printed.open("w"))
            logs = [files.enter_context(log.open("w")) for log in self._logs]
            self.tap = tap and subprocess.Popen(tap, stdout=subprocess.PIPE, stderr=logs[0])
            source = self.tap.stdout if self.tap else subprocess.PIPE
            self.target = subprocess.Popen(target, stdin=source, stdout=printed, stderr=logs[1])
        if self.tap:
            # The target holds the reading end; with ours open the tap would never see it break.
            self.tap.stdout.close()

    @property
    def states(self) -> list[Line]:
        """The values of all STATE lines that the target has printed so far."""
        text = self._printed.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]

    @property
    def log(self) -> str:
        """What both processes said."""
        return "".join(log.read_text(encoding="utf-8") for log in self._logs if log.exists())

    def feed(self, *lines: Line) -> None:
        """Write messages to a target that has no tap; its end may have come before ours."""
        with suppress(BrokenPipeError):
            for line in lines:
                self.target.stdin.write(json.dumps(line).encode() + b"\n")
            self.target.stdin.flush()

    def close(self) -> None:
        """End the input of a target that has no tap."""
        with suppress(BrokenPipeError):
            self.target.stdin.close()

    def wait(self) -> tuple[int, int]:
        """Wait for both; give their exit codes, negative ones for signals."""
        if self.target.stdin:
            self.close()
        code = self.target.wait(PATIENCE)
        return (self.tap.wait(PATIENCE) if self.tap else 0), code

    def wait_for(self, state: Line) -> None:
        """Wait until the target has printed a STATE."""
        wait_until(lambda: state in self.states)

    def end(self) -> None:
        """Leave nothing running, whatever became of the test."""
        for process in (self.tap, self.target):
            if process and process.poll() is None:
                process.kill()
        self.wait()


def wait_until(happened: Callable[[], bool]) -> None:
    """Look again and again: processes cannot be given a clock."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Bench:
    """A sandbox with a source base and a copy base, and a folder for what processes leave."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.pipes: list[Pipe] = []
        self.source = sandbox.world.add_base("来源 🏢")
        self.copy = sandbox.world.add_base("副本")

    def table(self, name: str, rows: Iterable[Line] = (), fields: Iterable[Line] = ()):
        """Add a table to the source; by default each row has a name and a number."""
        plain = [{"field_name": "名称", "type": 1}, {"field_name": "数", "type": 2}]
        table = self.source.add_table(name, list(fields) or plain)
        for row in rows:
            table.add_row(row)
        return table

    def start(
        self, source: BaseBuilder | None = None, state: Line | None = None, **settings: t.Any
    ) -> Pipe:
        """Start the pipe; the target's settings are given, but the route's are in `route`."""
        return self.pipe(self._tap(source or self.source, state), **settings)

    def pipe(self, tap: list[t.Any] | None = None, **settings: t.Any) -> Pipe:
        """Start a target with these settings, fed by a tap or, without one, by the test."""
        pipe = Pipe(self.folder, self._target(**settings), tap)
        self.pipes.append(pipe)
        return pipe

    def run(self, source: BaseBuilder | None = None, **settings: t.Any) -> Pipe:
        """Run the pipe to its end, which must be a good one."""
        pipe = self.start(source, **settings)
        assert pipe.wait() == (0, 0), pipe.log
        return pipe

    def read(self, base: BaseBuilder) -> Output:
        """Run the tap alone over a base; its streams are named as in the source."""
        command = self._tap(base, None)
        done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
        output, rows = Output(), defaultdict(list)
        for line in done.stdout.splitlines():
            message = json.loads(line)
            stream = message.get("stream", "").rpartition("__")[2].removeprefix(f"{PREFIX}_")
            if message["type"] == "SCHEMA":
                output.schemas[stream] = message["schema"]["properties"]
            elif message["type"] == "RECORD":
                rows[stream].append(message["record"])
            elif message["type"] == "STATE":
                output.state = message["value"]
        output.rows = dict(rows)
        return output

    def _target(self, *, route: Line | None = None, **settings: t.Any) -> list[t.Any]:
        """Give the command of the target: tables go to the copy, other streams nowhere."""
        base = {"base": self.copy.app_token}
        routes = [{"stream": "*__*", **base, **(route or {})}, {"stream": "*", "to": "ignore"}]
        config = {**self.connection, "routes": routes, **settings}
        return [BIN / "target-feishu", "--config", self._write("target.json", config)]

    def strike(
        self, match: str, nth: int, act: Callable[[Pipe], None], *, applied: bool = True
    ) -> None:
        """Do something to the processes when the n-th call of a kind has come in.

        Args:
            match: Glob of the calls.
            nth: Which of them, from 1.
            act: What is done, to the newest pipe.
            applied: Whether the call is carried out afterwards; its caller may be dead by then.
        """
        faults = self.sandbox.faults
        # Locked: the body has been read, so that nothing but the reply can fail any more.
        faults.add(
            match,
            "callback",
            after=nth - 1,
            call=lambda _: act(self.pipes[-1]),
            locked=applied,
        )
        if not applied:
            faults.add(match, "html", after=nth - 1)

    def settle(self, match: str, *, applied: bool) -> None:
        """Wait until the last call of a kind is carried out, where it shall be."""
        last = self.sandbox.calls.of(match)[-1]
        if applied:
            wait_until(lambda: last.applied)
        assert last.applied is applied

    def copied(self, name: str) -> TableBuilder:
        """Give the copy of a table, by the table's half of the stream's name."""
        return self.copy.table(f"{PREFIX}__{name}")

    @property
    def connection(self) -> Line:
        """The connection settings of tap and target."""
        return {name: self.sandbox.config[name] for name in ("app_id", "app_secret", "base_url")}

    def tap_settings(self, base: BaseBuilder) -> Line:
        """Give the settings of a tap that reads one base."""
        bases = [{"base": base.app_token, "name": PREFIX}]
        return {**self.connection, "bases": bases, "lookback": 0}

    def _tap(self, base: BaseBuilder, state: Line | None) -> list[t.Any]:
        config = self._write("tap.json", self.tap_settings(base))
        command = [BIN / "tap-feishu", "--config", config]
        return [*command, "--state", self._write("state.json", state)] if state else command

    def _write(self, name: str, content: Line) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path
