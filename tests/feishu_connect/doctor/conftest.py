"""The doctor before a sandbox, with single replies put into its mouth where a test needs them."""

from __future__ import annotations

import typing as t
from urllib.parse import urlsplit

import pytest

from feishu_connect.doctor import Finding, examine
from feishu_connect.redaction import Redactor
from feishu_connect.transport import HttpTransport, Reply, Request
from feishu_sandbox import Sandbox
from tap_feishu.needs import needs as tap_needs
from target_feishu.needs import needs as target_needs
from tests.support import FakeClock

if t.TYPE_CHECKING:
    from collections.abc import Iterator


class Rehearsed:
    """Answers some paths itself and passes the rest on; remembers which hosts were asked."""

    def __init__(self, replies: dict[str, Reply]) -> None:
        self.replies = replies
        self.sent: list[Request] = []
        self._network = HttpTransport(read_timeout=10, redactor=Redactor(), user_agent="tests")

    def send(self, request: Request) -> Reply:
        self.sent.append(request)
        path = urlsplit(request.url).path.removeprefix("/open-apis")
        return self.replies[path] if path in self.replies else self._network.send(request)

    @property
    def hosts(self) -> set[str]:
        return {urlsplit(request.url).netloc for request in self.sent}

    def close(self) -> None:
        self._network.close()


class Surgery:
    """A doctor, a sandbox, and a healthy configuration to spoil."""

    def __init__(self, sandbox: Sandbox, transport: Rehearsed) -> None:
        self.sandbox = sandbox
        self.transport = transport
        self.connection = {
            name: sandbox.config[name] for name in ("app_id", "app_secret", "base_url")
        }
        base = sandbox.world.add_base("Patient")
        table = base.add_table("T", [{"field_name": "名称", "type": 1}])
        table.add_row({"名称": "x"})
        self.base, self.table = base, table

    @property
    def app(self) -> t.Any:
        return self.sandbox.app

    def rehearse(self, **replies: Reply) -> None:
        """Answer calls by themselves; `__` in a name stands for `/`."""
        for name, reply in replies.items():
            self.transport.replies["/" + name.replace("__", "/")] = reply

    def tap(self, catalog: t.Any = None, **config: t.Any) -> list[Finding]:
        """Examine a tap that reads the base and the directory."""
        bases = {"bases": [self.base.app_token]}
        return self.examine({**self.connection, **bases, **config}, catalog)

    def target(self, catalog: t.Any = None, **config: t.Any) -> list[Finding]:
        """Examine a target that writes to the base."""
        base = {} if "routes" in config else {"base": self.base.app_token}
        return self.examine({**self.connection, **base, **config}, catalog)

    def examine(self, config: dict[str, t.Any], catalog: t.Any = None) -> list[Finding]:
        """Examine any configuration, as both connectors would have it registered."""
        return examine(
            config,
            catalog,
            transport=self.transport,
            clock=FakeClock(),
            sources=[tap_needs, target_needs],
        )


def ailing(findings: list[Finding]) -> list[Finding]:
    """Give what failed or was warned of."""
    return [finding for finding in findings if finding.status in {"failed", "warning"}]


def only(findings: list[Finding]) -> Finding:
    """Give the one finding that is not well."""
    (finding,) = ailing(findings)
    return finding


def by_check(findings: list[Finding]) -> dict[str, str]:
    """Give the status of each check."""
    return {finding.check: finding.status for finding in findings}


@pytest.fixture
def surgery() -> Iterator[Surgery]:
    transport = Rehearsed({})
    with Sandbox(limits=False) as sandbox:
        yield Surgery(sandbox, transport)
    transport.close()
