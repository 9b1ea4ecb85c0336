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
