"""The whole sign-in, with a client that follows the pages as a browser does."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import typing as t
from pathlib import Path

import pytest
import requests

from feishu_connect import ConnectionSettings, FeishuClient
from feishu_connect.commands.login import sign_in
from feishu_connect.errors import SignInError
from feishu_connect.oauth import DeniedError
from feishu_sandbox import Sandbox
from tests.feishu_connect.commands.support import free_port

if t.TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[3]
SCOPES = ["bitable:app"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


class Browser:
    """A user who opens the link and decides."""

    def __init__(self, sandbox: Sandbox, decision: str) -> None:
        self.user = next(iter(sandbox.world.state.users.values()))
        self.decision = decision
        self.last: requests.Response | None = None
        self._thread: threading.Thread | None = None

    def __call__(self, link: str) -> bool:
        self._thread = threading.Thread(target=self.visit, args=(link,))
        self._thread.start()
        return True

    def visit(self, link: str) -> None:
        with requests.Session() as session:
            self.last = session.get(link, timeout=10)
            if self.last.ok:
                form = {"user": self.user.open_id, "decision": self.decision}
                self.last = session.post(link, data=form, timeout=10)

    def text(self) -> str:
        self._thread.join(timeout=10)
        return self.last.content.decode()


class Bench:
    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        uri = f"http://localhost:{free_port()}/callback"
        sandbox.app.redirect_urls.append(uri)
        self.sandbox = sandbox
        self.config = {
            **sandbox.config,
            "redirect_uri": uri,
            "store_url": f"sqlite:///{folder / 'store.sqlite3'}",
        }

    @contextlib.contextmanager
    def client(self) -> Iterator[FeishuClient]:
        settings = ConnectionSettings.from_config({**self.config, "identity": "user"})
        with contextlib.closing(FeishuClient(settings)) as client:
            yield client


@pytest.fixture
def bench(sandbox, tmp_path) -> Bench:
    return Bench(sandbox, tmp_path)


def test_a_user_clicks_through_and_runs_go_on_from_there(bench):
    browser = Browser(bench.sandbox, "allow")
    with bench.client() as client:
        person = sign_in(client, SCOPES, wait=20, browse=browser)
    assert f"You are signed in as {browser.user.name}." in browser.text()
    assert (person.open_id, person.missing, person.lasting) == (browser.user.open_id, (), True)
    with bench.client() as later:
        grant = later.store.user_token()
    assert grant.open_id == browser.user.open_id
    assert grant.refresh_token


def test_a_denial_comes_back_as_such(bench):
    browser = Browser(bench.sandbox, "deny")
    with bench.client() as client, pytest.raises(DeniedError):
        sign_in(client, SCOPES, wait=20, browse=browser)
    assert "Access was denied" in browser.text()


@pytest.mark.parametrize("fault,code", [("redirect", "20029"), ("scope", "20027")])
def test_what_feishu_shows_on_its_own_page_is_explained_after_the_wait(bench, fault, code):
    if fault == "redirect":
        bench.sandbox.app.redirect_urls.clear()
    scopes = ["okr:okr:readonly"] if fault == "scope" else SCOPES
    browser = Browser(bench.sandbox, "allow")
    with bench.client() as client, pytest.raises(SignInError, match=code):
        sign_in(client, scopes, wait=1, browse=browser)
    assert code in browser.text()


def test_without_a_browser_the_command_takes_the_pasted_redirect(bench, tmp_path):
    file = tmp_path / "config.json"
    file.write_text(json.dumps(bench.config))
    command = [sys.executable, "-c", "from feishu_connect.commands.cli import main; main()"]
    run = subprocess.Popen(
        [*command, "login", "--no-browser", "--config", str(file)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        link = next(line.strip() for line in run.stdout if line.strip().startswith("http"))
        user = next(iter(bench.sandbox.world.state.users.values()))
        form = {"user": user.open_id, "decision": "allow"}
        sent_back = requests.post(link, data=form, timeout=10, allow_redirects=False)
        said, complaints = run.communicate(sent_back.headers["Location"] + "\n", timeout=60)
    finally:
        run.kill()
    assert (run.returncode, complaints) == (0, "")
    assert f"Signed in as {user.name}" in said
    with bench.client() as client:
        grant = client.store.user_token()
    for secret in (grant.access_token, grant.refresh_token, bench.config["app_secret"]):
        assert secret not in said
