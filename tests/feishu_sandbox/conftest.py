"""A running sandbox without limits, a bare HTTP client of it, and the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from lark_oapi import Client
from lark_oapi.core.token import TokenManager

from feishu_sandbox import Sandbox
from tests.feishu_sandbox.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import App, BaseBuilder, TableBuilder


def path_of(table: TableBuilder) -> str:
    return f"/bitable/v1/apps/{table.base.app_token}/tables/{table.table_id}"


class Api:
    """Calls the sandbox as it is, without help: what is sent is what the test says."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.token = ""

    def sign_in(self) -> str:
        credentials = {key: self.sandbox.config[key] for key in ("app_id", "app_secret")}
        reply = self.session.post(
            self.url("/auth/v3/tenant_access_token/internal"), json=credentials
        )
        self.token = reply.json()["tenant_access_token"]
        return self.token

    def url(self, path: str) -> str:
        return f"{self.sandbox.url}/open-apis{path}"

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request with a token."""
        if not self.token:
            self.sign_in()
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.session.request(method, self.url(path), headers=headers, timeout=10, **options)

    def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Send a request and return the whole JSON reply."""
        reply: dict[str, Any] = self.send(method, path, **options).json()
        return reply

    def data(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Send a request that has to succeed and return its data."""
        reply = self.call(method, path, **options)
        assert reply["code"] == 0, reply
        data: dict[str, Any] = reply["data"]
        return data

    def search(self, table: TableBuilder, body: dict[str, Any] | None = None, **params: Any) -> Any:
        """Search a table and return the whole reply."""
        path = f"{path_of(table)}/records/search"
        return self.call("POST", path, json=body or {}, params=params)

    def titles(self, table: TableBuilder, body: dict[str, Any], **params: Any) -> list[str]:
        """Search a table and return the text of the first column."""
        reply = self.search(table, body, **params)
        assert reply["code"] == 0, reply
        name = table.data.fields[0].name
        return [item["fields"][name][0]["text"] for item in reply["data"]["items"]]

    def code(self, method: str, path: str, **options: Any) -> int:
        """Send a request and return the code of its reply."""
        return int(self.call(method, path, **options)["code"])


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
def api(sandbox: Sandbox) -> Iterator[Api]:
    client = Api(sandbox)
    yield client
    client.session.close()


@pytest.fixture
def base(sandbox: Sandbox) -> BaseBuilder:
    """An empty base of its own."""
    return sandbox.world.add_base("Test base")


@pytest.fixture
def at() -> Any:
    """Return the API path of a table."""
    return path_of


@pytest.fixture
def lark(sandbox: Sandbox) -> Client:
    """The official client; its token cache is shared by the process, so it is emptied."""
    TokenManager.cache.cache.clear()
    return (
        Client.builder()
        .app_id(sandbox.config["app_id"])
        .app_secret(sandbox.config["app_secret"])
        .domain(sandbox.url)
        .build()
    )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def store_app(sandbox: Sandbox, receiver: Receiver) -> App:
    """A store app with a request URL and an Encrypt Key, installed nowhere."""
    return sandbox.world.add_store_app(
        "Store app",
        ["bitable:app", "tenant:tenant:readonly"],
        request_url=receiver.url,
        encrypt_key="test key",
        verification_token="verification",
    )
