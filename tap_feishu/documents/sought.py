"""Which documents, or spreadsheets, a run reads: those of a setting, or those that lie around.

Shortcuts are passed over: what they stand for is read where it lies.
"""

from __future__ import annotations

import functools
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError, NotFoundError
from tap_feishu.unread import Unread

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.run import Run

#: What finding them calls, beside the calls of the streams.
ENDPOINTS: t.Final = (
    endpoints.WIKI_NODE_GET,
    endpoints.drive.FILE_LIST,
    endpoints.wiki.NODE_LIST,
)


class Sought:
    """The objects of one kind, found once a run."""

    def __init__(self, run: Run, setting: str, obj_type: str) -> None:
        """Call nothing yet.

        Args:
            run: The run.
            setting: The setting that names them, which is also the stream that they belong to.
            obj_type: What drive and wiki call their type.
        """
        self._run = run
        self._links = run.settings.objects[setting]
        self._setting = setting
        self._obj_type = obj_type
        self._unresolved = Unread(run.failures, setting)

    def tokens(self) -> Iterator[str]:
        """Give the token of each once.

        Raises:
            IncompleteError: After all others were given, some places could not be searched.
        """
        yield from self._named if self._links else dict.fromkeys(self._found())
        self._unresolved.check()
        if not self._links and self._objects["drive_folders"]:
            self._run.files.unread.check()
        if not self._links and self._objects["wiki_spaces"]:
            self._run.wiki.unread_nodes.check()

    @property
    def are_listed(self) -> bool:
        """Whether they come from listings, where an object may vanish before it is read."""
        return not self._links

    @functools.cached_property
    def _named(self) -> dict[str, None]:
        tokens = [self._behind(link.token) if link.wiki else link.token for link in self._links]
        return dict.fromkeys(token for token in tokens if token)

    @property
    def _objects(self) -> Mapping[str, t.Any]:
        return self._run.settings.objects

    def _found(self) -> Iterator[str]:
        if self._objects["drive_folders"]:
            for item in self._run.files.walk():
                if item.get("type") == self._obj_type:
                    yield str(item["token"])
        if self._objects["wiki_spaces"]:
            for node in self._run.wiki.walk():
                is_shortcut = node.get("node_type") == "shortcut"
                if node.get("obj_type") == self._obj_type and not is_shortcut:
                    yield str(node["obj_token"])

    def _behind(self, node_token: str) -> str:
        """Resolve a wiki page; "" where that fails, which is a failure of the run."""
        try:
            node = self._run.wiki.node(node_token)
            if node.get("obj_type") != self._obj_type:
                msg = f"The wiki page holds a `{node.get('obj_type')}`, not a `{self._obj_type}`"
                raise NotFoundError(msg, cure=f"Take it out of `{self._setting}`")
        except FeishuError as error:
            self._unresolved.note(f"wiki page {node_token} of `{self._setting}`", error)
            return ""
        return str(node["obj_token"])


def only_if(setting: str) -> dict[Endpoint, str]:
    """Tell when finding the objects calls what, for the doctor."""
    node_get, file_list, node_list = ENDPOINTS
    return {
        node_get: f"`{setting}` holds the link of a wiki page",
        file_list: f"`{setting}` is not set, and `drive_folders` is",
        node_list: f"`{setting}` is not set, and `wiki_spaces` is",
    }
