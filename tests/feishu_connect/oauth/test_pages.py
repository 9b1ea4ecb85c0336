from __future__ import annotations

import base64
import hashlib
import re

import pytest

from feishu_connect.errors import SignInError
from feishu_connect.oauth import DeniedError, SignedIn, WrongStateError, pages

PERSON = SignedIn("<b>张三</b> & co", "ou_1", "2ca1d211f64f6438", (), lasting=True)
ALL = [
    pages.signed_in(PERSON),
    pages.failed(SignInError("<script>x</script>", cure='"><img src=x>', code=20073)),
    pages.crashed(),
    pages.not_found(),
]


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.status)
def test_no_page_loads_or_runs_anything(page):
    assert "<script" not in page.html
    assert not re.search(r"https?://", page.html)
    assert re.findall(r'(?:href|src)="(.*?)"', page.html) == ["data:,"]
    assert page.html.startswith("<!doctype html>")


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.status)
def test_the_policy_allows_the_style_of_the_page_and_nothing_else(page):
    style = re.search(r"<style>(.*?)</style>", page.html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = pages.HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert f"'sha256-{digest}'" in policy


def test_what_comes_from_outside_is_escaped():
    assert "&lt;b&gt;张三&lt;/b&gt; &amp; co" in ALL[0].html
    assert "<img" not in ALL[1].html


def test_a_failure_shows_its_cure_code_and_log_id():
    error = SignInError("It failed", cure="Do this", code=20073, log_id="0217")
    page = pages.failed(error).html
    for part in ("It failed", "Do this", "Code 20073, log id 0217"):
        assert part in page


@pytest.mark.parametrize(
    "error,status,title",
    [
        (SignInError("x"), 400, "The sign-in did not work"),
        (DeniedError("x"), 403, "Access was denied"),
        (WrongStateError("x"), 400, "This sign-in was not started here"),
    ],
)
def test_each_kind_of_failure_has_its_title(error, status, title):
    page = pages.failed(error)
    assert page.status == status
    assert f"<h1>{title}</h1>" in page.html


def test_scopes_that_were_not_granted_are_named():
    person = SignedIn("张三", "ou_1", "t", ("task:task:read",), lasting=True)
    assert "Not granted: task:task:read." in pages.signed_in(person).html
