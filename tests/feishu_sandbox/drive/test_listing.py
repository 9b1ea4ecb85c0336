from __future__ import annotations

import pytest

FILES = "/drive/v1/files"


@pytest.fixture
def listed(api):
    def names(folder, **params):
        data = api.data("GET", FILES, params={"folder_token": folder, **params})
        return [item["name"] for item in data["files"]]

    return names


def test_a_folder_shows_its_own_children_alone(api, drive, folder, file):
    inner = drive.add_folder("内 Inner", folder)
    drive.add_file("深 Deep", inner)
    data = api.data("GET", FILES, params={"folder_token": folder})
    assert data["has_more"] is False
    assert "next_page_token" not in data
    shown = {item["token"]: item for item in data["files"]}
    assert set(shown) == {inner, file}
    assert shown[file]["parent_token"] == folder
    assert shown[file]["created_time"].isdecimal()
    assert "shortcut_info" not in shown[file]


def test_the_usual_order_moves_with_edits_and_that_of_making_does_not(
    sandbox, drive, folder, listed
):
    tokens = []
    for name in ("a", "b", "c"):
        tokens.append(drive.add_file(name, folder))
        sandbox.clock.advance(10)
    drive.edit(tokens[0])
    assert listed(folder) == ["a", "c", "b"]
    assert listed(folder, order_by="CreatedTime", direction="ASC") == ["a", "b", "c"]


def test_pages_go_on_with_next_page_token(api, drive, folder):
    for number in range(5):
        drive.add_file(str(number), folder)
    params = {"folder_token": folder, "page_size": 2, "order_by": "CreatedTime"}
    names, token = [], ""
    while True:
        data = api.data("GET", FILES, params={**params, "page_token": token})
        names += [item["name"] for item in data["files"]]
        if not data["has_more"]:
            break
        token = data["next_page_token"]
    assert sorted(names) == ["0", "1", "2", "3", "4"]


def test_the_root_comes_at_once_and_without_shortcuts(api, sandbox, drive):
    owner = sandbox.app.bot_open_id
    for number in range(3):
        drive.add_file(str(number), owner=owner)
    someones = drive.add_file("x")
    shortcut = drive.add_shortcut(someones, "")
    drive.entry(shortcut).owner = owner
    data = api.data("GET", FILES, params={"page_size": 1})
    assert [item["name"] for item in data["files"]] == ["0", "1", "2"]
    assert data["has_more"] is False
    root = data["files"][0]["parent_token"]
    assert len(api.data("GET", FILES, params={"folder_token": root})["files"]) == 4


def test_a_shortcut_tells_what_it_stands_for(api, drive, folder):
    elsewhere = drive.add_file("x", kind="docx")
    shortcut = drive.add_shortcut(elsewhere, folder)
    (item,) = api.data("GET", FILES, params={"folder_token": folder})["files"]
    assert (item["token"], item["type"]) == (shortcut, "shortcut")
    assert item["shortcut_info"] == {"target_type": "docx", "target_token": elsewhere}
    assert item["url"].endswith(f"/docx/{elsewhere}")


def test_rights_on_a_folder_reach_what_is_below_unless_cut_off(api, sandbox, drive, folder):
    inner = drive.add_folder("内", folder)
    assert api.code("GET", FILES, params={"folder_token": inner}) == 0
    drive.share(inner, sandbox.app.app_id, None)
    assert api.code("GET", FILES, params={"folder_token": inner}) == 1061004
    assert api.code("GET", FILES, params={"folder_token": folder}) == 0


def test_a_base_lies_in_a_folder_under_its_own_token(api, drive, folder, base):
    drive.put(folder, base.app_token, "bitable", "Base")
    (item,) = api.data("GET", FILES, params={"folder_token": folder})["files"]
    assert (item["type"], item["token"]) == ("bitable", base.app_token)


@pytest.mark.parametrize(
    "params, status, code",
    [
        ({"folder_token": "none"}, 404, 1061003),
        ({"page_size": 201}, 400, 1064001),
        ({"page_size": 0, "folder_token": "given"}, 400, 1061002),
        ({"order_by": "Name"}, 400, 99992402),
        ({"page_token": "x", "folder_token": "given"}, 400, 1061002),
        ({"recursive": "true"}, 400, 99992402),
    ],
)
def test_wrong_questions_are_refused(api, folder, params, status, code):
    if params.get("folder_token") == "given":
        params = {**params, "folder_token": folder}
    reply = api.send("GET", FILES, params=params)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_what_is_in_the_trash_is_gone_with_all_below_it(api, drive, folder):
    inner = drive.add_folder("内", folder)
    deep = drive.add_folder("深", inner)
    drive.trash(inner)
    assert api.data("GET", FILES, params={"folder_token": folder})["files"] == []
    assert api.code("GET", FILES, params={"folder_token": deep}) == 1061007


def test_a_move_and_a_rename_leave_the_times_alone(api, sandbox, drive, folder, file):
    other = drive.add_folder("他", folder)
    before = drive.entry(file).modified
    sandbox.clock.advance(100)
    drive.move(file, other)
    drive.rename(file, "新名")
    (item,) = api.data("GET", FILES, params={"folder_token": other})["files"]
    assert (item["name"], item["modified_time"]) == ("新名", str(before))
