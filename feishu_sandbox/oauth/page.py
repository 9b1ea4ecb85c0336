"""The authorize page and its error page, as plain HTML without scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import User
    from feishu_sandbox.oauth.request import AuthorizeRequest

_STYLE = """
body { font-family: system-ui, sans-serif; background: #f2f3f5; color: #1f2329; margin: 0; }
main { max-width: 26rem; margin: 10vh auto; padding: 2rem; background: #fff; border-radius: 8px; }
h1 { font-size: 1.25rem; margin-top: 0; }
select, button { font: inherit; padding: .5rem 1rem; border-radius: 6px; }
select, button { border: 1px solid #8f959e; }
select { width: 100%; margin: .5rem 0 1.5rem; }
button[value=allow] { background: #1456f0; border-color: #1456f0; color: #fff; }
"""


def consent_page(asked: AuthorizeRequest, users: Sequence[User], chosen: str) -> str:
    """Return the page that asks a user; the form goes back to the page's own address."""
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in asked.asked.scopes)
    wanted = f"<ul>{scopes}</ul>" if scopes else "<p>Your name and picture.</p>"
    options = "".join(
        f'<option value="{escape(user.open_id)}"{" selected" * (user.open_id == chosen)}>'
        f"{escape(user.name)} ({escape(user.en_name)})</option>"
        for user in users
    )
    name = escape(asked.app.name)
    return _page(
        f"Authorize {name}",
        f"<p><strong>{name}</strong> asks for access to:</p>{wanted}"
        '<form method="post"><label for="user">Signed in as</label>'
        f'<select id="user" name="user">{options}</select>'
        '<button name="decision" value="allow">Allow</button> '
        '<button name="decision" value="deny">Deny</button></form>',
    )


def error_page(code: int, description: str) -> str:
    """Return the page that stays in the browser when the request itself is wrong."""
    return _page(
        "Authorization failed",
        f'<p>{escape(description)}</p><p>Error code: <code id="code">{code}</code></p>',
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )
