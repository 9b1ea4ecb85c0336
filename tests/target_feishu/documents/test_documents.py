"""One document a record: made, changed, kept, deleted."""

from __future__ import annotations

import itertools
import json

import pytest

from feishu_connect import FeishuError
from tests.target_feishu.documents.library import (
    CONFIG,
    PNG,
    RICH,
    ROUTE,
    documents,
    edits,
    note,
    notes,
    outline,
    shelf,
)
from tests.target_feishu.support import TEXT, feed, make_target


def run(sandbox, *lines, store="", config=None, **route):
    """Run the target; give the calls that it made."""
    sandbox.calls.clear()
    known = {"store_url": store} if store else {}
    settings = config or ({"routes": [{**ROUTE, **route}]} if route else CONFIG)
    target = make_target(sandbox, **settings, **known)
    feed(target, notes(), *lines)
    return edits(sandbox)


@pytest.fixture
def store(tmp_path):
    return f"sqlite:///{tmp_path / 'store.db'}"


def test_markdown_becomes_headings_lists_quotes_and_tables(sandbox, store):
    calls = run(sandbox, note(content=RICH), store=store)
    assert shelf(sandbox) == {
        "Note": [
            "heading1 Report",
            "text Text bold and code, see the site.",
            "bullet one",
            "  bullet two",
            "todo done",
            "quote quote",
            "table",
            *(line for text in "ab12" for line in ("  table_cell", f"    text {text}")),
        ]
    }
    assert calls == [
        "docx.document.convert",
        "docx.document.create",
        "docx.document.block.descendant.create",
        "docx.document.block.list",
    ]


def test_styles_and_links_come_along(sandbox, store):
    run(sandbox, note(content=RICH), store=store)
    block = documents(sandbox)[0].newest.blocks[2]
    styles = [
        {name for name, value in run["text_run"]["text_element_style"].items() if value}
        for run in block["text"]["elements"]
    ]
    assert styles == [set(), {"bold"}, set(), {"inline_code"}, set(), {"link"}, set()]


def test_html_is_taken_too(sandbox, store):
    html = "<h2>Head</h2><p>one <b>two</b></p><ol><li>a</li><li>b</li></ol>"
    run(sandbox, note(content=html), store=store, content_type="html")
    assert shelf(sandbox)["Note"] == ["heading2 Head", "text one two", "ordered a", "ordered b"]


def test_the_same_records_again_cost_no_call(sandbox, store):
    run(sandbox, note(), note("2", "Other"), store=store)
    before = shelf(sandbox)
    assert run(sandbox, note(), note("2", "Other"), store=store) == []
    assert shelf(sandbox) == before


def test_new_content_replaces_the_old_and_the_title_stays(sandbox, store):
    run(sandbox, note(content="# One\n\ntwo"), store=store)
    calls = run(sandbox, note(content="three"), store=store)
    assert shelf(sandbox) == {"Note": ["text three"]}
    assert "docx.document.block.batch_update" not in calls
    inserted = calls.index("docx.document.block.descendant.create")
    assert inserted < calls.index("docx.document.block.children.batch_delete")


def test_a_new_title_is_one_call_beside_the_look_at_the_revision(sandbox, store):
    run(sandbox, note(), store=store)
    calls = run(sandbox, note(title="New"), store=store)
    assert calls == ["docx.document.get", "docx.document.block.batch_update"]
    assert shelf(sandbox) == {"New": ["text Hello"]}
    entry = sandbox.world.drive.entry(documents(sandbox)[0].document_id)
    assert entry.name == "New"


@pytest.mark.parametrize("empty", [None, "", " \n"], ids=["null", "empty", "blank"])
def test_null_and_blanks_empty_the_document(sandbox, store, empty):
    run(sandbox, note(), store=store)
    run(sandbox, note(content=empty), store=store)
    assert shelf(sandbox) == {"Note": []}
    run(sandbox, note(content="back"), store=store)
    assert shelf(sandbox) == {"Note": ["text back"]}


def test_a_document_without_content_is_made_in_one_call(sandbox, store):
    assert run(sandbox, note(content=None), store=store) == ["docx.document.create"]


def test_a_record_that_says_nothing_of_the_content_leaves_it_alone(sandbox, store):
    run(sandbox, note(), store=store)
    bare = note(title="New")
    del bare["record"]["content"]
    run(sandbox, bare, store=store)
    assert shelf(sandbox) == {"New": ["text Hello"]}


def test_templates_go_before_columns(sandbox, store):
    route = {"title": "{{ id }}: {{ title }}", "content": "# {{ title }}\n\n{{ content }}"}
    run(sandbox, note(), store=store, **route)
    assert shelf(sandbox) == {"1: Note": ["heading1 Note", "text Hello"]}


def test_documents_are_made_in_the_folder_of_a_link(sandbox, store):
    folder = sandbox.world.drive.add_folder("Reports", owner=sandbox.app.bot_open_id)
    link = f"https://x.feishu.cn/drive/folder/{folder}?from=space"
    run(sandbox, note(), store=store, folder_token=link)
    assert sandbox.world.drive.entry(documents(sandbox)[0].document_id).parent == folder


def test_a_deleted_record_takes_its_document_to_the_trash_and_may_come_back(sandbox, store):
    run(sandbox, note(), store=store)
    gone = note(_sdc_deleted_at="2026-01-01T00:00:00Z")
    assert run(sandbox, gone, store=store) == ["drive.file.delete"]
    assert run(sandbox, gone, store=store) == []
    assert documents(sandbox) == []
    run(sandbox, note(), store=store)
    assert shelf(sandbox) == {"Note": ["text Hello"]}


def test_operation_may_be_a_template_and_a_document_in_the_trash_is_fine(sandbox, store):
    run(sandbox, note(), store=store)
    sandbox.world.drive.trash(documents(sandbox)[0].document_id)
    run(sandbox, note(), store=store, operation="{{ 'delete' if title else 'upsert' }}")
    assert len(sandbox.world.state.docx.documents) == 1


def test_a_document_that_people_deleted_is_made_anew_when_its_record_changes(sandbox, store):
    run(sandbox, note(), store=store)
    sandbox.world.docx.delete(documents(sandbox)[0].document_id)
    run(sandbox, note(content="again"), store=store)
    assert shelf(sandbox) == {"Note": ["text again"]}


def edited_by_people(sandbox):
    document = documents(sandbox)[0]
    sandbox.world.docx.add_block(document.document_id, "text", "a person's line")
    return document


def test_what_people_wrote_is_replaced_with_a_warning(sandbox, store, caplog):
    run(sandbox, note(), store=store)
    document = edited_by_people(sandbox)
    assert run(sandbox, note(), store=store) == []
    run(sandbox, note(content="new"), store=store)
    assert outline(document) == ["text new"]
    told = [each.message for each in caplog.records if "edited by people" in each.message]
    assert len(told) == 1
    assert document.document_id in told[0]


def test_what_people_wrote_is_kept_where_the_route_says_so(sandbox, store):
    run(sandbox, note(), store=store, when_edited="keep")
    run(sandbox, note(content="second"), store=store, when_edited="keep")
    document = edited_by_people(sandbox)
    run(sandbox, note(content="new"), store=store, when_edited="keep")
    assert outline(document) == ["text second", "text a person's line"]


def test_pictures_are_uploaded_into_their_blocks(sandbox, store, tmp_path):
    (tmp_path / "dot.png").write_bytes(PNG)
    text = f"before\n\n![dot]({tmp_path / 'dot.png'})\n\nafter"
    run(sandbox, note(content=text), store=store)
    block = documents(sandbox)[0].newest.blocks[2]
    media = sandbox.world.state.media[block["image"]["token"]]
    assert (media.parent_node, media.content) == (block["block_id"], PNG)
    assert shelf(sandbox)["Note"] == ["text before", "image", "text after"]


@pytest.mark.parametrize(
    "source, told",
    [
        ("/nowhere/dot.png", "there is no file"),
        ("data:image/png;base64,AAAA", "stands in the content itself"),
        (__file__, "is no picture"),
    ],
    ids=["missing", "inline", "no picture"],
)
def test_a_picture_that_cannot_be_taken_leaves_everything_as_it_was(sandbox, store, source, told):
    run(sandbox, note(), store=store)
    with pytest.raises(FeishuError, match=told):
        run(sandbox, note(content=f"![x]({source})"), store=store)
    assert shelf(sandbox) == {"Note": ["text Hello"]}
    with pytest.raises(FeishuError, match=told):
        run(sandbox, note("2", "Second", f"![x]({source})"), store=store)
    assert len(documents(sandbox)) == 1


def test_more_than_twenty_pictures_go_in_several_calls(sandbox, store, tmp_path):
    (tmp_path / "dot.png").write_bytes(PNG)
    calls = run(sandbox, note(content=f"![x]({tmp_path / 'dot.png'})\n\n" * 45), store=store)
    assert calls.count("docx.document.block.descendant.create") == 3
    assert shelf(sandbox)["Note"] == ["image"] * 45


def test_long_texts_go_in_portions_of_a_thousand_blocks(sandbox, store):
    run(sandbox, note(content="\n\n".join(str(n) for n in range(2500))), store=store)
    sizes = [
        len(call.body["descendants"])
        for call in sandbox.calls.of("docx.document.block.descendant.create")
    ]
    assert sizes == [1000, 1000, 500]
    assert shelf(sandbox)["Note"] == [f"text {n}" for n in range(2500)]


def test_a_large_table_becomes_several_with_the_head_repeated(sandbox, store):
    head = "| a | b | c |\n|---|---|---|\n"
    rows = "".join(f"| {n} | x | y |\n" for n in range(300))
    run(sandbox, note(content=head + rows), store=store)
    lines = shelf(sandbox)["Note"]
    texts = [line.strip().removeprefix("text ") for line in lines if "text" in line]
    assert lines.count("table") == 2
    assert texts.count("a") == 2
    assert [text for text in texts if text.isdecimal()] == [str(n) for n in range(300)]


def test_a_list_item_with_more_than_a_call_below_it_comes_before_them(sandbox, store):
    text = "- top\n" + "".join(f"  - {n}\n" for n in range(1200)) + "\nlast"
    run(sandbox, note(content=text), store=store)
    below = [f"  bullet {n}" for n in range(1200)]
    assert shelf(sandbox)["Note"] == ["bullet top", *below, "text last"]


def test_members_are_added_once_and_found_by_e_mail(sandbox, store):
    one, two = list(sandbox.world.state.users.values())[:2]
    members = [one.email, {"member_id": two.open_id, "perm": "edit"}]
    run(sandbox, note(), store=store, members=members)
    document = documents(sandbox)[0]
    assert document.access[one.open_id] == "view"
    assert document.access[two.open_id] == "edit"
    body = sandbox.calls.of("drive.permission.member.create")[0].body
    assert body == {"member_type": "openid", "member_id": one.open_id, "perm": "view"}
    calls = run(sandbox, note(content="new"), store=store, members=members)
    assert "drive.permission.member.create" not in calls


def test_members_may_be_a_column(sandbox, store):
    users = list(sandbox.world.state.users.values())[:2]
    line = note(people=json.dumps([user.email for user in users]))
    known = {"store_url": store, "routes": [{**ROUTE, "members": "{{ people }}"}]}
    feed(make_target(sandbox, **known), notes(people=TEXT), line)
    access = documents(sandbox)[0].access
    assert {user.open_id for user in users} <= set(access)


@pytest.mark.parametrize(
    "line, field",
    [
        (note(title=""), "title"),
        (note(title="x" * 801), "title"),
        (note(folder_token="no folder"), "folder_token"),
        (note(content_type="text/plain"), "content_type"),
        (note(members=[{"member_id": "ou_x", "perm": "own"}]), "members"),
        (note(members="nobody@example.com"), "members"),
    ],
    ids=["no title", "long title", "folder", "type", "perm", "stranger"],
)
def test_bad_records_are_put_aside_and_named(sandbox, tmp_path, store, line, field):
    letters = tmp_path / "dead.jsonl"
    config = {
        "routes": [{**ROUTE, "on_error": "dead_letter"}],
        "dead_letter_path": str(letters),
        "store_url": store,
    }
    target = make_target(sandbox, **config)
    extra = {name: {} for name in ("folder_token", "content_type", "members")}
    feed(target, notes(**extra), line, note("2", "Good"))
    [letter] = [json.loads(each) for each in letters.read_text().splitlines()]
    assert letter["field"] in (field, "")
    assert shelf(sandbox) == {"Good": ["text Hello"]}


def test_edits_of_all_documents_keep_to_three_a_second_together(sandbox, store):
    run(sandbox, *(note(str(each), f"T{each}") for each in range(6)), store=store)
    changes = [note(str(each), f"T{each}", "new") for each in range(6)]
    target = make_target(sandbox, **CONFIG, store_url=store)
    sandbox.calls.clear()
    began = target.client.clock.monotonic()
    feed(target, notes(), *changes)
    edited = [name for name in edits(sandbox) if ".block." in name and "list" not in name]
    assert len(edited) == 12
    assert target.client.clock.monotonic() - began >= 11 / 3


def test_edits_of_one_document_keep_to_three_a_second(sandbox, store):
    target = make_target(sandbox, **CONFIG, store_url=store)
    moments = []

    def note_time(_):
        moments.append(target.client.clock.monotonic())

    sandbox.faults.add("*descendant*", "callback", times=None, call=note_time)
    feed(target, notes(), note(content="\n\n".join(str(n) for n in range(5000))))
    pauses = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert len(pauses) == 4
    assert min(pauses) > 0.3
