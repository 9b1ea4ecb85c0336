"""Sign-in of users: authorization code with PKCE, grants, and the pages of the browser."""

from __future__ import annotations

from feishu_connect.oauth.attempt import Attempt, DeniedError, WrongStateError
from feishu_connect.oauth.pages import Page
from feishu_connect.oauth.signin import SignedIn, complete

__all__ = ["Attempt", "DeniedError", "Page", "SignedIn", "WrongStateError", "complete"]
