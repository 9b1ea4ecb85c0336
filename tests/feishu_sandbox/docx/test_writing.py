from __future__ import annotations

import json
import uuid
import zlib

import pytest

from feishu_sandbox import Sandbox
from feishu_sandbox.docx.blocks import TYPES
from tests.feishu_sandbox.conftest import Api

MARKDOWN = """Text **bold** *it* ~~gone~~ `code` [site](https://open.feishu.cn)

![image](https://example.com/a.png)

# Head

```python
  hello
```

> quote

1. one
   - nested
2. two

- [x] done

| a | b |
|---|---|
| 1 |   |

---
"""
KINDS = {number: kind for kind, number in TYPES.items()}


def text(content, block_id="t", **more):
    elements = [{"text_run": {"content": content}}]
    return {"block_id": block_id, "block_type": 2, "text": {"elements": elements}, **more}


def table(rows=1, columns=2, **more):
    cells = [f"c{number}" for number in range(rows * columns)]
    inside = [
        {"block_id": cell, "block_type": 32, "table_cell": {}, "children": [f"{cell}t"]}
        for cell in cells
    ]
    lines = [text("x", f"{cell}t") for cell in cells]
    shape = {"row_size": rows, "column_size": columns, **more}
    own = {"block_id": "t", "block_type": 31, "table": {"property": shape}, "children": cells}
    return [own, *inside, *lines]


@pytest.fixture
def own(api):
    return api.data("POST", "/docx/v1/documents", json={"title": "T"})["document"]["document_id"]


@pytest.fixture
def write(api, own):
    """Insert blocks below the page; give the whole reply."""

    def act(blocks, roots=("t",), parent=None, token=None, **more):
        path = f"/docx/v1/documents/{own}/blocks/{parent or own}/descendant"
        body = {"children_id": list(roots), "descendants": blocks, **more}
        params = {"client_token": token} if token else {}
        return api.call("POST", path, json=body, params=params)

    return act


@pytest.fixture
def delete(api, own):
    def act(start, end, parent=None, **params):
        path = f"/docx/v1/documents/{own}/blocks/{parent or own}/children/batch_delete"
        return api.call(
            "DELETE", path, json={"start_index": start, "end_index": end}, params=params
        )

    return act


@pytest.fixture
def update(api, own):
    def act(*requests, **params):
        path = f"/docx/v1/documents/{own}/blocks/batch_update"
        return api.call("PATCH", path, json={"requests": list(requests)}, params=params)

    return act


def texts(sandbox, own):
    blocks = sandbox.world.docx.document(own).newest.blocks[1:]
    return [
        "".join(run["text_run"]["content"] for run in block["text"]["elements"])
        for block in blocks
        if "text" in block
    ]


def test_a_new_document_is_empty_and_lies_in_its_folder(api, own):
    listed = api.data("GET", "/drive/v1/files", params={"folder_token": ""})["files"]
    assert [file["name"] for file in listed if file["token"] == own] == ["T"]
    items = api.data("GET", f"/docx/v1/documents/{own}/blocks")["items"]
    assert [(item["block_type"], "children" in item) for item in items] == [(1, False)]
    again = api.data("POST", "/docx/v1/documents", json={"title": "T"})
    assert again["document"]["document_id"] != own


def test_folders_and_titles_are_checked(sandbox, api):
    closed = sandbox.world.drive.add_folder("closed")

    def code(**body):
        return api.code("POST", "/docx/v1/documents", json=body)

    assert code(folder_token="nowhere") == 1770039
    assert code(folder_token=closed) == 1770040
    assert code(title="x" * 801) == code(title="") == 99992402
    assert code() == 0


def test_markdown_becomes_blocks_under_temporary_ids_in_no_order(api):
    body = {"content_type": "markdown", "content": MARKDOWN}
    data = api.data("POST", "/docx/v1/documents/blocks/convert", json=body)
    blocks = {block["block_id"]: block for block in data["blocks"]}
    kinds = [KINDS[blocks[one]["block_type"]] for one in data["first_level_block_ids"]]
    wanted = "text image heading1 code quote ordered ordered todo table divider"
    assert kinds == wanted.split()
    assert list(blocks) == sorted(blocks)
    [picture] = data["block_id_to_image_urls"]
    assert picture["image_url"] == "https://example.com/a.png"
    assert "image" in blocks[picture["block_id"]]
    shape = next(block["table"]["property"] for block in blocks.values() if "table" in block)
    assert (shape["row_size"], shape["column_size"], len(shape["merge_info"])) == (2, 2, 4)
    cells = [block for block in blocks.values() if "table_cell" in block]
    assert all(len(cell["children"]) == 1 for cell in cells)
    elements = blocks[data["first_level_block_ids"][0]]["text"]["elements"]
    styled = [run["text_run"]["text_element_style"] for run in elements]
    assert [style.get("link") for style in styled if "link" in style] == [
        {"url": "https%3A%2F%2Fopen.feishu.cn"}
    ]


def test_what_conversion_gives_goes_in_without_merge_info(api, write):
    body = {"content_type": "markdown", "content": MARKDOWN}
    data = api.data("POST", "/docx/v1/documents/blocks/convert", json=body)
    roots, blocks = data["first_level_block_ids"], data["blocks"]
    assert write(blocks, roots)["code"] == 1770001
    for block in blocks:
        block.get("table", {}).get("property", {}).pop("merge_info", None)
    reply = write(blocks, roots)
    assert reply["code"] == 0, reply
    assert len(reply["data"]["block_id_relations"]) == len(blocks)
    assert len(reply["data"]["children"]) == len(roots)


@pytest.mark.parametrize("kind", ["", "text"], ids=["missing", "unknown"])
def test_conversion_needs_a_known_type_and_a_text(api, kind):
    def code(**body):
        return api.code("POST", "/docx/v1/documents/blocks/convert", json=body)

    assert code(content_type=kind, content="x") == 99992402
    assert code(content_type="html", content="") == 99992402
    assert code(content_type="html", content="<p>x") == 0


def test_html_without_end_tags_is_read(api):
    html = "<ul><li>a<li>b<ul><li>c</ul></ul><table><tr><td>1<td>2</table><p>x<br>y</p>"
    body = {"content_type": "html", "content": html}
    data = api.data("POST", "/docx/v1/documents/blocks/convert", json=body)
    blocks = {block["block_id"]: block for block in data["blocks"]}
    kinds = [KINDS[blocks[one]["block_type"]] for one in data["first_level_block_ids"]]
    assert kinds == ["bullet", "bullet", "table", "text"]


def test_blocks_go_where_the_index_says(sandbox, own, write):
    assert write([text("b")])["data"]["document_revision_id"] == 2
    write([text("a")], index=0)
    write([text("d")], index=-1)
    write([text("c")], index=2)
    assert texts(sandbox, own) == ["a", "b", "c", "d"]
    assert write([text("x")], index=5)["code"] == 1770001


@pytest.mark.parametrize(
    "blocks, roots, code",
    [
        ([text("x")], ["other"], 1770006),
        ([text("x"), text("y")], ["t"], 1770019),
        ([text("x", children=["u"]), text("y", "u")], ["t", "u"], 1770006),
        ([text("x", children=["u"])], ["t"], 1770006),
        (
            [text("x"), text("y", "u", children=["v"]), text("z", "v", children=["u"])],
            ["t"],
            1770006,
        ),
        ([{"block_id": "t", "block_type": 3, "text": {"elements": []}}], ["t"], 1770001),
        ([{"block_id": "t", "block_type": 2, "text": {"elements": []}}], ["t"], 1770001),
        ([{"block_id": "t", "block_type": 999, "undefined": {}}], ["t"], 1770029),
        ([{"block_id": "t", "block_type": 32, "table_cell": {}, "children": []}], ["t"], 1770041),
        (table(merge_info=[]), ["t"], 1770001),
        (table(2, 2)[1:], ["c0", "c1", "c2", "c3"], 1770030),
        ([{**table()[0], "children": ["c0"]}, *table()[1:2], *table()[3:4]], ["t"], 1770041),
        (table(1, 101), ["t"], 1770010),
        (table(column_width=[100]), ["t"], 1770001),
    ],
    ids=[
        *("stranger", "twice", "two parents", "no child", "circle", "other type", "no text"),
        *("unknown", "empty cell", "merged", "lone cells", "cell missing", "columns", "widths"),
    ],
)
def test_wrong_trees_are_refused_and_change_nothing(write, blocks, roots, code):
    assert write(blocks, roots)["code"] == code
    assert write([text("x")])["data"]["document_revision_id"] == 2


def test_a_call_takes_a_thousand_blocks_and_twenty_pictures(write):
    many = [text("x", str(number)) for number in range(1001)]
    ids = [block["block_id"] for block in many]
    assert write(many, ids)["code"] == 99992402
    assert write(many[:1000], ids[:1000])["code"] == 0
    pictures = [{"block_id": str(n), "block_type": 27, "image": {}} for n in range(21)]
    assert write(pictures, ids[:21])["code"] == 1770035
    assert write(pictures[:20], ids[:20])["code"] == 0


def test_the_same_token_inserts_once(sandbox, own, write):
    token = str(uuid.uuid4())
    first = write([text("x")], token=token)
    assert write([text("x")], token=token)["data"] == first["data"]
    assert first["data"]["client_token"] == token
    assert texts(sandbox, own) == ["x"]
    assert write([text("y")], token=token)["code"] == 1770001
    assert write([text("x")], token="no uuid")["code"] == 1770001
    sandbox.behaviour.document_tokens = "forgotten"
    write([text("x")], token=token)
    assert texts(sandbox, own) == ["x", "x"]


def test_ranges_are_deleted_without_their_end(sandbox, own, write, delete):
    write([text(each, each) for each in "abcd"], list("abcd"))
    assert delete(1, 3)["data"]["document_revision_id"] == 3
    assert texts(sandbox, own) == ["a", "d"]
    assert delete(0, 3)["code"] == delete(1, 1)["code"] == 1770001
    assert delete(0, 1, parent="x" * 27)["code"] == 1770002


def test_cells_are_never_emptied(write, delete):
    made = write(table())["data"]["block_id_relations"]
    ids = {each["temporary_block_id"]: each["block_id"] for each in made}
    assert delete(0, 1, parent=ids["t"])["code"] == 1770031
    assert delete(0, 1, parent=ids["c0"])["code"] == 1770031


def test_a_revision_that_is_unknown_or_too_old_is_refused(write, delete, own, sandbox):
    write([text("x")])
    assert delete(0, 1, document_revision_id=3)["code"] == 1770001
    for number in range(1001):
        sandbox.world.docx.edit(own, own, str(number))
    assert delete(0, 1, document_revision_id=1)["code"] == 1770021
    assert delete(0, 1, document_revision_id=-1)["code"] == 0


def test_the_text_of_the_page_is_the_title(sandbox, own, update):
    elements = {"elements": [{"text_run": {"content": "New"}}]}
    reply = update({"block_id": own, "update_text_elements": elements})
    assert reply["data"]["blocks"][0]["page"]["elements"][0]["text_run"]["content"] == "New"
    assert sandbox.world.docx.document(own).newest.title == "New"
    assert sandbox.world.drive.entry(own).name == "New"


def test_batch_updates_are_all_or_nothing(sandbox, own, write, update):
    made = write([text("x")])["data"]["block_id_relations"][0]["block_id"]
    elements = {"elements": [{"text_run": {"content": "N"}}]}
    right = {"block_id": own, "update_text_elements": elements}
    picture = {"block_id": made, "replace_image": {"token": "x"}}
    assert update(right, right)["code"] == 1770001
    assert update(right, picture)["code"] == 1770025
    assert update(right, {**right, "block_id": "x"})["code"] == 1770002
    assert update({"block_id": own})["code"] == 1770001
    assert update()["code"] == 99992402
    assert sandbox.world.docx.document(own).newest.title == "T"


def upload(api, node, own, **more):
    content = b"picture"
    form = {
        "file_name": "a.png",
        "parent_type": "docx_image",
        "parent_node": node,
        "size": str(len(content)),
        "checksum": str(zlib.adler32(content)),
        "extra": json.dumps({"drive_route_token": own}),
        **more,
    }
    files = {"file": ("file", content, "image/png")}
    return api.call("POST", "/drive/v1/medias/upload_all", data=form, files=files)


def test_pictures_belong_to_the_block_that_they_were_uploaded_for(sandbox, api, own, write, update):
    blocks = [{"block_id": each, "block_type": 27, "image": {}} for each in "ab"]
    made = write([*blocks, text("x")], ["a", "b", "t"])["data"]["block_id_relations"]
    ids = {each["temporary_block_id"]: each["block_id"] for each in made}
    token = upload(api, ids["a"], own)["data"]["file_token"]
    wrong = {"block_id": ids["b"], "replace_image": {"token": token}}
    assert update(wrong)["code"] == 1770013
    assert update({**wrong, "block_id": ids["a"]})["code"] == 0
    assert upload(api, ids["t"], own)["code"] == 1061044
    assert upload(api, ids["a"], own, extra="")["code"] == 1061002
    assert upload(api, ids["a"], "x" * 27)["code"] == 1061044
    sandbox.world.docx.share(own, sandbox.app.app_id, "view")
    assert upload(api, ids["a"], own)["code"] == 1061004


def test_children_come_without_ids_and_tables_with_cells(api, own):
    path = f"/docx/v1/documents/{own}/blocks/{own}/children"
    shape = {"property": {"row_size": 2, "column_size": 2}}
    plain = text("x")
    del plain["block_id"]
    body = {"children": [plain, {"block_type": 31, "table": shape}]}
    data = api.data("POST", path, json=body)
    assert [child["block_type"] for child in data["children"]] == [2, 31]
    assert len(data["children"][1]["table"]["cells"]) == 4
    listed = api.data("GET", path)["items"]
    assert [item["block_type"] for item in listed] == [2, 31]
    below = api.data("GET", path, params={"with_descendants": "true"})["items"]
    assert len(below) == 1 + 1 + 1 + 4 + 4
    one = api.data("GET", f"/docx/v1/documents/{own}/blocks/{listed[0]['block_id']}")["block"]
    assert one == listed[0]
    wide = {"property": {"row_size": 10, "column_size": 1}}
    assert api.code("POST", path, json={"children": [{"block_type": 31, "table": wide}]}) == 1770001
    assert api.code("POST", path, json={"children": [plain] * 51}) == 99992402


def test_only_who_may_edit_writes(sandbox, api, own, write):
    sandbox.world.docx.share(own, sandbox.app.app_id, "view")
    entry = sandbox.world.drive.entry(own)
    entry.owner = next(iter(sandbox.world.state.users))
    assert write([text("x")])["code"] == 1770032
    sandbox.world.docx.delete(own)
    assert write([text("x")])["code"] == 1770003
    assert api.send("GET", f"/docx/v1/documents/{own}").status_code == 400


def test_members_and_parameters_that_do_not_exist_are_refused(write, api, own):
    assert write([text("x")], unknown=1)["code"] == 99992402
    path = f"/docx/v1/documents/{own}/blocks/batch_update"
    assert api.code("PATCH", path, json={"requests": [{}]}, params={"x": "1"}) == 99992402


def test_three_edits_a_second_for_a_document_and_for_the_app():
    with Sandbox() as sandbox:
        api = Api(sandbox)
        owns = [
            api.data("POST", "/docx/v1/documents", json={"title": "T"})["document"]["document_id"]
            for _ in range(3)
        ]
        reply = api.send("POST", "/docx/v1/documents", json={"title": "T"})
        assert (reply.status_code, reply.json()["code"]) == (400, 99991400)
        update = {"elements": [{"text_run": {"content": "N"}}]}

        def rename(own):
            body = {"requests": [{"block_id": own, "update_text_elements": update}]}
            return api.send("PATCH", f"/docx/v1/documents/{own}/blocks/batch_update", json=body)

        assert [rename(own).status_code for own in (*owns, owns[0])] == [200, 200, 200, 400]
        sandbox.clock.advance(1)
        assert [rename(owns[0]).status_code for _ in range(3)] == [200, 200, 200]
        path = f"/docx/v1/documents/{owns[0]}/blocks/{owns[0]}/descendant"
        body = {"children_id": ["t"], "descendants": [text("x")]}
        assert api.send("POST", path, json=body).status_code == 429
        api.session.close()
