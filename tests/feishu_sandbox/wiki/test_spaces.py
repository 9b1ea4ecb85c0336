from __future__ import annotations

import pytest

SPACES = "/wiki/v2/spaces"


@pytest.fixture
def wiki(sandbox):
    return sandbox.world.wiki


@pytest.fixture
def space(sandbox, wiki):
    sandbox.world.state.wiki.spaces.clear()
    return wiki.add_space("知识 Space")


def nodes_of(space):
    return f"{SPACES}/{space.space_id}/nodes"


def test_spaces_that_the_caller_is_in_are_listed_and_libraries_are_not(api, sandbox, wiki, space):
    person = next(iter(sandbox.world.state.users))
    wiki.add_space("他人 Others", members=[person])
    wiki.add_space("我的 Mine", library_of=person)
    data = api.data("GET", SPACES)
    assert [item["space_id"] for item in data["items"]] == [space.space_id]
    assert data["items"][0]["space_type"] == "team"


def test_closed_spaces_leave_empty_pages_with_more_behind(api, wiki, space):
    for number in range(3):
        wiki.add_space(str(number), members=["nobody"])
    last = wiki.add_space("last")
    pages, token = [], ""
    while True:
        data = api.data("GET", SPACES, params={"page_size": 1, "page_token": token})
        pages.append([item["space_id"] for item in data["items"]])
        if not data["has_more"]:
            break
        token = data["page_token"]
    assert pages == [[space.space_id], [], [], [], [last.space_id]]
    assert "page_token" not in data


def test_a_space_is_described_to_its_members(api, wiki, space):
    described = api.data("GET", f"{SPACES}/{space.space_id}")["space"]
    assert (described["name"], described["visibility"]) == ("知识 Space", "private")
    closed = wiki.add_space("closed", members=["nobody"])
    assert api.code("GET", f"{SPACES}/{closed.space_id}") == 131006
    assert api.code("GET", f"{SPACES}/1") == 131005
    assert api.code("GET", f"{SPACES}/my_library") == 131002


def test_a_listing_gives_the_children_of_one_parent(api, wiki, space):
    top = wiki.add_node(space, "top")
    below = wiki.add_node(space, "below", parent=top.node_token, kind="sheet")
    (item,) = api.data("GET", nodes_of(space))["items"]
    assert (item["node_token"], item["has_child"], item["parent_node_token"]) == (
        top.node_token,
        True,
        "",
    )
    (item,) = api.data("GET", nodes_of(space), params={"parent_node_token": top.node_token})[
        "items"
    ]
    assert (item["node_token"], item["has_child"]) == (below.node_token, False)
    assert (item["obj_type"], item["obj_edit_time"].isdecimal()) == ("sheet", True)


def test_closed_pages_leave_gaps_and_empty_pages(api, sandbox, wiki, space):
    nodes = [wiki.add_node(space, str(number)) for number in range(4)]
    for node in nodes[:2]:
        wiki.close(node.node_token, sandbox.app.app_id)
    data = api.data("GET", nodes_of(space), params={"page_size": 2})
    assert (data["items"], data["has_more"]) == ([], True)
    more = {"page_size": 2, "page_token": data["page_token"]}
    titles = [item["title"] for item in api.data("GET", nodes_of(space), params=more)["items"]]
    assert titles == ["2", "3"]


def test_a_shortcut_tells_of_the_page_that_it_stands_for(api, wiki, space):
    other = wiki.add_space("other")
    origin = wiki.add_node(other, "origin", kind="bitable")
    shortcut = wiki.add_shortcut(space, origin)
    (item,) = api.data("GET", nodes_of(space))["items"]
    assert (item["node_token"], item["node_type"]) == (shortcut.node_token, "shortcut")
    assert (item["origin_node_token"], item["origin_space_id"]) == (
        origin.node_token,
        other.space_id,
    )
    assert (item["obj_token"], item["obj_type"]) == (origin.obj_token, "bitable")
    assert item["space_id"] == space.space_id


@pytest.mark.parametrize(
    "params, code",
    [
        ({"page_size": 51}, 99992402),
        ({"page_size": 0}, 131002),
        ({"page_token": "x"}, 131002),
        ({"parent_node_token": "none"}, 131005),
        ({"parent": "x"}, 99992402),
    ],
)
def test_wrong_questions_are_refused(api, space, params, code):
    assert api.code("GET", nodes_of(space), params=params) == code


def test_a_closed_parent_or_space_is_told_as_such(api, sandbox, wiki, space):
    node = wiki.add_node(space, "x")
    wiki.close(node.node_token, sandbox.app.app_id)
    closed = {"parent_node_token": node.node_token}
    reply = api.send("GET", nodes_of(space), params=closed)
    assert (reply.status_code, reply.json()["code"]) == (400, 131006)
    other = wiki.add_space("other", members=["nobody"])
    assert api.code("GET", nodes_of(other)) == 131006


def test_a_page_goes_with_all_below_it(api, wiki, space):
    top = wiki.add_node(space, "top")
    below = wiki.add_node(space, "below", parent=top.node_token)
    wiki.add_node(space, "deep", parent=below.node_token)
    kept = wiki.add_node(space, "kept")
    wiki.move(kept.node_token, "")
    wiki.remove(top.node_token)
    assert [item["title"] for item in api.data("GET", nodes_of(space))["items"]] == ["kept"]


def test_a_person_reads_the_own_library_and_public_spaces(api, sandbox, wiki, space):
    person = next(iter(sandbox.world.state.users.values()))
    library = wiki.add_space("我的文档库", library_of=person.open_id)
    wiki.add_node(library, "note")
    space.visibility = "public"
    token = sandbox.sign_in(person).access_token
    headers = {"Authorization": f"Bearer {token}"}
    url = api.url(f"{SPACES}/my_library/nodes")
    items = api.session.get(url, headers=headers, timeout=10).json()["data"]["items"]
    assert [(item["title"], item["space_id"]) for item in items] == [("note", library.space_id)]
    spaces = api.session.get(api.url(SPACES), headers=headers, timeout=10).json()["data"]["items"]
    assert [item["space_id"] for item in spaces] == [space.space_id]
