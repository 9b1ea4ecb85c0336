"""A run that dies at any point is completed by the next one."""

from __future__ import annotations

import itertools

import pytest

from tests.target_feishu.documents.library import (
    CONFIG,
    PNG,
    ROUTE,
    documents,
    note,
    notes,
    shelf,
)
from tests.target_feishu.killing import run_until

OLD = "# Old\n\nfirst\n\n- a\n  - b"


def points(sandbox, tmp_path, patch, lines, before=None):
    """Die at each point in turn, run again, and give what stands there after each second run.

    `lines` and `before` make messages for a key; each point has one of its own.
    """
    config = {**CONFIG, "store_url": f"sqlite:///{tmp_path}/store.db"}
    deadly = passed = 0
    while deadly <= passed:
        deadly += 1
        sandbox.world.state.docx.documents.clear()
        sandbox.world.state.drive.entries.clear()
        key = f"{deadly}."
        if before is not None:
            run_until(sandbox, config, [notes(), *before(key)], 0, patch)
        passed = run_until(sandbox, config, [notes(), *lines(key)], deadly, patch)
        run_until(sandbox, config, [notes(), *lines(key)], 0, patch)
        yield shelf(sandbox)


@pytest.fixture(params=["kept", "forgotten"])
def tokens(sandbox, request):
    """Feishu remembers a `client_token` for ever, or not at all."""
    sandbox.behaviour.document_tokens = request.param


def test_a_document_is_made_once_and_whole(sandbox, tmp_path, monkeypatch):
    (tmp_path / "dot.png").write_bytes(PNG)
    content = f"{OLD}\n\n![x]({tmp_path / 'dot.png'})"
    wanted = ["heading1 Old", "text first", "bullet a", "  bullet b", "image"]

    ends = list(points(sandbox, tmp_path, monkeypatch, lambda key: [note(key, content=content)]))
    assert len(ends) > 20
    assert all(end == {"Note": wanted} for end in ends)
    block = documents(sandbox)[0].newest.blocks[-1]
    assert block["image"]["token"]


@pytest.mark.usefixtures("tokens")
def test_a_change_is_made_once_and_whole(sandbox, tmp_path, monkeypatch):
    ends = list(
        points(
            sandbox,
            tmp_path,
            monkeypatch,
            lambda key: [note(key, title="New", content="new\n\nlines")],
            before=lambda key: [note(key, content=OLD)],
        )
    )
    assert len(ends) > 20
    assert all(end == {"New": ["text new", "text lines"]} for end in ends)


def test_a_record_that_goes_back_after_a_broken_change_is_written_again(
    sandbox, tmp_path, monkeypatch
):
    config = {**CONFIG, "store_url": f"sqlite:///{tmp_path}/store.db"}
    first, second = [notes(), note(content="old")], [notes(), note(content="new")]
    run_until(sandbox, config, first, 0, monkeypatch)
    wanted = shelf(sandbox)
    for deadly in range(1, 20):
        run_until(sandbox, config, second, deadly, monkeypatch)
        run_until(sandbox, config, first, 0, monkeypatch)
        assert shelf(sandbox) == wanted


def test_a_role_that_people_raised_meanwhile_is_not_given_again(sandbox, tmp_path, monkeypatch):
    user = next(iter(sandbox.world.state.users.values()))
    config = {
        "routes": [{**ROUTE, "members": [user.open_id]}],
        "store_url": f"sqlite:///{tmp_path}/store.db",
    }
    create = "drive.permission.member.create"
    for deadly in itertools.count(1):
        lines = [notes(), note(str(deadly))]
        sandbox.calls.clear()
        passed = run_until(sandbox, config, lines, deadly, monkeypatch)
        if passed < deadly:
            break
        was_given = len(sandbox.calls.of(create))
        run_until(sandbox, config, lines, 0, monkeypatch)
        assert len(sandbox.calls.of(create)) == 1, (deadly, was_given)


def test_a_deletion_is_done_once(sandbox, tmp_path, monkeypatch):
    ends = points(
        sandbox,
        tmp_path,
        monkeypatch,
        lambda key: [note(key, _sdc_deleted_at="2026-01-01T00:00:00Z")],
        before=lambda key: [note(key)],
    )
    assert all(end == {} for end in ends)


def test_a_document_of_which_nobody_learnt_is_deleted_with_its_record(
    sandbox, tmp_path, monkeypatch
):
    config = {**CONFIG, "store_url": f"sqlite:///{tmp_path}/store.db"}
    for deadly in range(1, 10):
        gone = note(str(deadly), _sdc_deleted_at="2026-01-01T00:00:00Z")
        run_until(sandbox, config, [notes(), note(str(deadly))], deadly, monkeypatch)
        run_until(sandbox, config, [notes(), gone], 0, monkeypatch)
        assert documents(sandbox) == []
