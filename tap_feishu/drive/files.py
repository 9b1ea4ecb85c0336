"""The files of drive below the folders of the settings, listed once a run.

A folder tells of its own children only, so every folder is listed. Files are asked for in the
order of their making: the usual order, by edit time, moves them across pages while people edit.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/list`.
"""

from __future__ import annotations

import typing as t
from collections import deque

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError, NotFoundError
from tap_feishu.settling import settled
from tap_feishu.unread import Unread

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_feishu.run import Run

Item = dict[str, t.Any]

#: How the API calls the root; its own token is another one.
_ROOT = ""


class Files:
    """What the identity finds in its folders; shared by all streams that need files."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        folders = run.settings.objects["drive_folders"]
        self._named = list(dict.fromkeys(folder.token for folder in folders)) or [_ROOT]
        #: Folders that could not be listed; what they hold is missing from the walk.
        self.unread = Unread(run.failures, "drive_files")

    def walk(self) -> Iterator[Item]:
        """Give every file and folder once, level by level; configured folders are not in it.

        A folder that is reached twice, also through a shortcut, is walked once. One that cannot
        be listed is a failure of the run, and the others go on.

        Raises:
            ScopeError: No folder can be listed at all.
        """
        queue, walked, seen = deque(self._named), set[str](), set[str]()
        while queue:
            folder = queue.popleft()
            if folder in walked:
                continue
            walked.add(folder)
            for item in self._children(folder):
                below = _folder_behind(item)
                if below and below not in walked:
                    queue.append(below)
                if item["token"] not in seen:
                    seen.add(item["token"])
                    yield item

    def _children(self, folder: str) -> list[Item]:
        what = f"folder {folder}" if folder else "root folder of drive"
        if what in self.unread:
            return []
        try:
            return self._run.spool.remember(f"drive.folder:{folder}", lambda: self._listed(folder))
        except FeishuError as error:
            self.unread.note(what, error)
            return []

    def _listed(self, folder: str) -> list[Item]:
        params = {
            "folder_token": folder,
            "order_by": "CreatedTime",
            "direction": "ASC",
            "user_id_type": self._run.settings.connection.user_id_type,
        }
        try:
            return settled(self._run.client, endpoints.drive.FILE_LIST, "token", params=params)
        except NotFoundError:
            if folder in self._named:
                raise
            return []  # It was there when its parent was listed.


def _folder_behind(item: Item) -> str:
    """Give the folder that an entry is or stands for, "" for any other."""
    if item.get("type") == "folder":
        return str(item["token"])
    target = item.get("shortcut_info") or {}
    return str(target.get("target_token") or "") if target.get("target_type") == "folder" else ""
