"""After every way in: nothing secret is in clear in what the commands print, keep or show."""

from __future__ import annotations

import typing as t

import pytest
import requests

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import Sandbox
    from feishu_sandbox.oauth.book import Grant
    from tests.end_to_end.commands import Machine
    from tests.end_to_end.processes import Line

OTHER_SECRET = "of-another-app"
Secrets = dict[str, set[str]]


class Bystander:
    """Sees what a sandbox hands out, and looks for it in what the commands leave behind."""

    def __init__(self, sandbox: Sandbox, machine: Machine, patch: pytest.MonkeyPatch) -> None:
        self.sandbox = sandbox
        self.machine = machine
        self._grant = sandbox.world.oauth.grant
        self._granted: list[Grant] = []
        # The platform itself forgets tokens when somebody signs out.
        patch.setattr(sandbox.world.oauth, "grant", self._watched)

    def _watched(self, *given: t.Any) -> Grant:
        self._granted.append(self._grant(*given))
        return self._granted[-1]

    def secrets(self) -> Secrets:
        """Give all that was handed out so far, and what the apps' consoles show."""
        world = self.sandbox.world
        apps, tokens = world.state.apps.values(), world.tokens._issued.values()
        redeemed = [call.body for call in self.sandbox.calls.of("oauth.token")]
        kinds = {
            "app_secret": {app.app_secret for app in apps} | {OTHER_SECRET},
            "encrypt_key": {app.encrypt_key for app in apps},
            "verification_token": {app.verification_token for app in apps},
            "app_ticket": {ticket for given in world.tickets._given.values() for ticket in given},
            "app_access_token": {one.token for one in tokens if not one.tenant_key},
            "tenant_access_token": {one.token for one in tokens if one.tenant_key},
            "user_access_token": {grant.access_token for grant in self._granted},
            "refresh_token": {grant.refresh_token for grant in self._granted},
            "code": set(world.oauth.codes),
            "code_verifier": {body.get("code_verifier", "") for body in redeemed},
        }
        return {kind: values - {""} for kind, values in kinds.items()}

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Give what the commands left, but their own settings; and how processes were listed."""
        for command in self.machine.started:
            yield f"process list: {command.name}", command.listed
        for path in self.machine.folder.iterdir():
            if path.suffix != ".json":
                yield path.name, path.read_bytes()

    def found(self, *handed_out: str) -> list[tuple[str, str]]:
        """Give kind and place of every secret in clear; these kinds must have been handed out."""
        secrets, places = self.secrets(), dict(self.places())
        assert not [kind for kind in handed_out if not secrets[kind]]
        written = b"".join(each for name, each in places.items() if name.startswith("store.db"))
        assert self.machine.started[0].config["app_id"].encode() in written
        return [
            (kind, name)
            for name, content in places.items()
            for kind, values in secrets.items()
            if any(value.encode() in content for value in values)
        ]

    def run(self, config: Line, *words: str, code: int = 0) -> None:
        """Run a command as talkative as it can be."""
        command = self.machine.run(config, *words, code=code, loglevel="DEBUG")
        assert "DEBUG" in command.log or words[0] != "tap-feishu" or code


@pytest.fixture
def bystander(sandbox: Sandbox, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Bystander:
    return Bystander(sandbox, machine, monkeypatch)


def test_a_store_app_leaves_nothing_secret_in_clear(
    sandbox: Sandbox, machine: Machine, bystander: Bystander
):
    app = sandbox.world.add_store_app(
        "商店应用",
        ["bitable:app", "contact:contact.base:readonly"],
        encrypt_key="the-encrypt-key-of-the-shop",
        verification_token="the-verification-token",
    )
    base = sandbox.world.add_base("店", apps=[app.app_id])
    base.add_table("货", [{"field_name": "名称", "type": 1}]).add_row({"名称": "茶"})
    config = {**sandbox.config_for(app), "bases": [base.app_token]}
    _, url = machine.serve(config)
    assert sandbox.save_request_url(app, f"{url}/events").delivered
    assert sandbox.install(app).delivered
    assert sandbox.push_ticket(app).delivered
    bystander.run(config, "tap-feishu", "--discover")
    sandbox.faults.add("bitable.*", "expire_tokens")
    bystander.run(config, "tap-feishu")
    bystander.run(config, "feishu-connect", "doctor")
    bystander.run({**config, "app_secret": OTHER_SECRET}, "tap-feishu", code=1)
    machine.end()
    assert (
        bystander.found(
            *("encrypt_key", "verification_token"),
            *("app_ticket", "app_access_token", "tenant_access_token"),
        )
        == []
    )


def test_a_signed_in_user_leaves_nothing_secret_in_clear(
    sandbox: Sandbox, machine: Machine, bystander: Bystander
):
    user = next(iter(sandbox.world.state.users.values()))
    base = sandbox.world.add_base("私人", apps=[], owner=user.open_id)
    base.add_table("记", [{"field_name": "名称", "type": 1}]).add_row({"名称": "一"})
    config = {**sandbox.config, "bases": [base.app_token], "identity": "user"}
    sandbox.app.redirect_urls.append("http://localhost:8371/callback")
    login = machine.start(config, "feishu-connect", "login", "--no-browser", loglevel="DEBUG")
    link = login.says("/open-apis/authen/v1/authorize?")
    form = {"user": user.open_id, "decision": "allow"}
    answer = requests.post(link, data=form, allow_redirects=False, timeout=10)
    login.type(answer.headers["Location"])
    assert login.wait() == 0, login.log
    bystander.run(config, "tap-feishu")
    sandbox.clock.advance(3 * 3600)
    bystander.run(config, "tap-feishu")
    bystander.run(config, "feishu-connect", "doctor", "--json")
    sandbox.sign_out(user, sandbox.app)
    bystander.run(config, "tap-feishu", code=1)
    machine.end()
    assert bystander.found("user_access_token", "refresh_token", "code", "code_verifier") == []
