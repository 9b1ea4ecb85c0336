from __future__ import annotations

import pytest

from feishu_connect.errors import SignInError
from feishu_connect.receiver import CallbackPage, CallbackQuery
from tests.feishu_connect.receiver.asgi import ask
from tests.feishu_connect.receiver.support import Settings

HOSTILE = "<script>alert(1)</script>"


def test_the_redirect_is_handed_to_who_waits_for_it(receiving):
    asked: list[CallbackQuery] = []

    def hook(query: CallbackQuery) -> CallbackPage:
        asked.append(query)
        return CallbackPage("Signed in", f"Hello {HOSTILE}")

    receiver = receiving(Settings(), on_callback=hook)
    answer = receiver.get("/connection/social/5f/pool-1/callback?code=c%201&state=s")
    assert answer.status == 200
    assert (asked[0].code, asked[0].state, asked[0].error) == ("c 1", "s", "")
    assert asked[0].url.endswith("/connection/social/5f/pool-1/callback?code=c%201&state=s")
    assert "c 1" not in repr(asked[0])
    assert "Signed in" in answer.body.decode()
    assert HOSTILE not in answer.body.decode()


def test_a_glance_at_the_address_does_not_spend_the_code(receiving):
    asked: list[CallbackQuery] = []
    app = receiving(Settings(), on_callback=asked.append).app
    assert ask(app, "HEAD", "/callback?code=c&state=s").status == 405
    assert asked == []


def test_a_sign_in_that_fails_says_why(receiving):
    def hook(_query: CallbackQuery) -> CallbackPage:
        message = f"No {HOSTILE}"
        raise SignInError(message, cure="sign in again")

    answer = receiving(Settings(), on_callback=hook).get("/callback?code=c&state=s")
    assert answer.status == 400
    assert "sign in again" in answer.body.decode()
    assert HOSTILE not in answer.body.decode()


def test_without_anybody_waiting_the_person_is_told_what_to_do(receiving):
    answer = receiving(Settings()).get("/callback?code=secret-code&state=s")
    assert answer.status == 200
    assert "feishu-connect login --no-browser" in answer.body.decode()
    assert "secret-code" not in answer.body.decode()


@pytest.mark.parametrize("query", ["error=access_denied&state=s", f"error={HOSTILE}", "", "code="])
def test_without_a_code_there_is_nothing_to_paste(receiving, query):
    answer = receiving(Settings()).get(f"/callback?{query}")
    assert answer.status == 400
    assert "<script" not in answer.body.decode()


def test_the_page_loads_nothing_and_tells_nobody_its_address(receiving):
    headers = receiving(Settings()).get("/callback?code=c").headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
