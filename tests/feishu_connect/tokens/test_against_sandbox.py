"""Users and store apps against the sandbox, over real sockets and with the real store."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from feishu_connect import ConnectionSettings, FeishuClient, endpoints
from feishu_connect.errors import CredentialsError, SignInError, TicketError
from feishu_connect.store import Store, UserGrant
from feishu_sandbox import Sandbox
from tests.support import FakeClock

if t.TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[3]
#: What two runs do that start at the same moment.
_RUN = """
import json, sys
from feishu_connect import ConnectionSettings, FeishuClient, endpoints
config = json.loads(sys.argv[1])
client = FeishuClient(ConnectionSettings.from_config(config))
print("ready", flush=True)
sys.stdin.readline()
client.call(endpoints.BITABLE_APP_GET, path={"app_token": config["bases"][0]})
client.close()
"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


class Bench:
    def __init__(self, sandbox: Sandbox, folder: Path, config: dict) -> None:
        self.sandbox = sandbox
        self.file = folder / "store.sqlite3"
        self.config = {**config, "store_url": f"sqlite:///{self.file}"}
        self.base = sandbox.config["bases"][0]
        self.clock = FakeClock()

    def store(self) -> Store:
        names = {name: self.config[name] for name in ("app_id", "app_secret")}
        return Store.open(self.config["store_url"], clock=self.clock, **names)

    def client(self, **more) -> FeishuClient:
        settings = ConnectionSettings.from_config({**self.config, **more})
        return FeishuClient(settings, clock=self.clock)

    def read(self, client: FeishuClient) -> str:
        data = client.call(endpoints.BITABLE_APP_GET, path={"app_token": self.base})
        return data["app"]["app_token"]

    def count(self, operation: str) -> int:
        return sum(call.operation == operation for call in self.sandbox.calls)


class Signed(Bench):
    """A user who has signed in, and whose access token has expired since."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder, {**sandbox.config, "identity": "user"})
        self.owner = next(iter(sandbox.world.state.users.values()))
        sandbox.world.base(self.base).share(self.owner.open_id, "manage")
        self.granted = sandbox.sign_in(self.owner)
        store = self.store()
        store.save_user_token(
            UserGrant(self.granted.refresh_token, access_token=self.granted.access_token)
        )
        store.close()

    def kept(self) -> UserGrant:
        store = self.store()
        try:
            return store.user_token()
        finally:
            store.close()


@pytest.fixture
def signed(sandbox, tmp_path) -> Signed:
    return Signed(sandbox, tmp_path)


@pytest.fixture
def isv(sandbox, tmp_path) -> Bench:
    app = sandbox.world.add_store_app("商店应用", ["bitable:app"])
    bench = Bench(sandbox, tmp_path, sandbox.config_for(app))
    bench.app = app
    sandbox.world.base(bench.base).share(app.app_id, "manage")
    return bench


def test_a_run_reads_as_the_user_and_rotates_the_refresh_token(signed):
    client = signed.client()
    assert signed.read(client) == signed.base
    client.close()
    assert signed.kept().refresh_token not in {"", signed.granted.refresh_token}
    assert [call.user for call in signed.sandbox.calls if call.operation == "bitable.app.get"] == [
        signed.owner.open_id
    ]


def test_two_runs_that_start_together_on_one_expired_token_refresh_it_once(signed):
    runs = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _RUN, json.dumps(signed.config)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        assert [run.stdout.readline() for run in runs] == ["ready\n"] * 2
        for run in runs:
            run.stdin.write("\n")
            run.stdin.flush()
        for run in runs:
            run.communicate(timeout=60)
    finally:
        for run in runs:
            run.kill()
    assert [run.returncode for run in runs] == [0, 0]
    assert signed.count("oauth.token") == 1


def test_a_token_that_feishu_voids_is_refreshed_within_the_call(signed):
    client = signed.client()
    signed.read(client)
    signed.sandbox.world.oauth.void_access()
    assert signed.read(client) == signed.base
    client.close()
    assert signed.count("oauth.token") == 2


def test_a_refresh_whose_reply_is_lost_asks_to_sign_in_again_in_this_run_and_the_next(signed):
    signed.sandbox.faults.add("oauth.token", "lost_reply")
    first = signed.client()
    for _ in range(2):
        with pytest.raises(SignInError, match="feishu-connect login"):
            signed.read(first)
    first.close()
    assert signed.count("oauth.token") == 1
    second = signed.client()
    with pytest.raises(SignInError) as raised:
        signed.read(second)
    second.close()
    assert raised.value.code == 20073


def test_a_user_who_takes_the_grant_back_has_to_sign_in_again(signed):
    signed.sandbox.sign_out(signed.owner, signed.sandbox.app)
    client = signed.client()
    with pytest.raises(SignInError) as raised:
        signed.read(client)
    client.close()
    assert raised.value.code == 20064


def test_nothing_secret_is_in_the_store_file_in_clear(signed):
    client = signed.client()
    signed.read(client)
    grant = client.store.user_token()
    client.close()
    content = b"".join(path.read_bytes() for path in signed.file.parent.iterdir())
    for secret in (grant.access_token, grant.refresh_token, signed.granted.refresh_token):
        assert secret.encode() not in content


def test_a_store_app_goes_from_ticket_to_data(isv):
    isv.sandbox.install(isv.app)
    isv.sandbox.push_ticket(isv.app)
    store = isv.store()
    store.save_app_ticket(isv.app.ticket)
    store.learn_tenant(isv.sandbox.world.state.tenant.tenant_key)
    client = isv.client()
    assert isv.read(client) == isv.base
    client.close()
    store.close()


def test_a_store_app_waits_for_the_receiver_to_store_a_ticket(isv):
    isv.sandbox.install(isv.app)
    store, sleep = isv.store(), isv.clock.sleep

    def receive(seconds: float) -> None:
        sleep(seconds)
        isv.sandbox.push_ticket(isv.app)
        store.save_app_ticket(isv.app.ticket)

    isv.clock.sleep = receive
    client = isv.client(tenant_key=isv.sandbox.world.state.tenant.tenant_key)
    assert isv.read(client) == isv.base
    client.close()
    store.close()
    assert isv.count("auth.app_ticket_resend") == 1


def test_without_a_receiver_a_store_app_ends_with_what_is_missing(isv):
    client = isv.client(tenant_key=isv.sandbox.world.state.tenant.tenant_key)
    with pytest.raises(TicketError, match="feishu-connect serve"):
        isv.read(client)
    client.close()
    assert isv.clock.seconds - 1000 < 70


def test_a_tenant_that_never_installed_the_app_is_told(isv):
    isv.sandbox.push_ticket(isv.app)
    store = isv.store()
    store.save_app_ticket(isv.app.ticket)
    store.close()
    client = isv.client(tenant_key=isv.sandbox.world.state.tenant.tenant_key)
    with pytest.raises(CredentialsError, match="installed and enabled"):
        isv.read(client)
    client.close()


def test_a_store_app_that_is_set_up_as_a_custom_app_is_told_so(isv):
    client = isv.client(app_type="custom")
    with pytest.raises(CredentialsError, match="app_type"):
        isv.read(client)
