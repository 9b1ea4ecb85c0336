from __future__ import annotations

import socket
import threading

import pytest
import requests

from feishu_connect.commands.listener import Listener, can_listen
from feishu_connect.errors import SettingsError
from feishu_connect.oauth import Page
from tests.feishu_connect.commands.support import free_port


@pytest.fixture
def address():
    return f"http://localhost:{free_port()}/callback"


def test_the_redirect_gets_the_page_and_ends_the_wait(address):
    asked = []

    def answer(redirected):
        asked.append(redirected)
        return Page(200, "<p>张三</p>")

    with Listener(address, answer) as listener:
        reply = requests.get(f"{address}?code=a&state=b", timeout=10)
        assert listener.wait(10)
    assert asked == [f"{address}?code=a&state=b"]
    assert (reply.status_code, reply.content.decode()) == (200, "<p>张三</p>")
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Python" not in reply.headers["Server"]


def test_other_paths_are_no_answer(address):
    with Listener(address, lambda _: Page(200, "x")) as listener:
        other = address.replace("/callback", "/favicon.ico")
        assert requests.get(other, timeout=10).status_code == 404
        assert requests.post(address, timeout=10).status_code == 501
        assert not listener.wait(0)


def test_a_redirect_that_comes_again_is_answered_once(address):
    asked = []

    def answer(redirected):
        asked.append(redirected)
        return Page(400, "failed")

    with Listener(address, answer):
        threads = [
            threading.Thread(target=lambda: requests.get(f"{address}?code=a", timeout=10))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=10)
    assert len(asked) == 1


def test_a_connection_that_says_nothing_keeps_nobody_waiting(address):
    port = int(address.split(":")[2].partition("/")[0])
    with (
        Listener(address, lambda _: Page(200, "x")) as listener,
        socket.create_connection(("127.0.0.1", port)),
    ):
        assert requests.get(address, timeout=10).status_code == 200
        assert listener.wait(10)


def test_a_port_that_is_taken_names_the_way_around(address):
    with (
        Listener(address, lambda _: Page(200, "x")),
        pytest.raises(SettingsError, match="--no-browser"),
        Listener(address, lambda _: Page(200, "x")),
    ):
        pass


def test_nothing_of_the_redirect_is_printed(address, capfd):
    with Listener(address, lambda _: Page(200, "x")):
        requests.get(f"{address}?code=the-code-0001", timeout=10)
    said = capfd.readouterr()
    assert said.out + said.err == ""


@pytest.mark.parametrize(
    "address,listens",
    [
        ("http://localhost:8371/callback", True),
        ("http://127.0.0.1/callback", True),
        ("http://[::1]:8371/callback", True),
        ("https://localhost:8371/callback", False),
        ("https://gateway.example.com/connection/social/1/2/callback", False),
    ],
)
def test_only_plain_addresses_of_this_machine_are_listened_on(address, listens):
    assert can_listen(address) is listens
