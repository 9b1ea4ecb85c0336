"""What drive tells of a file beyond its listing, 200 files a call.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/meta/batch_query`.
"""

from __future__ import annotations

import itertools
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, IncompleteError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_feishu.run import Run

Item = dict[str, t.Any]

#: Types that may be asked about; shortcuts and types of the future may not.
_TYPES: t.Final = frozenset(
    {"doc", "docx", "sheet", "bitable", "mindnote", "file", "wiki", "folder", "slides"}
)
_UNSUPPORTED = 970002
_FORBIDDEN = 970003
_GONE = 970005


def with_metas(run: Run, files: Iterable[Item]) -> Iterator[Item]:
    """Add to each file what its metadata tells; the listing's own values win."""
    rest = iter(files)
    while batch := list(itertools.islice(rest, endpoints.drive.MAX_METAS)):
        metas = _metas(run, [file for file in batch if file.get("type") in _TYPES])
        for file in batch:
            yield {**metas.get(str(file["token"]), {}), **file}


def _metas(run: Run, files: list[Item]) -> dict[str, Item]:
    if not files:
        return {}
    docs = [{"doc_token": file["token"], "doc_type": file["type"]} for file in files]
    data = run.client.call(
        endpoints.drive.META_BATCH_QUERY,
        params={"user_id_type": run.settings.connection.user_id_type},
        body={"request_docs": docs},
    )
    metas = {str(meta.get("doc_token")): meta for meta in data.get("metas") or []}
    failed = {str(one.get("token")): one.get("code") for one in data.get("failed_list") or []}
    for file in files:
        if file["token"] not in metas:
            _tell(run, file, failed.get(str(file["token"])))
    return metas


def _tell(run: Run, file: Item, code: int | None) -> None:
    """Report a file without metadata; the call itself succeeds."""
    if code == _UNSUPPORTED:
        return
    what = f"metadata of {file['type']} {file['token']}"
    origin: dict[str, t.Any] = {"code": code, "endpoint": endpoints.drive.META_BATCH_QUERY.name}
    if code == _GONE:  # It was there when its folder was listed.
        msg = "the file has gone, or is of another type than its folder says"
        run.failures.warn(what, IncompleteError(msg, **origin))
    elif code == _FORBIDDEN:
        cure = "Share it with the app, or deselect the columns that only metadata has"
        msg = "The app may not read it"
        run.failures.add(what, AccessError(msg, cure=cure, **origin), group="drive_files")
    else:
        msg = "Feishu left it out"
        run.failures.add(what, IncompleteError(msg, **origin), group="drive_files")
