"""Names of files that every file system takes, and that stay where they are put."""

from __future__ import annotations

import re
import typing as t
import unicodedata

#: File systems allow 255 bytes, encrypted ones 143; a token and `.part` have to fit in too.
MAX_BYTES: t.Final = 100
#: An ending that is longer is no ending.
_MAX_ENDING: t.Final = 20

#: Refused by Windows, or with a meaning somewhere.
_FORBIDDEN: t.Final = frozenset('<>:"/\\|?*')
#: Control characters, halves of pairs, line ends; also signs that turn the direction of writing,
#: by which a name shows another ending than it has.
_UNSEEN: t.Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING: t.Final = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
#: Windows opens devices by these names, with whatever ending.
_DEVICE: t.Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)", re.IGNORECASE
)


def safe_name(name: str, *, limit: int = MAX_BYTES) -> str:
    """Make a name of a file out of any text: letters of every script stay, what is unsafe is `_`.

    Equal texts give equal names, and a safe name stays as it is.

    Args:
        name: What people called it.
        limit: Bytes in UTF-8 at most; the ending (`.pdf`) is kept where it is short.
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join("_" if _is_unsafe(char) else char for char in text)
    text = _trimmed(text)
    return _shortened(f"_{text}" if _DEVICE.match(text) else text, limit) or "_"


def _is_unsafe(char: str) -> bool:
    return char in _FORBIDDEN or char in _TURNING or unicodedata.category(char) in _UNSEEN


def _trimmed(text: str) -> str:
    """Drop what Windows drops at the end by itself, and leading blanks and dots."""
    return text.strip(" .\u3000\u00a0")


def _shortened(text: str, limit: int) -> str:
    if len(text.encode()) <= limit:
        return text
    stem, dot, ending = text.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending.encode()) <= _MAX_ENDING else ""
    head = stem if tail else text
    room = limit - len(tail.encode())
    cut = _trimmed(head.encode()[:room].decode(errors="ignore"))
    return (cut or "_") + tail
