"""After every way in: nothing secret is in clear in what the commands print, keep or show."""

from __future__ import annotations

import typing as t

import pytest
import requests

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import Sandbox
    from feishu_sandbox.model import App
    from feishu_sandbox.oauth.book import Grant
    from tests.end_to_end.commands import Machine
    from tests.end_to_end.processes import Line


@pytest.fixture
def shop(sandbox: Sandbox) -> App:
    return sandbox.world.add_store_app(
        "商店应用",
        ["bitable:app", "contact:contact.base:readonly"],
        encrypt_key="the-encrypt-key-of-the-shop",
        verification_token="the-verification-token",
    )


def read_with_store_app(sandbox: Sandbox, machine: Machine, shop: App) -> None:
    """Receive a ticket and a tenant, discover, read, and examine."""
    base = sandbox.world.add_base("店", apps=[shop.app_id])
    base.add_table("货", [{"field_name": "名称", "type": 1}]).add_row({"名称": "茶"})
    config = {**sandbox.config_for(shop), "bases": [base.app_token]}
    _, url = machine.serve(config)
    assert sandbox.save_request_url(shop, f"{url}/events").delivered
    assert sandbox.install(shop).delivered
    assert sandbox.push_ticket(shop).delivered
    machine.run(config, "tap-feishu", "--discover", loglevel="DEBUG")
    assert machine.run(config, "tap-feishu", loglevel="DEBUG").rows
    machine.run(config, "feishu-connect", "doctor", loglevel="DEBUG")
    machine.run({**config, "app_secret": "of-another-app"}, "tap-feishu", code=1, loglevel="DEBUG")


def read_as_user(sandbox: Sandbox, machine: Machine) -> None:
    """Sign in by pasting the redirect, read with both tokens of a rotation, and examine."""
    user = next(iter(sandbox.world.state.users.values()))
    base = sandbox.world.add_base("私人", apps=[], owner=user.open_id)
    base.add_table("记", [{"field_name": "名称", "type": 1}]).add_row({"名称": "一"})
    config: Line = {**sandbox.config, "bases": [base.app_token], "identity": "user"}
    sandbox.app.redirect_urls.append("http://localhost:8371/callback")
    login = machine.start(config, "feishu-connect", "login", "--no-browser", loglevel="DEBUG")
    link = login.says("/open-apis/authen/v1/authorize?")
    form = {"user": user.open_id, "decision": "allow"}
    answer = requests.post(link, data=form, allow_redirects=False, timeout=10)
    login.type(answer.headers["Location"])
    assert login.wait() == 0, login.log
    assert machine.run(config, "tap-feishu", loglevel="DEBUG").rows
    sandbox.clock.advance(3 * 3600)
    machine.run(config, "tap-feishu", loglevel="DEBUG")
    machine.run(config, "feishu-connect", "doctor", "--json", loglevel="DEBUG")
    sandbox.sign_out(user, sandbox.app)
    machine.run(config, "tap-feishu", code=1, loglevel="DEBUG")


def secrets_of(
    sandbox: Sandbox, shop: App, user_tokens: set[str]
) -> dict[str, set[str]]:
    """Give all that the sandbox ever handed out, and what its consoles show."""
    world = sandbox.world
    known = world.tokens._issued.values()
    return {
        "app secret": {app.app_secret for app in world.state.apps.values()} | {"of-another-app"},
        "Encrypt Key": {shop.encrypt_key},
        "Verification Token": {shop.verification_token},
        "app_ticket": world.tickets._given[shop.app_id],
        "app_access_token": {one.token for one in known if not one.tenant_key},
        "tenant_access_token": {one.token for one in known if one.tenant_key},
        "user_access_token": user_tokens,
        "refresh_token": set(world.state.refresh_tokens),
        "code": set(world.oauth.codes),
        "code_verifier": {
            call.body["code_verifier"]
            for call in sandbox.calls.of("oauth.token")
            if "code_verifier" in call.body
        },
    }


def left_behind(machine: Machine) -> Iterator[tuple[str, bytes]]:
    """Give all that outlives the commands, and what process lists showed of them."""
    for command in machine.started:
        yield f"process list: {command.name}", command.listed
    for path in machine.folder.iterdir():
        if path.suffix != ".json":
            yield path.name, path.read_bytes()


def test_nothing_secret_is_left_in_clear(
    sandbox: Sandbox, machine: Machine, shop: App, monkeypatch: pytest.MonkeyPatch
):
    grant, user_tokens = sandbox.world.oauth.grant, set()

    def watched(*given: t.Any) -> Grant:
        granted = grant(*given)
        user_tokens.add(granted.access_token)
        return granted

    # Signing out makes the platform forget them.
    monkeypatch.setattr(sandbox.world.oauth, "grant", watched)
    read_with_store_app(sandbox, machine, shop)
    read_as_user(sandbox, machine)
    machine.end()
    secrets = secrets_of(sandbox, shop, user_tokens)
    assert all(secrets.values()), "each kind was handed out"
    places = dict(left_behind(machine))
    assert sandbox.app.app_id.encode() in places["store.db"], "the store is read while it is full"
    found = [
        (kind, name)
        for name, content in places.items()
        for kind, values in secrets.items()
        for value in values
        if value.encode() in content
    ]
    assert found == []
