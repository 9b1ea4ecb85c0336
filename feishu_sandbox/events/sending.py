"""One POST to a request URL, with the platform's patience."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import requests

from feishu_sandbox.events.delivery import Attempt

if TYPE_CHECKING:
    from feishu_sandbox.events.sealing import Sealed

_OK = 200
_CONNECT_SECONDS = 2.0


def post(url: str, sealed: Sealed, at: float, limit: float) -> Attempt:
    """Send a request; only HTTP 200 within `limit` seconds counts, redirects do not."""
    began = time.monotonic()
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(
                url,
                data=sealed.body,
                headers=sealed.headers,
                timeout=(min(_CONNECT_SECONDS, limit), limit),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return Attempt(at, 0, time.monotonic() - began, type(error).__name__)
    seconds = time.monotonic() - began
    problem = "" if answer.status_code == _OK else f"HTTP {answer.status_code}"
    if not problem and seconds > limit:
        problem = "too late"
    return Attempt(at, answer.status_code, seconds, problem, answer.content)
