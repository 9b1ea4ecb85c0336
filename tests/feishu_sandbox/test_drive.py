from __future__ import annotations

import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

MEDIAS = "/drive/v1/medias"
UPLOAD = f"{MEDIAS}/upload_all"


@pytest.fixture
def upload(api, base):
    def act(content=b"hello \r\n--x\x00", **changes):
        form = {
            "file_name": "报告.txt",
            "parent_type": "bitable_file",
            "parent_node": base.app_token,
            "size": str(len(content)),
            **changes,
        }
        form = {key: value for key, value in form.items() if value is not None}
        return api.send("POST", UPLOAD, data=form, files={"file": ("报告.txt", content)})

    return act


def test_a_file_comes_back_as_it_went(api, upload):
    token = upload().json()["data"]["file_token"]
    reply = api.send("GET", f"{MEDIAS}/{token}/download")
    assert reply.content == b"hello \r\n--x\x00"
    assert reply.headers["Content-Type"].startswith("text/plain")
    assert "%E6%8A%A5" in reply.headers["Content-Disposition"]


def test_a_range_is_partial_content(api, upload):
    token = upload(b"0123456789").json()["data"]["file_token"]
    reply = api.send("GET", f"{MEDIAS}/{token}/download", headers={"Range": "bytes=2-4"})
    assert (reply.status_code, reply.content) == (206, b"234")
    assert reply.headers["Content-Range"] == "bytes 2-4/10"
    tail = api.send("GET", f"{MEDIAS}/{token}/download", headers={"Range": "bytes=7-"})
    assert tail.content == b"789"


def test_a_range_beyond_the_end_is_refused(api, upload):
    token = upload(b"0123456789").json()["data"]["file_token"]
    reply = api.send("GET", f"{MEDIAS}/{token}/download", headers={"Range": "bytes=10-"})
    assert (reply.status_code, reply.content) == (416, b"")
    assert reply.headers["Content-Range"] == "bytes */10"


def test_uploading_twice_makes_two_files(upload):
    tokens = {upload().json()["data"]["file_token"] for _ in range(2)}
    assert len(tokens) == 2


@pytest.mark.parametrize(
    "changes, status, code",
    [
        ({"file_name": None}, 400, 1061002),
        ({"file_name": "a.txt "}, 400, 1061002),
        ({"file_name": ""}, 400, 1061008),
        ({"file_name": "x" * 251}, 400, 1061008),
        ({"parent_type": "docx_file"}, 400, 1061002),
        ({"parent_node": None}, 400, 1061002),
        ({"parent_node": "unknown"}, 400, 1061044),
        ({"size": "0"}, 400, 1061002),
        ({"size": "x"}, 400, 1061002),
        ({"size": None}, 400, 1061002),
        ({"size": "4"}, 400, 1062009),
        ({"size": str(20 * 1024 * 1024 + 1)}, 400, 1061043),
        ({"checksum": "1"}, 400, 1062008),
        ({"extra": '{"drive_route_token": "other"}'}, 400, 1061044),
        ({"extra": "nonsense"}, 400, 1061002),
    ],
)
def test_an_upload_that_breaks_a_rule_is_refused(sandbox, upload, changes, status, code):
    before = len(sandbox.world.state.media)
    reply = upload(**changes)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert len(sandbox.world.state.media) == before


def test_checksum_and_route_are_accepted_when_right(upload, base):
    checksum = str(zlib.adler32(b"x"))
    extra = f'{{"drive_route_token": "{base.app_token}"}}'
    assert upload(b"x", checksum=checksum, extra=extra).json()["code"] == 0


def test_an_upload_has_to_be_a_form(api):
    assert api.code("POST", UPLOAD, json={}) == 1061002


def test_uploading_needs_the_right_to_edit(sandbox, upload, base):
    base.share(sandbox.app.app_id, "view")
    assert upload().json()["code"] == 1061004
    base.share(sandbox.app.app_id, None)
    assert upload().json()["code"] == 1061004


def test_a_second_upload_meanwhile_is_told_to_retry(sandbox, upload):
    started, go_on = threading.Event(), threading.Event()

    def hold(_call):
        started.set()
        assert go_on.wait(5)

    sandbox.faults.add("drive.media.upload_all", "callback", call=hold, locked=True)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(upload)
        assert started.wait(5)
        second = upload()
        go_on.set()
        assert first.result().json()["code"] == 0
    assert second.json()["code"] == 1061045


@pytest.fixture
def cell(sandbox, base):
    """A file in a cell: the table, its row and the file."""
    table = base.add_table("T", [{"field_name": "名", "type": 1}, {"field_name": "附", "type": 17}])
    media = sandbox.world.add_media(base.app_token, "a.txt", b"content")
    return table, table.add_row({"附": [{"file_token": media.file_token}]}), media


def test_the_cells_own_addresses_work(api, cell):
    table, _, media = cell
    attachment = api.search(table)["data"]["items"][0]["fields"]["附"][0]
    headers = {"Authorization": f"Bearer {api.token}"}
    assert api.session.get(attachment["url"], headers=headers).content == b"content"
    urls = api.session.get(attachment["tmp_url"], headers=headers).json()["data"]
    assert urls["tmp_download_urls"][0]["file_token"] == media.file_token
    temporary = urls["tmp_download_urls"][0]["tmp_download_url"]
    assert api.session.get(temporary).content == b"content"


def test_advanced_permissions_ask_for_extra(api, base, cell):
    table, record_id, media = cell
    base.data.is_advanced = True
    path = f"{MEDIAS}/{media.file_token}/download"
    bare = api.send("GET", path)
    assert (bare.status_code, bare.json()["code"]) == (400, 1061004)
    attachment = api.search(table)["data"]["items"][0]["fields"]["附"][0]
    headers = {"Authorization": f"Bearer {api.token}"}
    assert api.session.get(attachment["url"], headers=headers).status_code == 200
    field_id = table.field("附").field_id
    named = f'{{"{field_id}": {{"{record_id}": ["{media.file_token}"]}}}}'
    extra = f'{{"bitablePerm": {{"tableId": "{table.table_id}", "attachments": {named}}}}}'
    assert api.send("GET", path, params={"extra": extra}).status_code == 200
    wrong = extra.replace(record_id, "recOther")
    assert api.send("GET", path, params={"extra": wrong}).status_code == 400
    params = {"file_tokens": media.file_token}
    assert api.send("GET", f"{MEDIAS}/batch_get_tmp_download_url", params=params).status_code == 403


def test_a_foreign_or_missing_file_is_not_served(api, sandbox, base, cell):
    _, _, media = cell
    assert api.send("GET", f"{MEDIAS}/none/download").status_code == 404
    base.share(sandbox.app.app_id, None)
    assert api.send("GET", f"{MEDIAS}/{media.file_token}/download").status_code == 403


@pytest.mark.parametrize("tokens", [[], ["a"] * 6, ["none"]])
def test_temporary_addresses_come_for_1_to_5_known_files(api, tokens):
    path = f"{MEDIAS}/batch_get_tmp_download_url"
    assert api.code("GET", path, params={"file_tokens": tokens}) == 1061002
