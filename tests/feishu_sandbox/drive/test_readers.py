from __future__ import annotations

import pytest

HOUR = 3600


def statistics(file, kind="file"):
    return "GET", f"/drive/v1/files/{file}/statistics", {"params": {"file_type": kind}}


def records(file, kind="file", **params):
    params = {"file_type": kind, "page_size": 50, **params}
    return "GET", f"/drive/v1/files/{file}/view_records", {"params": params}


def test_people_count_once_and_visits_within_half_an_hour_too(api, sandbox, drive, file):
    anna, bert = list(sandbox.world.state.users)[:2]
    sandbox.clock.freeze(1_767_585_600_000)  # 12:00 in Beijing
    now = int(sandbox.clock.now())
    for viewer, at in [
        (anna, now - 30 * HOUR),
        (anna, now - HOUR),
        (anna, now - HOUR + 600),
        (bert, now),
    ]:
        drive.record_view(file, viewer, at=at)
    method, path, options = statistics(file)
    data = api.data(method, path, **options)
    assert data["statistics"] == {
        "uv": 2,
        "pv": 3,
        "like_count": 0,
        "timestamp": now,
        "uv_today": 1,
        "pv_today": 2,
        "like_count_today": 0,
    }
    assert (data["file_token"], data["file_type"]) == (file, "file")


def test_a_base_cannot_be_liked(api, base):
    method, path, options = statistics(base.app_token, "bitable")
    assert api.data(method, path, **options)["statistics"]["like_count"] == -1


def test_readers_come_once_with_their_latest_visit(api, sandbox, drive, file):
    anna, bert = list(sandbox.world.state.users)[:2]
    for viewer, at in [(anna, 100), (bert, 200), (anna, 300)]:
        drive.record_view(file, viewer, at=at)
    method, path, options = records(file, viewer_id_type="union_id")
    data = api.data(method, path, **options)
    users = sandbox.world.state.users
    assert [(item["viewer_id"], item["last_view_time"]) for item in data["items"]] == [
        (users[anna].union_id, "300"),
        (users[bert].union_id, "200"),
    ]
    assert data["has_more"] is False
    assert "page_token" not in data


def test_readers_are_paged(api, sandbox, drive, file):
    for viewer in list(sandbox.world.state.users)[:3]:
        drive.record_view(file, viewer)
    method, path, options = records(file, page_size=2)
    first = api.data(method, path, **options)
    method, path, options = records(file, page_size=2, page_token=first["page_token"])
    second = api.data(method, path, **options)
    assert len({item["viewer_id"] for item in first["items"] + second["items"]}) == 3


@pytest.mark.parametrize("asked", [statistics, records])
def test_only_who_manages_a_document_learns_of_its_readers(api, sandbox, drive, folder, asked):
    file = drive.add_file("x", folder)
    drive.share(file, sandbox.app.app_id, None)
    drive.share(file, sandbox.app.app_id, "edit")
    method, path, options = asked(file)
    reply = api.send(method, path, **options)
    assert (reply.status_code, reply.json()["code"]) == (403, 1069603)


@pytest.mark.parametrize("asked", [statistics, records])
def test_a_tenant_without_visit_records_tells_nothing(api, sandbox, file, asked):
    sandbox.world.state.drive.counts_visits = False
    method, path, options = asked(file)
    assert api.code(method, path, **options) == 1069603


@pytest.mark.parametrize("asked, status", [(statistics, 400), (records, 404)])
def test_a_document_of_another_type_is_not_found(api, file, asked, status):
    method, path, options = asked(file, "docx")
    reply = api.send(method, path, **options)
    assert (reply.status_code, reply.json()["code"]) == (status, 1069604)


@pytest.mark.parametrize(
    "params, code",
    [
        ({"page_size": ""}, 99992402),
        ({"page_size": 51}, 99992402),
        ({"page_size": 0}, 1069602),
        ({"file_type": "slides"}, 99992402),
        ({"user_id_type": "open_id"}, 99992402),
    ],
)
def test_wrong_questions_about_readers_are_refused(api, file, params, code):
    method, path, options = records(file, **params)
    assert api.code(method, path, **options) == code
