"""Console scripts with one store between them, as a machine on which all of them are set up."""

from __future__ import annotations

import json
import subprocess
import typing as t
from pathlib import Path

from feishu_connect.store import Store
from tests.end_to_end.processes import BIN, PATIENCE, Line, wait_until

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox


class Command:
    """A running console script; what it prints goes to files."""

    def __init__(self, name: str, line: list[str], config: Line, env: dict[str, str]) -> None:
        self.name = name
        self.config = config
        folder = Path(line[-1]).parent
        self._files = folder / f"{name}.out", folder / f"{name}.err"
        with self._files[0].open("wb") as out, self._files[1].open("wb") as err:
            self.process = subprocess.Popen(
                line, stdin=subprocess.PIPE, stdout=out, stderr=err, env=env
            )
        #: What a process list shows.
        self.listed = Path(f"/proc/{self.process.pid}/cmdline").read_bytes()

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return self._files[0].read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self._files[1].read_text(encoding="utf-8")

    @property
    def messages(self) -> list[Line]:
        """The Singer messages of a tap."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def rows(self) -> list[Line]:
        """The records of a tap."""
        return [message["record"] for message in self.messages if message["type"] == "RECORD"]

    def says(self, text: str) -> str:
        """Wait until a text is printed, and give the line that holds it."""
        wait_until(lambda: text in self.out or self.process.poll() is not None)
        lines = [line for line in self.out.splitlines() if text in line]
        assert lines, self.log
        return lines[0].strip()

    def type(self, text: str) -> None:
        """Type a line into it."""
        self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()

    def wait(self) -> int:
        """Wait for its end; give the exit code."""
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it at once, if it has not ended."""
        self.process.kill()
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class Machine:
    """Starts commands; all of them use the same store file."""

    def __init__(self, sandbox: Sandbox, folder: Path, env: t.Mapping[str, str]) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.started: list[Command] = []
        #: `webbrowser` opens links with a program that does nothing.
        self._env = {**env, "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
        self._store_url = f"sqlite:///{folder}/store.db"

    def start(self, config: Line, *words: str, loglevel: str = "INFO") -> Command:
        """Start a console script with a configuration.

        Args:
            config: Its settings, but the store's.
            words: The script, then what follows it before `--config`.
            loglevel: For those that listen to it.
        """
        name = f"{len(self.started)}-{words[0]}"
        config = {**config, "store_url": self._store_url}
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        line = [str(BIN / words[0]), *words[1:], "--config", str(path)]
        command = Command(name, line, config, {**self._env, "LOGLEVEL": loglevel})
        self.started.append(command)
        return command

    def serve(self, config: Line, port: int = 0) -> tuple[Command, str]:
        """Start the receiver; give it and its address once it listens."""
        receiver = self.start(config, "feishu-connect", "serve", "--port", str(port))
        return receiver, receiver.says("http://").split()[0]

    def run(self, config: Line, *words: str, code: int = 0, loglevel: str = "INFO") -> Command:
        """Run a console script to its end, and check the exit code."""
        command = self.start(config, *words, loglevel=loglevel)
        assert command.wait() == code, command.log + command.out
        return command

    def store(self, config: Line) -> Store:
        """Open the store of a configuration's app."""
        return Store.open(self._store_url, app_id=config["app_id"], app_secret=config["app_secret"])

    def end(self) -> None:
        """Leave nothing running."""
        for command in self.started:
            command.kill()
