from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import threading
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from tests.feishu_connect.receiver.processes import (
    SECRET,
    command,
    environment,
    opened,
    serving,
    write_config,
)
from tests.feishu_connect.receiver.support import KEY, TOKEN, Post, challenge, sealed, v1, v2
from tests.feishu_connect.receiver.websocket import platform

if t.TYPE_CHECKING:
    import pathlib


def now() -> str:
    return str(int(time.time()))


def push(url: str, post: Post, session: requests.Session | None = None) -> int:
    """Post as Feishu does; 0 where no answer came."""
    try:
        answer = (session or requests).post(
            f"{url}/pool/events", post.body, headers=post.headers, timeout=10
        )
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        return 0
    return answer.status_code


def test_a_store_app_is_served_from_the_first_challenge_to_the_ticket(tmp_path: pathlib.Path):
    with serving(tmp_path) as receiver:
        begun = time.monotonic()
        answer = requests.post(f"{receiver.url}/events", sealed(challenge("abc")).body, timeout=10)
        assert answer.json() == {"challenge": "abc"}
        assert time.monotonic() - begun < 1
        ticket = v1("app_ticket", tenant_key=None, app_ticket="the-app-ticket")
        assert push(receiver.url, sealed(ticket, timestamp=now())) == 200
        assert push(receiver.url, sealed(v1("app_open", uuid="2"), timestamp=now())) == 200
        assert push(receiver.url, Post(b"{}")) == 403
        health = requests.get(f"{receiver.url}/healthz", timeout=10).json()
        assert health["challenges"] == 1
        assert health["stored"] == 2
        assert health["refused"] == {"not_encrypted": 1}
        assert receiver.end() == 0
        told = receiver.errors()
    with opened(tmp_path) as store:
        found = store.app_ticket()
        assert found is not None
        assert found.value == "the-app-ticket"
        assert [tenant.state for tenant in store.tenants()] == ["active"]
        assert [event.event_type for _, event in store.events()] == ["app_open"]
    assert stat.S_IMODE((tmp_path / "store.db").stat().st_mode) == 0o600
    written = told.encode() + b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    for secret in (SECRET, KEY, TOKEN, "the-app-ticket"):
        assert secret.encode() not in written


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_post_in_flight_is_finished_before_the_end(tmp_path: pathlib.Path, number):
    post = sealed(v2(), timestamp=now())
    headers = {**post.headers, "Host": "x", "Content-Length": str(len(post.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with serving(tmp_path) as receiver:
        parts = urlsplit(receiver.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
            connection.sendall(
                f"POST /events HTTP/1.1\r\n{head}Expect: 100-continue\r\n\r\n".encode()
            )
            assert connection.recv(1000).startswith(b"HTTP/1.1 100")
            receiver.process.send_signal(number)
            connection.sendall(post.body)
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        assert receiver.process.wait(30) == 0
    with opened(tmp_path) as store:
        assert [event.event_id for _, event in store.events()] == ["event-1"]


def test_a_kill_between_push_and_acknowledgement_loses_nothing(tmp_path: pathlib.Path):
    posts = {f"event-{n}": sealed(v2(event_id=f"event-{n}"), timestamp=now()) for n in range(400)}
    enough = threading.Semaphore(0)
    with serving(tmp_path) as receiver, ThreadPoolExecutor(16) as pool:

        def attempt(event_id: str) -> int:
            status = push(receiver.url, posts[event_id])
            enough.release()
            return status

        first = {event_id: pool.submit(attempt, event_id) for event_id in posts}
        for _ in range(100):
            enough.acquire()
        assert receiver.end(signal.SIGKILL) == -signal.SIGKILL
        acknowledged = {event_id for event_id, one in first.items() if one.result() == 200}
    assert 100 <= len(acknowledged) < len(posts)
    with opened(tmp_path) as store:
        assert acknowledged <= {event.event_id for _, event in store.events()}
    with serving(tmp_path) as receiver, requests.Session() as session:
        missing = [post for event_id, post in posts.items() if event_id not in acknowledged]
        assert {push(receiver.url, post, session) for post in missing} == {200}
        assert receiver.end() == 0
    with opened(tmp_path) as store:
        stored = [event.event_id for _, event in store.events()]
    assert sorted(stored) == sorted(posts)


def test_the_long_connection_ends_the_command_when_feishu_refuses_it(tmp_path: pathlib.Path):
    with platform() as feishu:
        more = {"base_url": feishu.url, "encrypt_key": None, "verification_token": None}
        with serving(tmp_path, "--long-connection", **more) as receiver:
            assert feishu.push(v2("drive.file.edit_v1", token="")) == 200
            assert push(receiver.url, Post(b"{}")) == 403
            feishu.codes = [514]
            feishu.hang_up()
            assert receiver.process.wait(60) == 1
            assert "Feishu refused the long connection" in receiver.errors().splitlines()[-1]
            assert SECRET not in receiver.errors()
    with opened(tmp_path) as store:
        assert [event.event_type for _, event in store.events()] == ["drive.file.edit_v1"]


def test_an_address_that_is_taken_is_told_in_one_line(tmp_path: pathlib.Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = command("--config", str(write_config(tmp_path)), "--port", port)
        ended = subprocess.run(
            line, env=environment(), capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert "Cannot listen on 127.0.0.1" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "store.db").exists()


def test_the_health_of_a_receiver_is_plain_json(tmp_path: pathlib.Path):
    with serving(tmp_path, encrypt_key=None) as receiver:
        answer = requests.get(f"{receiver.url}/healthz", timeout=10)
        assert json.loads(answer.text)["status"] == "ok"
        assert "server" not in answer.headers
        page = requests.get(f"{receiver.url}/pool/callback?code=the-code&state=s", timeout=10)
        assert "login --no-browser" in page.text
        assert receiver.end() == 0
        assert "the-code" not in receiver.errors()
