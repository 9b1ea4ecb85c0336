"""Drives every endpoint with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

import io
import json
import uuid

import pytest
from lark_oapi import BaseRequest, HttpMethod
from lark_oapi.api.application.v6 import ListScopeRequest as AppScopesRequest
from lark_oapi.api.auth.v3 import (
    InternalAppAccessTokenRequest,
    InternalAppAccessTokenRequestBody,
    InternalTenantAccessTokenRequest,
    InternalTenantAccessTokenRequestBody,
)
from lark_oapi.api.bitable.v1 import (
    AppTable,
    AppTableField,
    AppTableRecord,
    AppTableView,
    BatchCreateAppTableRecordRequest,
    BatchCreateAppTableRecordRequestBody,
    BatchCreateAppTableRequest,
    BatchCreateAppTableRequestBody,
    BatchDeleteAppTableRecordRequest,
    BatchDeleteAppTableRecordRequestBody,
    BatchGetAppTableRecordRequest,
    BatchGetAppTableRecordRequestBody,
    BatchUpdateAppTableRecordRequest,
    BatchUpdateAppTableRecordRequestBody,
    CreateAppRequest,
    CreateAppTableFieldRequest,
    CreateAppTableRecordRequest,
    CreateAppTableRequest,
    CreateAppTableRequestBody,
    CreateAppTableViewRequest,
    DeleteAppTableFieldRequest,
    DeleteAppTableRecordRequest,
    DeleteAppTableRequest,
    GetAppRequest,
    GetAppTableRecordRequest,
    GetAppTableViewRequest,
    ListAppTableFieldRequest,
    ListAppTableRecordRequest,
    ListAppTableRequest,
    ListAppTableViewRequest,
    PatchAppTableRequest,
    PatchAppTableRequestBody,
    ReqApp,
    ReqTable,
    ReqView,
    SearchAppTableRecordRequest,
    SearchAppTableRecordRequestBody,
    UpdateAppTableFieldRequest,
    UpdateAppTableRecordRequest,
)
from lark_oapi.api.contact.v3 import (
    BatchDepartmentRequest,
    BatchGetIdUserRequest,
    BatchGetIdUserRequestBody,
    BatchUserRequest,
    ChildrenDepartmentRequest,
    FindByDepartmentUserRequest,
    GetDepartmentRequest,
    GetUserRequest,
    ListScopeRequest,
    SimplelistGroupMemberRequest,
    SimplelistGroupRequest,
)
from lark_oapi.api.drive.v1 import (
    BatchGetTmpDownloadUrlMediaRequest,
    DownloadMediaRequest,
    UploadAllMediaRequest,
    UploadAllMediaRequestBody,
)
from lark_oapi.api.im.v1 import (
    CreateMessageRequest,
    CreateMessageRequestBody,
    GetMessageRequest,
    ListChatRequest,
    ListMessageRequest,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)
from lark_oapi.api.tenant.v2 import QueryTenantRequest
from lark_oapi.api.wiki.v2 import GetNodeSpaceRequest

from feishu_sandbox.app import OPERATIONS
from tests.feishu_sandbox.official_identities import use_app_details, use_sign_in, use_store_app

YES = True


def good(response):
    assert response.success(), (response.code, response.msg)
    assert response.get_log_id() or response.code == 0
    return response.data


def use_tokens(lark, sandbox):
    credentials = sandbox.config
    for resource, request, body in (
        (
            lark.auth.v3.tenant_access_token,
            InternalTenantAccessTokenRequest,
            InternalTenantAccessTokenRequestBody,
        ),
        (
            lark.auth.v3.app_access_token,
            InternalAppAccessTokenRequest,
            InternalAppAccessTokenRequestBody,
        ),
    ):
        built = body.builder().app_id(credentials["app_id"]).app_secret(credentials["app_secret"])
        response = resource.internal(request.builder().request_body(built.build()).build())
        assert response.success()
        flat = json.loads(response.raw.content)
        assert flat["expire"] > 0


def use_application(lark, sandbox):
    scopes = good(lark.application.v6.scope.list(AppScopesRequest.builder().build())).scopes
    assert {scope.scope_name: scope.grant_status for scope in scopes} == sandbox.app.scopes
    tenant = good(lark.tenant.v2.tenant.query(QueryTenantRequest.builder().build())).tenant
    assert tenant.tenant_key == sandbox.world.state.tenant.tenant_key
    request = BaseRequest.builder().http_method(HttpMethod.GET).uri("/open-apis/bot/v3/info")
    response = lark.request(request.token_types({_tenant()}).build())
    assert json.loads(response.raw.content)["bot"]["open_id"] == sandbox.app.bot_open_id


def _tenant():
    from lark_oapi import AccessTokenType  # noqa: PLC0415 - used here only

    return AccessTokenType.TENANT


def use_structure(lark):
    body = ReqApp.builder().name("新建").time_zone("Asia/Shanghai").build()
    app = good(
        lark.bitable.v1.app.create(CreateAppRequest.builder().request_body(body).build())
    ).app
    token = app.app_token
    shown = good(lark.bitable.v1.app.get(GetAppRequest.builder().app_token(token).build())).app
    assert (shown.name, shown.is_advanced) == ("新建", False)
    tables = lark.bitable.v1.app_table
    table = ReqTable.builder().name("表一").default_view_name("全部")
    header = {"field_name": "标题", "type": 1}
    request = CreateAppTableRequest.builder().app_token(token)
    table_body = CreateAppTableRequestBody.builder().table(table.fields([header]).build()).build()
    made = good(tables.create(request.request_body(table_body).build()))
    assert made.table_id.startswith("tbl")
    assert len(made.field_id_list) == 1
    more = BatchCreateAppTableRequestBody.builder().tables([ReqTable({"name": "表二"})]).build()
    request = BatchCreateAppTableRequest.builder().app_token(token).request_body(more)
    second = good(tables.batch_create(request.build())).table_ids[0]
    name = PatchAppTableRequestBody.builder().name("改名").build()
    request = PatchAppTableRequest.builder().app_token(token).table_id(second).request_body(name)
    assert good(tables.patch(request.build())).name == "改名"
    request = DeleteAppTableRequest.builder().app_token(token).table_id(second)
    assert tables.delete(request.build()).success()
    listed = good(tables.list(ListAppTableRequest.builder().app_token(token).build())).items
    assert [table.name for table in listed] == ["数据表", "表一"]
    assert isinstance(listed[0], AppTable)
    use_views(lark, token, made.table_id)
    use_fields(lark, token, made.table_id)
    return token, made.table_id


def use_views(lark, token, table_id):
    views = lark.bitable.v1.app_table_view
    body = ReqView.builder().view_name("我的视图").view_type("grid").build()
    request = CreateAppTableViewRequest.builder().app_token(token).table_id(table_id)
    view = good(views.create(request.request_body(body).build())).view
    request = ListAppTableViewRequest.builder().app_token(token).table_id(table_id)
    assert [item.view_name for item in good(views.list(request.build())).items] == [
        "全部",
        "我的视图",
    ]
    request = GetAppTableViewRequest.builder().app_token(token).table_id(table_id)
    got = good(views.get(request.view_id(view.view_id).build())).view
    assert isinstance(got, AppTableView)


def use_fields(lark, token, table_id):
    fields = lark.bitable.v1.app_table_field
    body = AppTableField.builder().field_name("金额").type(2).build()
    request = CreateAppTableFieldRequest.builder().app_token(token).table_id(table_id)
    request = request.client_token(str(uuid.uuid4())).request_body(body)
    field = good(fields.create(request.build())).field
    assert (field.type, field.ui_type, field.property.formatter) == (2, "Number", "0.0")
    body = AppTableField.builder().field_name("数额").type(2).build()
    request = UpdateAppTableFieldRequest.builder().app_token(token).table_id(table_id)
    request = request.field_id(field.field_id).request_body(body)
    assert good(fields.update(request.build())).field.field_name == "数额"
    request = ListAppTableFieldRequest.builder().app_token(token).table_id(table_id)
    names = [item.field_name for item in good(fields.list(request.build())).items]
    assert names == ["标题", "数额"]
    request = DeleteAppTableFieldRequest.builder().app_token(token).table_id(table_id)
    assert good(fields.delete(request.field_id(field.field_id).build())).deleted


def use_records(lark, token, table_id):
    records = lark.bitable.v1.app_table_record

    def at(request):
        return request.builder().app_token(token).table_id(table_id)

    def row(text, record_id=None):
        made = AppTableRecord.builder().fields({"标题": text})
        return made.record_id(record_id).build() if record_id else made.build()

    one = good(
        records.create(at(CreateAppTableRecordRequest).request_body(row("一")).build())
    ).record
    body = BatchCreateAppTableRecordRequestBody.builder().records([row("二"), row("三")]).build()
    request = at(BatchCreateAppTableRecordRequest).client_token(str(uuid.uuid4()))
    two, three = good(records.batch_create(request.request_body(body).build())).records
    request = at(UpdateAppTableRecordRequest).record_id(one.record_id).request_body(row("壹"))
    assert good(records.update(request.build())).record.fields == {"标题": "壹"}
    body = (
        BatchUpdateAppTableRecordRequestBody.builder().records([row("贰", two.record_id)]).build()
    )
    assert good(
        records.batch_update(at(BatchUpdateAppTableRecordRequest).request_body(body).build())
    )
    read_records(records, at, one, two)
    request = at(DeleteAppTableRecordRequest).record_id(one.record_id)
    assert good(records.delete(request.build())).deleted
    body = BatchDeleteAppTableRecordRequestBody.builder()
    body = body.records([two.record_id, three.record_id]).build()
    request = at(BatchDeleteAppTableRecordRequest).request_body(body)
    assert [item.deleted for item in good(records.batch_delete(request.build())).records] == [
        True,
        True,
    ]


def read_records(records, at, one, two):
    body = SearchAppTableRecordRequestBody.builder().automatic_fields(YES).build()
    request = at(SearchAppTableRecordRequest).page_size(2).request_body(body)
    page = good(records.search(request.build()))
    assert (page.total, page.has_more, len(page.items)) == (3, True, 2)
    assert page.items[0].created_by.name == "Singer 数据集成"
    assert page.items[0].last_modified_time >= page.items[0].created_time
    body = BatchGetAppTableRecordRequestBody.builder()
    body = body.record_ids([two.record_id, "recmissing"]).build()
    got = good(records.batch_get(at(BatchGetAppTableRecordRequest).request_body(body).build()))
    assert got.records[0].fields == {"标题": [{"type": "text", "text": "贰"}]}
    assert got.absent_record_ids == ["recmissing"]
    assert good(records.list(at(ListAppTableRecordRequest).build())).items[0].fields["标题"] == "壹"
    request = at(GetAppTableRecordRequest).record_id(one.record_id)
    assert good(records.get(request.build())).record.record_id == one.record_id


def use_departments(lark):
    departments = lark.contact.v3.department
    scope = good(lark.contact.v3.scope.list(ListScopeRequest.builder().build()))
    assert (len(scope.department_ids), len(scope.user_ids), len(scope.group_ids)) == (6, 1, 3)
    request = ChildrenDepartmentRequest.builder().department_id("0").fetch_child(YES).page_size(50)
    below = good(departments.children(request.build())).items
    assert len(below) == 12
    own = below[0].open_department_id
    request = GetDepartmentRequest.builder().department_id(own)
    assert good(departments.get(request.build())).department.name == below[0].name
    request = BatchDepartmentRequest.builder().department_ids([own, "od-unknown"])
    assert [item.open_department_id for item in good(departments.batch(request.build())).items] == [
        own
    ]
    return own


def use_people(lark, sandbox):
    department = use_departments(lark)
    users = lark.contact.v3.user
    request = FindByDepartmentUserRequest.builder().department_id(department).page_size(50)
    member = good(users.find_by_department(request.build())).items[0]
    assert member.status.is_activated
    request = GetUserRequest.builder().user_id(member.open_id)
    assert good(users.get(request.build())).user.mobile.startswith("+86")
    request = BatchUserRequest.builder().user_ids([member.open_id])
    assert len(good(users.batch(request.build())).items) == 1
    body = BatchGetIdUserRequestBody.builder().emails([member.email, "no@body.example"]).build()
    request = BatchGetIdUserRequest.builder().request_body(body)
    found = good(users.batch_get_id(request.build())).user_list
    assert [entry.user_id for entry in found] == [member.open_id, None]
    groups = good(lark.contact.v3.group.simplelist(SimplelistGroupRequest.builder().build()))
    request = SimplelistGroupMemberRequest.builder().group_id(groups.grouplist[0].id)
    members = good(lark.contact.v3.group_member.simplelist(request.build())).memberlist
    assert {item.member_id for item in members} <= set(sandbox.world.state.users)


def use_messages(lark):
    chat = good(lark.im.v1.chat.list(ListChatRequest.builder().build())).items[0]
    messages = lark.im.v1.message
    body = CreateMessageRequestBody.builder().receive_id(chat.chat_id).msg_type("text")
    body = body.content(json.dumps({"text": "日报"})).uuid(str(uuid.uuid4())).build()
    request = CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body)
    sent = good(messages.create(request.build()))
    body = ReplyMessageRequestBody.builder().msg_type("text")
    body = body.content(json.dumps({"text": "收到"})).build()
    request = ReplyMessageRequest.builder().message_id(sent.message_id).request_body(body)
    assert good(messages.reply(request.build())).parent_id == sent.message_id
    request = ListMessageRequest.builder().container_id_type("chat").container_id(chat.chat_id)
    listed = good(messages.list(request.build())).items
    assert [json.loads(item.body.content)["text"] for item in listed] == ["日报", "收到"]
    request = GetMessageRequest.builder().message_id(sent.message_id)
    assert good(messages.get(request.build())).items[0].sender.id_type == "app_id"


def use_wiki_and_drive(lark, sandbox):
    node = next(iter(sandbox.world.state.nodes))
    found = good(
        lark.wiki.v2.space.get_node(GetNodeSpaceRequest.builder().token(node).build())
    ).node
    assert (found.obj_type, found.obj_token) == ("bitable", sandbox.config["bases"][0])
    media = lark.drive.v1.media
    body = UploadAllMediaRequestBody.builder().file_name("报告.txt").parent_type("bitable_file")
    body = body.parent_node(found.obj_token).size(5).file(io.BytesIO(b"hello")).build()
    request = UploadAllMediaRequest.builder().request_body(body)
    token = good(media.upload_all(request.build())).file_token
    got = media.download(DownloadMediaRequest.builder().file_token(token).build())
    assert (got.file.read(), got.file_name) == (b"hello", "报告.txt")
    request = BatchGetTmpDownloadUrlMediaRequest.builder().file_tokens([token])
    assert good(media.batch_get_tmp_download_url(request.build())).tmp_download_urls


#: Families with official tests of their own, beside their packages.
#: Families with a test of their own, and custom bots, for which the client has no call.
_FAMILIES = (
    "approval.",
    "bot.hook.",
    "calendar.",
    "contact.",
    "docx.",
    "drive.",
    "im.",
    "sheets.",
    "task.",
    "wiki.",
)


def test_every_operation_answers_the_official_client(lark, sandbox, store_app):
    use_tokens(lark, sandbox)
    use_application(lark, sandbox)
    use_app_details(lark, sandbox)
    use_store_app(sandbox, store_app)
    use_sign_in(lark, sandbox)
    use_records(lark, *use_structure(lark))
    use_people(lark, sandbox)
    use_messages(lark)
    use_wiki_and_drive(lark, sandbox)
    wanted = {item.name for item in OPERATIONS if not item.name.startswith(_FAMILIES)}
    assert {call.operation for call in sandbox.calls} >= wanted


def test_the_official_client_sees_codes_and_log_ids(lark):
    response = lark.bitable.v1.app.get(GetAppRequest.builder().app_token("unknown").build())
    assert response.code == 1254040
    assert response.get_log_id()


@pytest.mark.parametrize("id_type", ["open_id", "union_id", "user_id"])
def test_people_come_in_the_id_kind_that_was_asked_for(lark, sandbox, id_type):
    base = sandbox.world.base("CRM 客户管理")
    table = base.table("客户 Customers")
    request = SearchAppTableRecordRequest.builder().app_token(base.app_token)
    request = request.table_id(table.table_id).user_id_type(id_type).page_size(1)
    body = SearchAppTableRecordRequestBody.builder().build()
    item = good(lark.bitable.v1.app_table_record.search(request.request_body(body).build())).items[
        0
    ]
    known = {getattr(user, id_type) for user in sandbox.world.state.users.values()}
    assert item.fields["负责人"][0]["id"] in known
