"""The small page on which a sign-in ends. It loads nothing, and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import typing as t
from dataclasses import dataclass

from feishu_connect.oauth.attempt import DeniedError, WrongStateError

if t.TYPE_CHECKING:
    from feishu_connect.errors import FeishuError
    from feishu_connect.oauth.signin import SignedIn

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0;
  min-height: 100vh; display: grid; place-items: center; background: #f5f6f7; color: #1f2329; }
main { max-width: 34rem; margin: 1rem; padding: 2rem; background: #fff; border-radius: 12px;
  border-top: 6px solid #245bdb; box-shadow: 0 4px 24px rgba(31, 35, 41, .1);
  overflow-wrap: anywhere; }
main.bad { border-top-color: #d83931; }
h1 { font-size: 1.35rem; margin: 0 0 .75rem; }
p { margin: .5rem 0 0; }
@media (prefers-color-scheme: dark) {
  body { background: #1a1a1a; color: #ebebeb; }
  main { background: #292929; }
}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

#: What every page is sent with: nothing is loaded, framed, kept, or told to other sites.
HEADERS: t.Final[dict[str, str]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to the browser."""

    status: int
    html: str


def signed_in(person: SignedIn) -> Page:
    """Tell that it worked."""
    lines = [f"You are signed in as {person.name}.", "You can close this page."]
    if person.missing:
        lines.insert(1, f"Not granted: {', '.join(person.missing)}.")
    return _page(200, "Signed in", lines)


def failed(error: FeishuError) -> Page:
    """Tell why it did not work, and what to do."""
    title = "The sign-in did not work"
    status = 400
    if isinstance(error, DeniedError):
        title, status = "Access was denied", 403
    elif isinstance(error, WrongStateError):
        title = "This sign-in was not started here"
    lines = [error.message, error.cure, _origin(error)]
    return _page(status, title, [f"{line}." for line in lines if line], bad=True)


def crashed() -> Page:
    """Tell that something unforeseen happened; the terminal says more."""
    lines = ["Something unforeseen went wrong.", "The terminal says what."]
    return _page(500, "The sign-in did not work", lines, bad=True)


def not_found() -> Page:
    """Answer a path that is not the redirect's."""
    return _page(404, "Nothing here", ["This address only takes the end of a sign-in."], bad=True)


def _origin(error: FeishuError) -> str:
    code = f"Code {error.code}" if error.code is not None else ""
    log_id = f"log id {error.log_id}" if error.log_id else ""
    return ", ".join(part for part in (code, log_id) if part)


def _page(status: int, title: str, lines: t.Sequence[str], *, bad: bool = False) -> Page:
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    kind = ' class="bad"' if bad else ""
    return Page(
        status,
        f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{html.escape(title)}</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<main{kind}>
<h1>{html.escape(title)}</h1>
{paragraphs}
</main>
</body>
</html>
""",
    )
