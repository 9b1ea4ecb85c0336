"""Wiki pages, and the files inside documents."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import Rate

#: Media of drive take 5 calls a second and 10,000 a day.
_MEDIA = Rate(per_second=5)

WIKI_NODE_GET = Endpoint(
    name="wiki.node.get",
    method="GET",
    path="/open-apis/wiki/v2/spaces/get_node",
    rate=Rate(per_minute=100),
    scopes=("wiki:node:read", "wiki:wiki", "wiki:wiki:readonly"),
    docs="/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space/get_node",
)
DRIVE_MEDIA_DOWNLOAD = Endpoint(
    name="drive.media.download",
    method="GET",
    path="/open-apis/drive/v1/medias/{file_token}/download",
    rate=_MEDIA,
    scopes=(
        "docs:document.media:download",
        "bitable:app",
        "bitable:app:readonly",
        "docs:doc",
        "docs:doc:readonly",
        "drive:drive",
        "drive:drive:readonly",
        "sheets:spreadsheet",
        "sheets:spreadsheet:readonly",
    ),
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/download",
)
DRIVE_MEDIA_UPLOAD = Endpoint(
    name="drive.media.upload_all",
    method="POST",
    path="/open-apis/drive/v1/medias/upload_all",
    rate=_MEDIA,
    scopes=("docs:document.media:upload", "bitable:app", "drive:drive"),
    # A second upload leaves an orphan that nobody sees.
    repeat=Repeat.SAFE,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_all",
)
#: Files above 20 MB: begin, send parts one after the other, end. A transaction holds for 24 hours.
DRIVE_MEDIA_UPLOAD_PREPARE = Endpoint(
    name="drive.media.upload_prepare",
    method="POST",
    path="/open-apis/drive/v1/medias/upload_prepare",
    rate=_MEDIA,
    scopes=("docs:document.media:upload", "bitable:app", "drive:drive"),
    # A second transaction leaves one that nobody ends.
    repeat=Repeat.SAFE,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_prepare",
)
DRIVE_MEDIA_UPLOAD_PART = Endpoint(
    name="drive.media.upload_part",
    method="POST",
    path="/open-apis/drive/v1/medias/upload_part",
    rate=_MEDIA,
    scopes=("docs:document.media:upload", "bitable:app", "drive:drive"),
    # The same part of the same transaction again.
    repeat=Repeat.SAFE,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_part",
)
#: What a second call answers is not documented: the caller begins anew.
DRIVE_MEDIA_UPLOAD_FINISH = Endpoint(
    name="drive.media.upload_finish",
    method="POST",
    path="/open-apis/drive/v1/medias/upload_finish",
    rate=_MEDIA,
    scopes=("docs:document.media:upload", "bitable:app", "drive:drive"),
    repeat=Repeat.NEVER,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_finish",
)
