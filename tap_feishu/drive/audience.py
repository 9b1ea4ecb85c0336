"""The documents that are asked how often they were read, and by whom.

Those of the folders and of the wiki spaces of the settings, and those that the settings name.
Shortcuts are passed over: what they stand for has its readers where it lies.
"""

from __future__ import annotations

import functools
import typing as t

from feishu_connect.errors import FeishuError
from tap_feishu.unread import Unread

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_feishu.run import Run

#: Types that Feishu counts the readers of; a wiki page is asked about as the document that it is.
COUNTED_TYPES: t.Final = frozenset({"doc", "docx", "sheet", "bitable", "mindnote", "file"})

#: Setting -> type of the documents that it names by their own token.
_NAMED: t.Final = {"documents": "docx", "spreadsheets": "sheet"}


class Audience:
    """Finds the documents; the listings behind it are shared with other streams."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        self._unresolved = Unread(run.failures, "file_statistics")

    @functools.cached_property
    def named(self) -> dict[str, str]:
        """Types of the documents that the settings name, by token."""
        objects = self._run.settings.objects
        links = [(link, kind) for name, kind in _NAMED.items() for link in objects[name]]
        found = {}
        for link, kind in links:
            if link.wiki:
                found.update(self._behind(link.token))
            else:
                found[link.token] = kind
        return found

    def documents(self) -> Iterator[tuple[str, str]]:
        """Give type and token of every document, each once.

        Raises:
            IncompleteError: After all others were given, some could not be found.
        """
        seen: set[str] = set()
        for token, kind in self._candidates():
            if kind in COUNTED_TYPES and token not in seen:
                seen.add(token)
                yield kind, token
        self._unresolved.check()
        self._run.files.unread.check()
        if self._reads_wiki:
            self._run.wiki.unread_nodes.check()

    @property
    def _reads_wiki(self) -> bool:
        return bool(self._run.settings.objects["wiki_spaces"])

    def _candidates(self) -> Iterator[tuple[str, str]]:
        yield from self.named.items()
        for item in self._run.files.walk():
            yield str(item["token"]), str(item.get("type"))
        if self._reads_wiki:
            for node in self._run.wiki.walk():
                if node.get("node_type") != "shortcut":
                    yield str(node.get("obj_token")), str(node.get("obj_type"))

    def _behind(self, node_token: str) -> dict[str, str]:
        try:
            node = self._run.wiki.node(node_token)
        except FeishuError as error:
            self._unresolved.note(f"wiki page {node_token}", error)
            return {}
        return {str(node["obj_token"]): str(node["obj_type"])}
