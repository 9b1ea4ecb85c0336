"""Whose token is sent: custom apps, store apps and signed-in users behind one interface."""

from __future__ import annotations

from feishu_connect.tokens.cache import CachedTokens, Token, TokenSource
from feishu_connect.tokens.choice import token_source

__all__ = ["CachedTokens", "Token", "TokenSource", "token_source"]
