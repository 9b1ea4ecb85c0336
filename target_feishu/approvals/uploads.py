"""Files of a form: uploaded to the web domain, which gives a code for each.

Docs: /ukTMukTMukTM/uUDOyUjL1gjM14SN4ITN.
"""

from __future__ import annotations

import pathlib
import re
import typing as t

from feishu_connect import endpoints, regions
from feishu_connect.bitable.fields.coercion import describe, members
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from target_feishu.files import Files

#: What an upload answers, e.g. `D93653C3-2609-4EE0-8041-61DC1D84F0B5`.
_CODE = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class Uploads:
    """Gives codes of files; a content is uploaded once a run."""

    def __init__(self, client: FeishuClient, files: Files) -> None:
        """Upload nothing yet."""
        self._client = client
        self._files = files
        self._codes: dict[tuple[str, str, str], str] = {}

    def codes(self, value: t.Any, kind: str) -> list[str]:
        """Give the codes of files that are named by path, URL or code.

        Args:
            value: One or several of them; also the tap's objects with a `path`.
            kind: `image` or `attachment`.

        Raises:
            RecordError: A file is not there, or larger than Feishu takes.
        """
        return [self._code(each, kind) for each in members(value)]

    def _code(self, source: t.Any, kind: str) -> str:
        name = ""
        if isinstance(source, dict):
            name, source = str(source.get("name") or ""), source.get("path")
        if not isinstance(source, str):
            msg = f"{describe(source)} names no file"
            raise RecordError(msg, cure="Give a path, a URL, or the code of an uploaded file")
        source = source.strip()
        return source if _CODE.fullmatch(source) else self._uploaded(source, kind, name)

    def _uploaded(self, source: str, kind: str, name: str) -> str:
        file = self._files.open(source, most=endpoints.approval.MAX_FILE_BYTES[kind], name=name)
        known = (file.sha256, kind, file.name)
        if known not in self._codes:
            data = self._client.call(
                endpoints.approval.FILE_UPLOAD,
                base_url=regions.web_url(self._client.settings.base_url),
                form={"name": file.name, "type": kind},
                file=(_safe(file.name), file.path.read_bytes(), file.kind),
                file_part="content",
            )
            self._codes[known] = str(data.get("code") or "")
        return self._codes[known]


def _safe(name: str) -> str:
    """Keep the part's own file name in ASCII; the real one goes beside it as `name`."""
    return name if name.isascii() else "file" + pathlib.PurePath(name).suffix
