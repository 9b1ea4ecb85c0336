"""Wiki spaces and nodes, against the sandbox's trees."""

from __future__ import annotations

import pytest

SPACES, NODES = "wiki_spaces", "wiki_nodes"


@pytest.fixture
def wiki(bench):
    bench.sandbox.world.state.wiki.spaces.clear()
    return bench.sandbox.world.wiki


@pytest.fixture
def space(wiki):
    return wiki.add_space("知识 Space")


@pytest.fixture
def read(bench):
    def run(*streams, **config):
        return bench.run(*(streams or (NODES,)), bases=[], **config)

    return run


def tokens(run):
    return [row["node_token"] for row in run.records.get(NODES, [])]


def nodes(wiki, space, count, parent=""):
    return [wiki.add_node(space, str(n), parent=parent).node_token for n in range(count)]


def test_spaces_come_without_libraries_and_closed_ones(bench, wiki, space, read):
    person = next(iter(bench.sandbox.world.state.users))
    wiki.add_space("mine", library_of=person)
    wiki.add_space("closed", members=[person])
    run = read(SPACES)
    assert not run.error
    assert run.records[SPACES] == [
        {
            "space_id": space.space_id,
            "name": "知识 Space",
            "description": "",
            "space_type": "team",
            "visibility": "private",
            "open_sharing": "closed",
        }
    ]


def test_spaces_behind_empty_pages_are_found(wiki, space, read):
    for number in range(120):
        wiki.add_space(str(number), members=["nobody"])
    last = wiki.add_space("last")
    ids = [row["space_id"] for row in read(SPACES).records[SPACES]]
    assert ids == [space.space_id, last.space_id]


def test_the_whole_tree_comes_once_with_its_times(bench, wiki, space, read):
    bench.sandbox.clock.freeze(1_769_846_400_000)
    person = next(iter(bench.sandbox.world.state.users))
    top = wiki.add_node(space, "顶 Top", owner=person)
    below = wiki.add_node(space, "below", parent=top.node_token, kind="bitable")
    deep = wiki.add_node(space, "deep", parent=below.node_token)
    bench.sandbox.clock.advance(60)
    wiki.edit(top.node_token)
    run = read()
    assert not run.error
    assert tokens(run) == [top.node_token, below.node_token, deep.node_token]
    assert run.records[NODES][0] == {
        "node_token": top.node_token,
        "space_id": space.space_id,
        "obj_token": top.obj_token,
        "obj_type": "docx",
        "parent_node_token": "",
        "node_type": "origin",
        "origin_node_token": top.node_token,
        "origin_space_id": space.space_id,
        "has_child": True,
        "title": "顶 Top",
        "obj_create_time": "2026-01-31T08:00:00.000Z",
        "obj_edit_time": "2026-01-31T08:01:00.000Z",
        "node_create_time": "2026-01-31T08:00:00.000Z",
        "creator": person,
        "owner": person,
        "node_creator": person,
    }


def test_a_second_run_reads_everything_again(wiki, space, read):
    nodes(wiki, space, 3)
    first = read()
    assert tokens(read(state=first.state)) == tokens(first)


def test_pages_without_children_are_not_asked_for_them(bench, wiki, space, read):
    top = nodes(wiki, space, 5)[0]
    nodes(wiki, space, 2, parent=top)
    read()
    assert len(bench.sandbox.calls.of("wiki.node.list")) == 2
    assert all(call.query["page_size"] == ["50"] for call in bench.sandbox.calls.of("wiki.node.*"))


def test_closed_pages_leave_empty_pages_that_end_nothing(bench, wiki, space, read):
    every = nodes(wiki, space, 130)
    for token in every[:110]:
        wiki.close(token, bench.sandbox.app.app_id)
    assert tokens(read()) == every[110:]


def test_configured_spaces_alone_are_read_also_by_the_link_of_a_page(bench, wiki, space, read):
    other, third = wiki.add_space("other"), wiki.add_space("third")
    page = wiki.add_node(other, "page")
    top = wiki.add_node(space, "top")
    wiki.add_node(third, "unread")
    links = [space.space_id, f"https://x.feishu.cn/wiki/{page.node_token}", other.space_id]
    run = read(SPACES, NODES, wiki_spaces=links)
    assert not run.error
    assert [row["name"] for row in run.records[SPACES]] == ["知识 Space", "other"]
    assert tokens(run) == [top.node_token, page.node_token]
    assert bench.sandbox.calls.of("wiki.space.list") == []
    assert len(bench.sandbox.calls.of("wiki.get_node")) == 1


def test_a_closed_space_fails_and_the_others_are_read(wiki, space, read):
    closed = wiki.add_space("closed", members=["nobody"])
    top = wiki.add_node(space, "top")
    run = read(SPACES, NODES, wiki_spaces=[closed.space_id, space.space_id])
    assert f"wiki space {closed.space_id}" in run.error
    assert f"stream {NODES}" in run.error
    assert [row["space_id"] for row in run.records[SPACES]] == [space.space_id]
    assert tokens(run) == [top.node_token]


def test_a_page_whose_children_are_closed_fails_alone(bench, wiki, space, read):
    first, second = nodes(wiki, space, 2)
    nodes(wiki, space, 1, parent=first)
    (seen,) = nodes(wiki, space, 1, parent=second)
    bench.sandbox.faults.add("wiki.node.list", "code", after=1, code=131006, status=400)
    run = read()
    assert f"wiki node {first}" in run.error
    assert tokens(run) == [first, second, seen]


def test_a_page_that_went_while_the_walk_came_near_is_no_failure(bench, wiki, space, read):
    first, second = nodes(wiki, space, 2)
    nodes(wiki, space, 1, parent=first)
    bench.sandbox.faults.add(
        "wiki.node.list", "callback", after=1, call=lambda _: wiki.remove(first)
    )
    run = read()
    assert not run.error
    assert tokens(run) == [first, second]


def test_a_page_that_moves_to_another_parent_meanwhile_comes_once(bench, wiki, space, read):
    first, second = nodes(wiki, space, 2)
    (wanderer,) = nodes(wiki, space, 1, parent=first)
    nodes(wiki, space, 1, parent=second)
    bench.sandbox.faults.add(
        "wiki.node.list", "callback", after=2, call=lambda _: wiki.move(wanderer, second)
    )
    run = read()
    assert not run.error
    assert tokens(run).count(wanderer) == 1
    assert len(tokens(run)) == 4


def test_a_page_that_a_deletion_shifts_across_a_listing_is_found(bench, wiki, space, read):
    every = nodes(wiki, space, 60)
    bench.sandbox.faults.add(
        "wiki.node.list", "callback", after=1, call=lambda _: wiki.remove(every[0])
    )
    assert sorted(tokens(read())) == sorted(every[1:])


def test_a_shortcut_is_a_row_and_its_origin_comes_with_its_own_space(wiki, space, read):
    other = wiki.add_space("other")
    origin = wiki.add_node(other, "origin", kind="sheet")
    below = wiki.add_node(other, "below", parent=origin.node_token)
    shortcut = wiki.add_shortcut(space, origin)
    under = wiki.add_node(space, "own child", parent=shortcut.node_token)
    back = wiki.add_shortcut(other, shortcut, parent=below.node_token)
    run = read()
    every = {one.node_token for one in (origin, below, shortcut, under, back)}
    assert set(tokens(run)) == every
    assert len(tokens(run)) == len(every)
    row = next(row for row in run.records[NODES] if row["node_token"] == shortcut.node_token)
    assert (row["node_type"], row["origin_node_token"]) == ("shortcut", origin.node_token)


def test_only_a_person_has_a_library(bench, wiki, read, tmp_path):
    world = bench.sandbox.world
    person = next(iter(world.state.users.values()))
    library = wiki.add_space("我的文档库", library_of=person.open_id)
    note = wiki.add_node(library, "note")
    below = wiki.add_node(library, "below", parent=note.node_token)
    refused = read(SPACES, NODES, wiki_spaces=["my_library"])
    assert "wiki space my_library" in refused.error
    as_user = {
        "identity": "user",
        "refresh_token": bench.sandbox.sign_in(person).refresh_token,
        "store_url": f"sqlite:///{tmp_path}/store.db",
    }
    run = read(SPACES, NODES, wiki_spaces=["my_library", library.space_id], **as_user)
    assert not run.error
    assert [row["space_type"] for row in run.records[SPACES]] == ["my_library"]
    assert tokens(run) == [note.node_token, below.node_token]


def test_a_missing_scope_skips_both_streams_by_name(bench, read):
    del bench.sandbox.app.scopes["wiki:wiki:readonly"]
    run = read(SPACES, NODES)
    assert f"stream {SPACES}" in run.error
    assert f"stream {NODES}" in run.error
    assert run.records == {}


def test_nodes_are_listed_once_for_all_streams(bench, wiki, space, read):
    nodes(wiki, space, 2)
    read(NODES, "file_statistics", wiki_spaces=[space.space_id])
    assert len(bench.sandbox.calls.of("wiki.node.list")) == 1
