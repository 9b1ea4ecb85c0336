"""The two worlds, Feishu (China) and Lark (international), and the pages a user needs in each.

Apps, tokens, tenants and ids of one world mean nothing in the other.
"""

from __future__ import annotations

import ipaddress
import typing as t
from urllib.parse import quote, urlsplit

FEISHU = "https://open.feishu.cn"
LARK = "https://open.larksuite.com"

#: The words accepted as `base_url`.
WORDS: t.Final = {"feishu": FEISHU, "lark": LARK}


#: Where users sign in; any other host serves both.
_ACCOUNTS: t.Final = {
    FEISHU: "https://accounts.feishu.cn",
    LARK: "https://accounts.larksuite.com",
}
#: The web domain; any other host serves both.
_WEB: t.Final = {FEISHU: "https://www.feishu.cn", LARK: "https://www.larksuite.com"}


def normalize_base_url(text: str) -> str:
    """Turn a word or a pasted URL into the API's root, without trailing slash or `/open-apis`.

    Raises:
        ValueError: The text is no usable URL; the message says why.
    """
    text = text.strip()
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "must be `feishu`, `lark`, or a URL such as https://open.feishu.cn"
        raise ValueError(msg)
    if parts.username or parts.password:
        msg = "must not hold a user name or password"
        raise ValueError(msg)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        msg = "must use https; plain http is accepted for this machine (127.0.0.1) only"
        raise ValueError(msg)
    path = parts.path.rstrip("/").removesuffix("/open-apis")
    return f"{parts.scheme}://{parts.netloc}{path}"


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def other_region(base_url: str) -> str:
    """Name the region that a user should try instead."""
    return "feishu" if base_url == LARK else "lark"


def accounts_url(base_url: str) -> str:
    """Give the root of the pages on which users sign in."""
    return _ACCOUNTS.get(base_url, base_url)


def web_url(base_url: str) -> str:
    """Give the root of the web domain, which takes the files of approvals."""
    return _WEB.get(base_url, base_url)


def console_url(base_url: str, app_id: str) -> str:
    """Give the developer console's page of an app, on the console that fits the API host."""
    root = base_url if base_url in {FEISHU, LARK} else FEISHU
    return f"{root}/app/{quote(app_id, safe='')}"


def scope_url(base_url: str, app_id: str, scopes: t.Iterable[str], *, identity: str = "app") -> str:
    """Give the console page on which the scopes are granted to the app.

    Args:
        base_url: The API host.
        app_id: The app.
        scopes: What is to be granted.
        identity: Whose scopes, the `app`'s or its signed-in `user`s'.
    """
    wanted = quote(",".join(scopes), safe=",:")
    kind = "user" if identity == "user" else "tenant"
    return f"{console_url(base_url, app_id)}/auth?q={wanted}&op_from=openapi&token_type={kind}"
