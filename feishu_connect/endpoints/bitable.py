"""Bitable (Base): apps, tables, views, fields, records."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import Rate

_READ = Rate(per_second=20)
_WRITE = Rate(per_second=50)
_STRUCTURE = Rate(per_second=10)
_APP = "/open-apis/bitable/v1/apps/{app_token}"
_TABLE = _APP + "/tables/{table_id}"
_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1"
_BROAD = ("bitable:app",)
_BROAD_READ = ("bitable:app", "bitable:app:readonly")

#: Records per batch_create and batch_update (1254104 beyond).
MAX_RECORDS_PER_WRITE = 1000
#: Records per batch_get.
MAX_RECORDS_PER_GET = 100
#: Records per batch_delete.
MAX_RECORDS_PER_DELETE = 500

BITABLE_APP_GET = Endpoint(
    name="bitable.app.get",
    method="GET",
    path=_APP,
    rate=_READ,
    scopes=("base:app:read", *_BROAD_READ),
    docs=f"{_DOCS}/app/get",
)
BITABLE_TABLE_LIST = Endpoint(
    name="bitable.table.list",
    method="GET",
    path=f"{_APP}/tables",
    rate=_READ,
    scopes=("base:table:read", *_BROAD_READ),
    page_size=100,
    docs=f"{_DOCS}/app-table/list",
)
BITABLE_TABLE_CREATE = Endpoint(
    name="bitable.table.create",
    method="POST",
    path=f"{_APP}/tables",
    rate=_STRUCTURE,
    scopes=("base:table:create", *_BROAD),
    repeat=Repeat.NEVER,
    docs=f"{_DOCS}/app-table/create",
)
BITABLE_VIEW_LIST = Endpoint(
    name="bitable.view.list",
    method="GET",
    path=f"{_TABLE}/views",
    rate=_READ,
    scopes=("base:view:read", *_BROAD_READ),
    page_size=100,
    docs=f"{_DOCS}/app-table-view/list",
)
BITABLE_VIEW_GET = Endpoint(
    name="bitable.view.get",
    method="GET",
    path=f"{_TABLE}/views/{{view_id}}",
    rate=_READ,
    scopes=("base:view:read", *_BROAD_READ),
    docs=f"{_DOCS}/app-table-view/get",
)
BITABLE_FIELD_LIST = Endpoint(
    name="bitable.field.list",
    method="GET",
    path=f"{_TABLE}/fields",
    rate=_READ,
    scopes=("base:field:read", *_BROAD_READ),
    page_size=100,
    docs=f"{_DOCS}/app-table-field/list",
)
BITABLE_FIELD_CREATE = Endpoint(
    name="bitable.field.create",
    method="POST",
    path=f"{_TABLE}/fields",
    rate=_STRUCTURE,
    scopes=("base:field:create", *_BROAD),
    repeat=Repeat.KEYED,
    key="client_token",
    docs=f"{_DOCS}/app-table-field/create",
)
BITABLE_RECORD_SEARCH = Endpoint(
    name="bitable.record.search",
    method="POST",
    path=f"{_TABLE}/records/search",
    rate=_READ,
    scopes=("base:record:retrieve", *_BROAD_READ),
    page_size=500,
    people=True,
    docs=f"{_DOCS}/app-table-record/search",
)
BITABLE_RECORD_BATCH_GET = Endpoint(
    name="bitable.record.batch_get",
    method="POST",
    path=f"{_TABLE}/records/batch_get",
    rate=_READ,
    scopes=("base:record:read", *_BROAD_READ),
    # Takes user_id_type too, but in the body.
    docs=f"{_DOCS}/app-table-record/batch_get",
)
BITABLE_RECORD_BATCH_CREATE = Endpoint(
    name="bitable.record.batch_create",
    method="POST",
    path=f"{_TABLE}/records/batch_create",
    rate=_WRITE,
    scopes=("base:record:create", *_BROAD),
    repeat=Repeat.KEYED,
    key="client_token",
    people=True,
    docs=f"{_DOCS}/app-table-record/batch_create",
)
BITABLE_RECORD_BATCH_UPDATE = Endpoint(
    name="bitable.record.batch_update",
    method="POST",
    path=f"{_TABLE}/records/batch_update",
    rate=_WRITE,
    scopes=("base:record:update", *_BROAD),
    people=True,
    docs=f"{_DOCS}/app-table-record/batch_update",
)
BITABLE_RECORD_BATCH_DELETE = Endpoint(
    name="bitable.record.batch_delete",
    method="POST",
    path=f"{_TABLE}/records/batch_delete",
    rate=_WRITE,
    scopes=("base:record:delete", *_BROAD),
    docs=f"{_DOCS}/app-table-record/batch_delete",
)
