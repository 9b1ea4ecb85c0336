"""Pictures and files by path or URL: uploaded once, wherever a content has a place for a key."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import RejectedError
from target_feishu.errors import RecordError
from tests.target_feishu.messages.support import route, run, said

if t.TYPE_CHECKING:
    import pathlib

    from feishu_sandbox import Sandbox
    from feishu_sandbox.im.model import Upload

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
IMAGE, FILE = "im.image.create", "im.file.create"
DAY = 86_400


@pytest.fixture
def picture(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "图.png"
    path.write_bytes(PNG)
    return str(path)


@pytest.fixture
def file(tmp_path: pathlib.Path) -> t.Callable[[str], str]:
    def act(name: str) -> str:
        path = tmp_path / name
        path.write_bytes(name.encode())
        return str(path)

    return act


def uploads(sandbox: Sandbox) -> dict[str, Upload]:
    return sandbox.world.state.im.uploads


def test_a_picture_is_uploaded_once_for_all_messages_and_runs(
    sandbox: Sandbox, chat: str, picture: str
):
    given = route({"image_key": "{{ name }}"}, receive_id=chat, msg_type="image")
    run(sandbox, given, {"id": "1", "name": picture}, {"id": "2", "name": f"file://{picture}"})
    sandbox.clock.advance(DAY)
    run(sandbox, given, {"id": "3", "name": picture})
    (key,) = uploads(sandbox)
    assert said(sandbox, chat) == [{"image_key": key}] * 3
    assert len(sandbox.calls.of(IMAGE)) == 1


def test_a_key_is_left_as_it_is(sandbox: Sandbox, chat: str):
    given = route({"image_key": "{{ name }}"}, receive_id=chat, msg_type="image")
    with pytest.raises(RejectedError, match="belongs to another app"):
        run(sandbox, given, {"id": "1", "name": "img_v2_7ea74629-9191-4176-998c-2e603c9c5e8g"})
    assert sandbox.calls.of(IMAGE) == []


@pytest.mark.parametrize("fault", ["lost_reply", "cut", "html"])
def test_an_upload_whose_reply_is_lost_is_made_again(
    sandbox: Sandbox, chat: str, picture: str, fault: str
):
    sandbox.faults.add(IMAGE, fault)
    given = route({"image_key": "{{ name }}"}, receive_id=chat, msg_type="image")
    assert run(sandbox, given, {"id": "1", "name": picture}) == "1 sent"


@pytest.mark.parametrize(
    "msg_type, name, file_type",
    [
        ("file", "a.pdf", "pdf"),
        ("file", "a.docx", "doc"),
        ("file", "a.XLSX", "xls"),
        ("file", "a.ppt", "ppt"),
        ("file", "a.zip", "stream"),
        ("file", "a.mp4", "stream"),
        ("audio", "a.opus", "opus"),
        ("media", "a.mp4", "mp4"),
    ],
)
def test_files_are_uploaded_as_what_their_message_takes(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    *,
    file: t.Callable[[str], str],
    msg_type: str,
    name: str,
    file_type: str,
):
    given = route({"file_key": "{{ name }}"}, receive_id=chat, msg_type=msg_type)
    assert run(sandbox, given, {"id": "1", "name": file(name)}) == "1 sent"
    (upload,) = uploads(sandbox).values()
    assert (upload.type, upload.name, upload.content) == (file_type, name, name.encode())
    assert said(sandbox, chat) == [{"file_key": upload.key}]


def test_name_and_length_go_with_the_file_and_not_into_the_content(
    sandbox: Sandbox, chat: str, picture: str, file: t.Callable[[str], str]
):
    content = {
        "file_key": "{{ name }}",
        "image_key": picture,
        "file_name": "周报.mp4",
        "duration": "{{ 3 * 1000 }}",
    }
    given = route(content, receive_id=chat, msg_type="media")
    run(sandbox, given, {"id": "1", "name": file("film.mp4")})
    by_type = {upload.type: upload for upload in uploads(sandbox).values()}
    assert (by_type["mp4"].name, by_type["mp4"].duration) == ("周报.mp4", 3000)
    keys = {"file_key": by_type["mp4"].key, "image_key": by_type["image"].key}
    assert said(sandbox, chat) == [keys]


def test_posts_and_cards_have_pictures_inside(
    sandbox: Sandbox, chat: str, picture: str, file: t.Callable[[str], str]
):
    lines = [
        [{"tag": "img", "image_key": picture}],
        [{"tag": "media", "file_key": file("film.mp4"), "image_key": picture}],
    ]
    post = route({"zh_cn": {"content": lines}}, receive_id=chat, msg_type="post")
    card = {
        "elements": [
            {"tag": "column_set", "columns": [{"elements": [{"tag": "img", "img_key": picture}]}]},
            {"tag": "button", "value": {"img_key": "img_x"}},
        ]
    }
    card["elements"][1]["value"] = {"path": "./not/uploaded"}
    run(sandbox, post, {"id": "1", "name": ""})
    run(
        sandbox,
        route(card, receive_id=chat, msg_type="interactive"),
        {"id": "2", "name": ""},
    )
    image = next(key for key, upload in uploads(sandbox).items() if upload.type == "image")
    film = next(key for key, upload in uploads(sandbox).items() if upload.type == "mp4")
    told, shown = said(sandbox, chat)
    assert told["zh_cn"]["content"] == [
        [{"tag": "img", "image_key": image}],
        [{"tag": "media", "file_key": film, "image_key": image}],
    ]
    assert shown["elements"][0]["columns"][0]["elements"][0]["img_key"] == image
    assert shown["elements"][1]["value"] == {"path": "./not/uploaded"}


@pytest.mark.parametrize(
    "msg_type, content, problem",
    [
        ("audio", {"file_key": "{{ name }}"}, "ends in .opus"),
        ("media", {"file_key": "{{ name }}"}, "ends in .mp4"),
        ("file", {"file_key": "/no/such.pdf"}, "there is no file"),
        ("file", {"file_key": "{{ name }}", "duration": "long"}, "milliseconds"),
        ("image", {"image_key": "{{ name }}"}, "does not take the file"),
    ],
)
def test_files_that_do_not_fit_are_named(  # noqa: PLR0913  fixtures
    sandbox: Sandbox,
    chat: str,
    *,
    file: t.Callable[[str], str],
    msg_type: str,
    content: dict[str, str],
    problem: str,
):
    given = route(content, receive_id=chat, msg_type=msg_type)
    with pytest.raises((RecordError, RejectedError), match=problem):
        run(sandbox, given, {"id": "1", "name": file("a.pdf")})
    assert said(sandbox, chat) == []


@pytest.mark.parametrize("msg_type, size", [("image", 10), ("file", 30)])
def test_what_is_larger_than_feishu_takes_is_not_uploaded(
    sandbox: Sandbox, chat: str, tmp_path: pathlib.Path, msg_type: str, size: int
):
    path = tmp_path / "large.png"
    with path.open("wb") as opened:
        opened.truncate(size * 1024 * 1024 + 1)
    given = route({f"{msg_type}_key": "{{ name }}"}, receive_id=chat, msg_type=msg_type)
    with pytest.raises(RecordError, match="Feishu takes 1 to"):
        run(sandbox, given, {"id": "1", "name": str(path)})
    assert sandbox.calls.of("im.*.create") == []
