from __future__ import annotations

import json
import threading
from urllib.parse import parse_qs, urlsplit

import click
import pytest
import requests
from click.testing import CliRunner

from feishu_connect.commands import login as command
from feishu_connect.errors import SettingsError, SignInError
from feishu_connect.oauth import DeniedError, WrongStateError
from tests.feishu_connect.commands.support import free_port
from tests.feishu_connect.tokens.support import FakeStore, Platform, client, granted, refused
from tests.support import FakeClock, reply

PERSON = {"name": "张三", "open_id": "ou_1", "tenant_key": "2ca1d211f64f6438"}


class Browser:
    """Goes to the redirect instead of showing the page, as if the user had decided at once."""

    def __init__(self, **answer: str) -> None:
        self.answer = answer
        self.link = ""
        self.page: requests.Response | None = None
        self._thread: threading.Thread | None = None

    def __call__(self, link: str) -> bool:
        self.link = link
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()
        return True

    def _visit(self) -> None:
        asked = {name: one for name, (one,) in parse_qs(urlsplit(self.link).query).items()}
        query = {"state": asked["state"], **self.answer}
        self.page = requests.get(asked["redirect_uri"], params=query, timeout=10)

    def text(self) -> str:
        self._thread.join(timeout=10)
        return self.page.content.decode()


class Bench:
    def __init__(self, *answers, redirect_uri: str = "") -> None:
        clock = FakeClock()
        self.store = FakeStore(clock)
        self.platform = Platform(oauth=list(answers), user_info=reply(PERSON))
        uri = redirect_uri or f"http://localhost:{free_port()}/callback"
        self.client = client(self.platform, self.store, clock, identity="user", redirect_uri=uri)

    def sign_in(self, browser, *, wait=10):
        return command.sign_in(self.client, ["bitable:app:readonly"], wait=wait, browse=browser)


def test_a_user_who_agrees_is_signed_in_and_sees_it(capsys):
    bench, browser = Bench(granted(1)), Browser(code="the-code-0001")
    assert bench.sign_in(browser).name == "张三"
    assert "You are signed in as 张三." in browser.text()
    said = capsys.readouterr().out
    assert browser.link in said
    assert "Signed in as 张三 (ou_1) of tenant 2ca1d211f64f6438." in said
    assert bench.store.grant.open_id == "ou_1"


def test_a_denial_is_told_on_the_page_and_to_the_terminal():
    bench, browser = Bench(granted(1)), Browser(error="access_denied")
    with pytest.raises(DeniedError):
        bench.sign_in(browser)
    assert "Access was denied" in browser.text()
    assert bench.platform.sent == []


def test_a_wrong_state_ends_the_attempt_and_nothing_is_kept():
    bench, browser = Bench(granted(1)), Browser(code="the-code-0001", state="other")
    with pytest.raises(WrongStateError):
        bench.sign_in(browser)
    assert "not started here" in browser.text()
    assert bench.store.grant is None


def test_a_code_that_is_refused_shows_its_cure_on_the_page():
    bench, browser = Bench(refused(20004)), Browser(code="the-code-0001")
    with pytest.raises(SignInError):
        bench.sign_in(browser)
    assert "for five minutes" in browser.text()


def test_a_crash_reaches_the_terminal_and_leaves_a_page():
    bench, browser = Bench(granted(1)), Browser(code="the-code-0001")
    bench.store.save_user_token = None
    with pytest.raises(TypeError):
        bench.sign_in(browser)
    assert "unforeseen" in browser.text()


def test_a_browser_that_never_comes_back_is_told_with_what_feishu_may_be_showing():
    bench = Bench()
    with pytest.raises(SignInError) as raised:
        bench.sign_in(lambda _link: True, wait=0.01)
    text = str(raised.value)
    for part in ("20029", "20027", "Security Settings", bench.client.settings.redirect_uri):
        assert part in text
    assert "https://open.feishu.cn/app/cli_a000000000000001" in text


def test_without_a_browser_the_redirect_is_pasted(monkeypatch, capsys):
    bench = Bench(granted(1), redirect_uri="https://gateway.example.com/x/callback")

    def paste(*_args, **_options) -> str:
        link = capsys.readouterr().out.split("\n\n")[1].strip()
        state = parse_qs(urlsplit(link).query)["state"][0]
        return f"https://gateway.example.com/x/callback?code=the-code-0001&state={state}"

    monkeypatch.setattr(click, "prompt", paste)
    assert bench.sign_in(pytest.fail, wait=None).open_id == "ou_1"


def test_a_redirect_to_another_machine_is_always_pasted(monkeypatch):
    bench = Bench(granted(1), redirect_uri="https://gateway.example.com/x/callback")
    monkeypatch.setattr(click, "prompt", lambda *_args, **_options: "https://example.com")
    with pytest.raises(WrongStateError):
        bench.sign_in(pytest.fail, wait=10)


def test_a_sign_in_that_will_not_last_is_told(capsys):
    bench = Bench(granted(1, refresh_token="", scope=""))
    bench.sign_in(Browser(code="the-code-0001"))
    said = capsys.readouterr().out
    assert "offline_access" in said
    assert "Not granted: bitable:app:readonly, offline_access." in said


def test_the_command_tells_all_faults_of_its_configuration(tmp_path):
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"app_id": "x", "redirect_uri": "http://example.com"}))
    ended = CliRunner().invoke(command.login, ["--config", str(file)])
    assert isinstance(ended.exception, SettingsError)
    assert len(ended.exception.problems) == 3


@pytest.mark.parametrize(
    "content,why", [(None, "cannot be read"), ("{", "not a JSON file"), ("[]", "JSON object")]
)
def test_a_file_that_is_no_configuration_is_told_without_its_content(tmp_path, content, why):
    file = tmp_path / "config.json"
    if content is not None:
        file.write_text(content)
    ended = CliRunner().invoke(command.login, ["--config", str(file)])
    assert why in str(ended.exception)
