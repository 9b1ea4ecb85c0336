"""`feishu-connect login` in a real browser, and the runs that go on from there."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import shutil
import socket
import threading
import typing as t
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from feishu_connect.store import UserGrant
from tests.end_to_end.processes import PATIENCE

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from feishu_sandbox import Sandbox
    from tests.end_to_end.commands import Command, Machine

TOKEN = "oauth.token"
#: Names under which systems install it.
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: For a browser without a screen, in a container, that talks to this machine only.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page in a profile of its own."""
    with contextlib.closing(browser.new_context()) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        yield page


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Person:
    """A person with a base that the app itself may not read."""

    def __init__(self, sandbox: Sandbox, machine: Machine) -> None:
        self.sandbox = sandbox
        self.machine = machine
        self.user = next(iter(sandbox.world.state.users.values()))
        self.base = sandbox.world.add_base("私人", apps=[], owner=self.user.open_id)
        table = self.base.add_table("记", [{"field_name": "名称", "type": 1}])
        table.add_row({"名称": "一"})
        back = f"http://localhost:{free_port()}/callback"
        sandbox.app.redirect_urls.append(back)
        self.config = {
            **{name: sandbox.config[name] for name in ("app_id", "app_secret", "base_url")},
            "bases": [self.base.app_token],
            "identity": "user",
            "redirect_uri": back,
        }

    def begin(self, *words: str) -> tuple[Command, str]:
        """Start to sign in; give the command and the link that it prints."""
        command = self.machine.start(self.config, "feishu-connect", "login", *words)
        return command, command.says("/open-apis/authen/v1/authorize?")

    def expire(self) -> None:
        """Let the access token expire by the store's account of it."""
        with contextlib.closing(self.machine.store(self.config)) as store:
            ended = dt.datetime.now(dt.timezone.utc) - dt.timedelta(minutes=1)
            store.save_user_token(dataclasses.replace(store.user_token(), access_expires_at=ended))

    def sign_in(self) -> None:
        """Put a sign-in into the store that is as good as one through the browser."""
        granted = self.sandbox.sign_in(self.user)
        life = dt.timedelta(seconds=granted.expires_in)
        with contextlib.closing(self.machine.store(self.config)) as store:
            store.save_user_token(
                UserGrant(
                    granted.refresh_token,
                    access_token=granted.access_token,
                    access_expires_at=dt.datetime.now(dt.timezone.utc) + life,
                    scope=granted.scope,
                    open_id=granted.open_id,
                )
            )

    def is_signed_in(self) -> bool:
        with contextlib.closing(self.machine.store(self.config)) as store:
            return store.user_token() is not None

    def tokens(self, kind: str = "authorization_code") -> list[int]:
        """Give the codes with which the token endpoint answered such requests."""
        calls = self.sandbox.calls.of(TOKEN)
        return [call.code for call in calls if call.body["grant_type"] == kind]


@pytest.fixture
def person(sandbox: Sandbox, machine: Machine) -> Person:
    return Person(sandbox, machine)


def decide(page: Page, link: str, decision: str) -> None:
    page.goto(link)
    page.click(f"button[value={decision}]")
    page.wait_for_url("**/callback?*")


def heading(page: Page) -> str:
    return page.inner_text("h1")


def names(run: Command) -> list[str]:
    return [row["名称"] for row in run.rows if "名称" in row]


def test_who_allows_is_signed_in_and_runs_read_as_that_person(person: Person, page: Page):
    command, link = person.begin()
    asked = dict(parse_qsl(urlsplit(link).query))
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == person.config["redirect_uri"]
    assert "offline_access" in asked["scope"].split()
    page.goto(link)
    page.select_option("#user", person.user.open_id)
    page.click("button[value=allow]")
    page.wait_for_url("**/callback?*")
    assert heading(page) == "Signed in"
    assert person.user.name in page.inner_text("main")
    assert command.wait() == 0
    assert f"Signed in as {person.user.name}" in command.out
    run = person.machine.run(person.config, "tap-feishu")
    assert names(run) == ["一"]
    assert {call.user for call in person.sandbox.calls.of("bitable.*")} == {person.user.open_id}
    assert person.tokens() == [0]
    assert person.tokens("refresh_token") == []


def test_who_denies_is_told_so_and_is_not_signed_in(person: Person, page: Page):
    command, link = person.begin()
    decide(page, link, "deny")
    assert heading(page) == "Access was denied"
    assert command.wait() == 1
    assert "Access was denied" in command.log
    assert person.tokens() == []
    assert not person.is_signed_in()


def test_a_redirect_with_another_state_is_refused_and_its_code_is_left(person: Person, page: Page):
    command, link = person.begin()
    parts = urlsplit(link)
    forged = {**dict(parse_qsl(parts.query)), "state": "of-somebody-else"}
    decide(page, parts._replace(query=urlencode(forged)).geturl(), "allow")
    assert heading(page) == "This sign-in was not started here"
    assert command.wait() == 1
    assert "state" in command.log
    assert person.tokens() == []
    assert not person.is_signed_in()


def test_a_redirect_that_is_not_registered_is_explained_by_the_command(person: Person, page: Page):
    person.sandbox.app.redirect_urls.remove(person.config["redirect_uri"])
    command, link = person.begin("--timeout", "1")
    page.goto(link)
    assert page.inner_text("#code") == "20029"
    assert command.wait() == 1
    assert "did not come back" in command.log
    assert "20029" in command.log
    assert not person.is_signed_in()


def test_the_target_writes_as_the_person_who_signed_in(person: Person):
    person.sign_in()
    routes = [{"stream": "*", "base": person.base.app_token}]
    config = {name: value for name, value in person.config.items() if name != "bases"}
    target = person.machine.start({**config, "routes": routes}, "target-feishu")
    schema = {"properties": {"id": {"type": "string"}}}
    for line in (
        {"type": "SCHEMA", "stream": "新", "key_properties": ["id"], "schema": schema},
        {"type": "RECORD", "stream": "新", "record": {"id": "1"}},
        {"type": "STATE", "value": {"rows": 1}},
    ):
        target.type(json.dumps(line))
    target.process.stdin.close()
    assert target.wait() == 0, target.log
    assert target.messages[-1] == {"rows": 1}
    assert len(person.base.table("新").rows()) == 1
    writes = person.sandbox.calls.of("bitable.record.batch_create")
    assert [call.user for call in writes] == [person.user.open_id]


def read_twice_at_once(person: Person) -> list[list[str]]:
    runs = [person.machine.start(person.config, "tap-feishu") for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0], runs[0].log + runs[1].log
    return [names(run) for run in runs]


def test_two_runs_on_a_token_that_has_expired_refresh_it_once(person: Person):
    person.sign_in()
    person.expire()
    assert read_twice_at_once(person) == [["一"], ["一"]]
    assert person.tokens("refresh_token") == [0]


def test_two_runs_that_are_refused_at_the_same_moment_refresh_once(person: Person):
    person.sign_in()
    person.sandbox.clock.advance(3 * 3600)
    both = threading.Barrier(2, timeout=PATIENCE)
    person.sandbox.faults.add("bitable.*", "callback", times=2, call=lambda _: both.wait())
    assert read_twice_at_once(person) == [["一"], ["一"]]
    refused = [call for call in person.sandbox.calls.of("bitable.*") if call.code]
    assert len(refused) == 2
    assert person.tokens("refresh_token") == [0]
