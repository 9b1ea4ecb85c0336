"""Pictures and files that records name by path or URL, uploaded for messages.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/{image,file}/create`.
"""

from __future__ import annotations

import pathlib
import re
import typing as t

from feishu_connect import endpoints
from feishu_connect.bitable.fields.coercion import compact_json
from target_feishu.errors import RecordError
from target_feishu.ledger import Entry

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from target_feishu.files import Files, LocalFile
    from target_feishu.ledger import Ledger

_MEGABYTE = 1024 * 1024
MAX_IMAGE_BYTES: t.Final = 10 * _MEGABYTE
MAX_FILE_BYTES: t.Final = 30 * _MEGABYTE

#: What Feishu gives as a key has nothing of a path in it, neither dot nor slash.
_KEY = re.compile(r"[A-Za-z0-9_-]*")
#: Extensions -> types of files; others are a `stream`.
_TYPES: t.Final = {
    ".pdf": "pdf",
    ".doc": "doc",
    ".docx": "doc",
    ".xls": "xls",
    ".xlsx": "xls",
    ".ppt": "ppt",
    ".pptx": "ppt",
}
#: Kinds of message that take one type of file -> its extension and type.
_ONLY: t.Final = {"audio": (".opus", "opus"), "media": (".mp4", "mp4")}
#: Where the name and the length of a file stand in a content; Feishu takes neither there.
_NAME, _DURATION = "file_name", "duration"


class Uploads:
    """Uploads each content once: the keys are this app's and stay good."""

    def __init__(self, client: FeishuClient, files: Files, ledger: Ledger) -> None:
        """Upload nothing yet."""
        self._client = client
        self._files = files
        self._ledger = ledger

    def fill(self, msg_type: str, content: t.Any) -> t.Any:
        """Put keys in the place of the paths and URLs of a content.

        Raises:
            RecordError: There is no such file, or it is not what the message takes.
            FeishuError: Feishu did not take it.
        """
        if msg_type == "interactive":
            return self._in_card(content)
        if msg_type == "post":
            return self._in_post(content)
        if msg_type == "sticker" or not isinstance(content, dict):
            return content
        return self._filled(msg_type, content, "content")

    def _in_card(self, value: t.Any) -> t.Any:
        """Fill pictures in, wherever they are; what a button carries is the app's own affair."""
        if isinstance(value, list):
            return [self._in_card(each) for each in value]
        if not isinstance(value, dict):
            return value
        filled = {
            name: each if name == "value" else self._in_card(each) for name, each in value.items()
        }
        if _is_source(filled.get("img_key")):
            filled["img_key"] = self._image(filled["img_key"], "content.img_key")
        return filled

    def _in_post(self, content: dict[str, t.Any]) -> dict[str, t.Any]:
        return {
            language: {
                **body,
                "content": [
                    [self._filled(str(node.get("tag")), node, "content") for node in line]
                    for line in body["content"]
                ],
            }
            for language, body in content.items()
        }

    def _filled(self, kind: str, node: dict[str, t.Any], where: str) -> dict[str, t.Any]:
        filled = dict(node)
        if _is_source(node.get("image_key")):
            filled["image_key"] = self._image(node["image_key"], f"{where}.image_key")
        if "file_key" in node:
            name, duration = filled.pop(_NAME, ""), str(filled.pop(_DURATION, ""))
            if _is_source(node["file_key"]):
                field = f"{where}.file_key"
                filled["file_key"] = self._file(kind, node["file_key"], name, duration, field)
        return filled

    def _image(self, source: str, field: str) -> str:
        found = self._open(source, MAX_IMAGE_BYTES, "", field)
        key = compact_json(["image", found.sha256])
        return self._once(key, lambda: self._upload_image(found))

    def _file(self, kind: str, source: str, name: str, duration: str, field: str) -> str:
        found = self._open(source, MAX_FILE_BYTES, name, field)
        form = {"file_type": _type_of(kind, found, field), "file_name": found.name}
        if duration:
            form["duration"] = _milliseconds(duration)
        key = compact_json(["file", form, found.sha256])
        return self._once(key, lambda: self._upload_file(found, form))

    def _open(self, source: str, most: int, name: str, field: str) -> LocalFile:
        try:
            return self._files.open(source, most=most, name=name)
        except RecordError as error:
            error.field = error.field or field
            raise

    def _once(self, key: str, upload: t.Callable[[], str]) -> str:
        known = self._ledger.get(key)
        if known is not None and known.is_sure:
            return known.id
        # What is uploaded and then forgotten by a crash is an orphan that nobody sees.
        made = upload()
        self._ledger.put({key: Entry(made, begun_at=self._client.clock.now().isoformat())})
        return made

    def _upload_image(self, found: LocalFile) -> str:
        data = self._client.call(
            endpoints.IM_IMAGE_CREATE,
            form={"image_type": "message"},
            file=("image", found.path.read_bytes(), found.kind),
            file_part="image",
        )
        return str(data["image_key"])

    def _upload_file(self, found: LocalFile, form: dict[str, str]) -> str:
        data = self._client.call(
            endpoints.IM_FILE_CREATE,
            form=form,
            file=("file", found.path.read_bytes(), found.kind),
        )
        return str(data["file_key"])


def _is_source(value: t.Any) -> bool:
    """Tell a path or URL from a key."""
    return isinstance(value, str) and _KEY.fullmatch(value) is None


def _type_of(kind: str, found: LocalFile, field: str) -> str:
    """Give the type as which a file is uploaded; Feishu checks it against the message's kind."""
    suffix = pathlib.PurePath(found.name).suffix.lower()
    if kind not in _ONLY:
        return _TYPES.get(suffix, "stream")
    wanted, file_type = _ONLY[kind]
    if suffix != wanted:
        msg = f"a message of the kind {kind!r} takes a file that ends in {wanted}"
        raise RecordError(msg, cure="Convert it, or send it as `file`", field=field)
    return file_type


def _milliseconds(duration: str) -> str:
    try:
        return str(round(float(duration)))
    except (ValueError, OverflowError):
        msg = "`content.duration` is no number of milliseconds"
        raise RecordError(msg, cure="Give 3000 for three seconds", field="content") from None
