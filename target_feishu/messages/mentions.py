"""People of whom a content speaks, by e-mail or mobile."""

from __future__ import annotations

import re
import typing as t

if t.TYPE_CHECKING:
    from target_feishu.people import People

_AT = re.compile(r'(<at user_id=")([^"]+)(")')


class Mentions:
    """Puts ids in the place of e-mails and mobiles; `<at email=...>` of cards is left to Feishu."""

    def __init__(self, people: People) -> None:
        """Take those who know people by open_id."""
        self._people = people

    def fill(self, msg_type: str, content: dict[str, t.Any]) -> dict[str, t.Any]:
        """Look up everybody whom a content names.

        Raises:
            PersonError: Nobody has the e-mail or mobile.
        """
        if msg_type == "text":
            return {**content, "text": self._in_text(content["text"])}
        if msg_type == "share_user":
            return {**content, "user_id": self._people.id_of(content["user_id"])}
        if msg_type == "post":
            return {language: self._in_body(body) for language, body in content.items()}
        return content

    def _in_body(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        lines = [[self._in_node(node) for node in line] for line in body["content"]]
        return {**body, "content": lines}

    def _in_node(self, node: dict[str, t.Any]) -> dict[str, t.Any]:
        if node["tag"] == "at":
            return {**node, "user_id": self._people.id_of(node["user_id"])}
        if node["tag"] == "md":
            return {**node, "text": self._in_text(node["text"])}
        return node

    def _in_text(self, text: str) -> str:
        return _AT.sub(lambda at: at[1] + self._people.id_of(at[2]) + at[3], text)
