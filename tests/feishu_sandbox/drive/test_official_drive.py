"""The official client gets typed answers of every drive endpoint."""

from __future__ import annotations

from lark_oapi.api.drive.v1 import (
    BaseMember,
    BatchQueryMetaRequest,
    CreateFolderFileRequest,
    CreateFolderFileRequestBody,
    CreatePermissionMemberRequest,
    DeleteFileRequest,
    DeleteSubscribeFileRequest,
    File,
    GetFileStatisticsRequest,
    GetSubscribeFileRequest,
    ListFileRequest,
    ListFileViewRecordRequest,
    ListPermissionMemberRequest,
    MetaRequest,
    RequestDoc,
    SubscribeFileRequest,
    TaskCheckFileRequest,
)


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def test_a_folder_is_listed_page_by_page(lark, drive, folder, file):
    shortcut = drive.add_shortcut(file, folder)
    request = ListFileRequest.builder().folder_token(folder).page_size(1)
    request = request.order_by("CreatedTime").direction("ASC").user_id_type("union_id")
    first = good(lark.drive.v1.file.list(request.build()))
    second = good(lark.drive.v1.file.list(request.page_token(first.next_page_token).build()))
    assert (first.has_more, second.has_more, second.next_page_token) == (True, False, None)
    assert isinstance(first.files[0], File)
    assert [item.token for item in (*first.files, *second.files)] == [file, shortcut]
    assert second.files[0].shortcut_info.target_token == file
    assert first.files[0].owner_id.startswith("on_")


def test_metadata_comes_with_what_failed(lark, file):
    docs = [
        RequestDoc.builder().doc_token(token).doc_type("file").build() for token in (file, "none")
    ]
    body = MetaRequest.builder().request_docs(docs).with_url(True).build()  # noqa: FBT003
    data = good(
        lark.drive.v1.meta.batch_query(BatchQueryMetaRequest.builder().request_body(body).build())
    )
    assert (data.metas[0].doc_token, data.metas[0].title) == (file, "报告 Report.pdf")
    assert [(one.token, one.code) for one in data.failed_list] == [("none", 970005)]


def test_statistics_and_readers_are_told(lark, sandbox, drive, file):
    viewer = next(iter(sandbox.world.state.users))
    drive.record_view(file, viewer, at=1_700_000_000)
    request = GetFileStatisticsRequest.builder().file_token(file).file_type("file").build()
    told = good(lark.drive.v1.file_statistics.get(request))
    assert (told.file_token, told.statistics.uv, told.statistics.pv) == (file, 1, 1)
    request = ListFileViewRecordRequest.builder().file_token(file).file_type("file").page_size(50)
    (reader,) = good(lark.drive.v1.file_view_record.list(request.build())).items
    assert (reader.viewer_id, reader.last_view_time) == (viewer, "1700000000")


def test_a_base_is_subscribed_and_unsubscribed(lark, base):
    def ask(request):
        return request.builder().file_token(base.app_token).file_type("bitable").build()

    files = lark.drive.v1.file
    assert files.subscribe(ask(SubscribeFileRequest)).success()
    assert good(files.get_subscribe(ask(GetSubscribeFileRequest))).is_subscribe
    assert files.delete_subscribe(ask(DeleteSubscribeFileRequest)).success()
    assert not good(files.get_subscribe(ask(GetSubscribeFileRequest))).is_subscribe
    assert files.delete_subscribe(ask(DeleteSubscribeFileRequest)).code == 1069605


def test_a_folder_is_made_shared_and_deleted(lark, sandbox):
    body = CreateFolderFileRequestBody.builder().name("报告 Reports").folder_token("").build()
    request = CreateFolderFileRequest.builder().request_body(body).build()
    made = good(lark.drive.v1.file.create_folder(request))
    assert made.url.endswith(f"/drive/folder/{made.token}")
    user = next(iter(sandbox.world.state.users.values()))
    member = BaseMember.builder().member_type("email").member_id(user.email).perm("edit").build()
    request = CreatePermissionMemberRequest.builder().token(made.token).type("folder")
    shared = good(lark.drive.v1.permission_member.create(request.request_body(member).build()))
    assert (shared.member.member_id, shared.member.perm) == (user.email, "edit")
    request = ListPermissionMemberRequest.builder().token(made.token).type("folder").build()
    members = good(lark.drive.v1.permission_member.list(request)).items
    assert (user.open_id, "edit") in [(each.member_id, each.perm) for each in members]
    request = DeleteFileRequest.builder().file_token(made.token).type("folder").build()
    task = good(lark.drive.v1.file.delete(request)).task_id
    request = TaskCheckFileRequest.builder().task_id(task).build()
    assert good(lark.drive.v1.file.task_check(request)).status == "success"
