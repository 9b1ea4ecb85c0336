"""The end of a sign-in in the browser: what Feishu's redirect says, and the page a person sees.

docs: /uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/obtain-oauth-code
"""

from __future__ import annotations

import html
import typing as t
from dataclasses import dataclass, field

#: No script, no frame, nothing from elsewhere; and the address, which holds the code, goes nowhere.
PAGE_HEADERS: t.Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; }}
main {{ max-width: 32rem; padding: 2rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.3; margin: 0 0 .75rem; }}
p {{ margin: 0; overflow-wrap: anywhere; }}
</style>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
</html>
"""

_TO_PASTE = (
    "Copy the address of this page from the browser and paste it where "
    "“feishu-connect login --no-browser” waits for it. The code in it works once and for five "
    "minutes."
)


@dataclass(frozen=True, slots=True)
class CallbackQuery:
    """What Feishu's redirect carries; empty where missing. `error` is `access_denied` so far."""

    #: The whole address, as a person would paste it.
    url: str = field(repr=False)
    code: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    error: str = ""


@dataclass(frozen=True, slots=True)
class CallbackPage:
    """What the person sees, plain text."""

    title: str
    text: str
    status: int = 200

    def render(self) -> str:
        """Give the page; whatever the texts hold stays text."""
        return _PAGE.format(title=html.escape(self.title), text=html.escape(self.text))


#: Finishes a sign-in: checks the state, exchanges the code, and says what the person shall see.
#: Called in a thread of its own; may raise FeishuError, whose text is shown.
OnCallback = t.Callable[[CallbackQuery], CallbackPage]


def page_to_paste(query: CallbackQuery) -> CallbackPage:
    """Tell a person what to do with a redirect that nothing here waits for."""
    if query.error:
        return CallbackPage("The sign-in was not granted", f"Feishu says: {query.error}", 400)
    if not query.code:
        return CallbackPage(
            "There is no sign-in here",
            "This page is where a sign-in ends. Start one with “feishu-connect login”.",
            400,
        )
    return CallbackPage("Nearly done", _TO_PASTE)
