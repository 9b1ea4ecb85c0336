"""Texts of a definition: Feishu wants them apart, under keys, in one or more languages.

Docs: /uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/create (`i18n_resources`).
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PREFIX: t.Final = "@i18n@"
LOCALES: t.Final = ("zh-CN", "en-US", "ja-JP")
#: The first is the one that stands in for the others.
_DEFAULTS: t.Final = ("zh-CN", "en-US")


class Wording:
    """Collects texts and hands out their keys."""

    def __init__(self, given: Sequence[Mapping[str, t.Any]] = ()) -> None:
        """Begin with the `i18n_resources` that are given, if any."""
        self._given = [dict(each) for each in given]
        #: Key -> language -> text.
        self._texts: dict[str, dict[str, str]] = {}

    def key(self, text: t.Any, name: str) -> str:
        """Give the key of a text; what is a key already stays.

        Args:
            text: The text, or language -> text.
            name: What the text is for; makes the key.
        """
        if isinstance(text, str) and text.startswith(PREFIX):
            return text
        key = f"{PREFIX}{name}"
        self._texts[key] = dict(text) if isinstance(text, dict) else {"": str(text)}
        return key

    def resources(self) -> list[dict[str, t.Any]]:
        """Give all texts by language; the default language has every one."""
        given = self._given or [
            {"locale": locale, "is_default": locale == self._default, "texts": []}
            for locale in self._locales()
        ]
        return [self._resource(each) for each in given]

    @property
    def _default(self) -> str:
        return self._locales()[0]

    def _locales(self) -> list[str]:
        named = {locale for texts in self._texts.values() for locale in texts if locale}
        return [each for each in LOCALES if each in named or each in _DEFAULTS]

    def _resource(self, given: Mapping[str, t.Any]) -> dict[str, t.Any]:
        locale = str(given.get("locale") or self._default)
        known = given.get("texts") or ()
        pairs = (
            known.items() if isinstance(known, dict) else ((e["key"], e["value"]) for e in known)
        )
        texts = {**dict(pairs), **{key: text_in(each, locale) for key, each in self._texts.items()}}
        return {
            "locale": locale,
            "is_default": bool(given.get("is_default")) or len(self._given) == 1,
            "texts": [{"key": key, "value": text} for key, text in texts.items()],
        }


def text_in(text: t.Any, locale: str = _DEFAULTS[0]) -> str:
    """Give a text in a language, or in the next best one."""
    if not isinstance(text, dict):
        return str(text)
    found = (text.get(each) for each in (locale, "", *_DEFAULTS, *text))
    return next((str(each) for each in found if each), "")
