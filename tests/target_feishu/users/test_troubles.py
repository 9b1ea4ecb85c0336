"""Lost replies, deaths, locks, wrong settings and values."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import (
    NotFoundError,
    RejectedError,
    SettingsError,
)
from target_feishu.needs import needs
from tests.target_feishu.killing import run_until
from tests.target_feishu.support import record
from tests.target_feishu.users.conftest import SCHEMA

if t.TYPE_CHECKING:
    from pathlib import Path

    from tests.target_feishu.users.conftest import Office

GONE_AT = "2026-01-31T08:00:00Z"


def test_a_wrong_value_is_a_dead_letter_and_the_others_land(office: Office, tmp_path: Path):
    path = tmp_path / "letters.jsonl"
    bad = office.row(user_id="other", mobile="13888880000", email=..., join_time="soon")
    counts = office.run(bad, office.row(), on_error="dead_letter", dead_letter_path=str(path))
    assert counts == {"dead_lettered": 1, "created": 1}
    (letter,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert letter["field"] == "join_time"
    assert "expected a time" in letter["message"]


@pytest.mark.parametrize("fault", ["cut", "lost_reply", "html", "truncate", "expire_tokens"])
def test_a_person_is_made_once_whatever_happens_to_the_calls(office: Office, fault: str):
    office.sandbox.faults.add("contact.user.*", fault, every=2, times=6)
    office.run(office.row(is_frozen=True))
    office.run(office.row(nickname="N"))
    assert (len(office.people), office.person.nickname) == (1, "N")


@pytest.mark.parametrize("code", [43024, 43030, 44025, 40003])
def test_locks_are_waited_for(office: Office, code: int):
    office.sandbox.faults.add("contact.user.create", "code", code=code, status=400, times=2)
    assert office.run(office.row()) == {"created": 1}


def test_an_account_that_could_not_be_made_is_looked_for_before_the_next_try(office: Office):
    faults = office.sandbox.faults
    faults.add("contact.user.create", "code", code=41027, status=504, times=2)
    assert office.run(office.row()) == {"created": 1}
    assert len(office.people) == 1


@pytest.mark.parametrize("code", [0, 40021, 41053])
def test_somebody_whom_another_makes_meanwhile_is_found(office: Office, code: int):
    def hire(_: object) -> None:
        office.sandbox.world.add_user("A", mobile=office.mobile)

    office.sandbox.faults.add("contact.user.create", "callback", call=hire)
    if code:
        office.sandbox.faults.add("contact.user.create", "code", code=code, status=409)
    assert office.run(office.row()) == {"updated": 1}
    assert (len(office.people), office.person.name) == (1, "新人")


def test_every_death_of_a_run_is_gone_on_with(office: Office, monkeypatch: pytest.MonkeyPatch):
    config = {"routes": [{"stream": "*", "to": "user", "hard_delete": True}]}

    def story(number: int) -> tuple[str, list[t.Any]]:
        mobile = f"+86136{office.number:04d}{number:04d}"
        one = {"user_id": f"K{office.number}-{number}", "mobile": mobile, "email": ...}
        gone = {"user_id": f"L{office.number}-{number}", "mobile": f"+86135{mobile[6:]}"}
        lines = [
            SCHEMA,
            office.row(**one, is_frozen=True),
            office.row(**one, is_frozen=True, nickname="N"),
            office.row(**gone, email=...),
            record("hr", user_id=gone["user_id"], _sdc_deleted_at=GONE_AT),
        ]
        return mobile, lines

    points = run_until(office.sandbox, config, story(0)[1], 0, monkeypatch)
    assert points > 20
    for deadly in range(1, points + 1):
        mobile, lines = story(deadly)
        run_until(office.sandbox, config, lines, deadly, monkeypatch)
        for _ in range(2):
            run_until(office.sandbox, config, lines, 0, monkeypatch)
        users = office.sandbox.world.state.users.values()
        (kept,) = [user for user in users if user.mobile == mobile]
        assert (kept.nickname, kept.frozen) == ("N", True), deadly
        left = [user for user in users if user.mobile == f"+86135{mobile[6:]}"]
        assert left, deadly
        assert all(user.resigned for user in left), deadly


def test_a_change_that_broke_off_is_taken_back_by_the_record_of_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    config = {"routes": [{"stream": "*", "to": "user"}]}
    old = [SCHEMA, office.row(nickname="old", employee_type=1)]
    new = [SCHEMA, office.row(nickname="new", employee_type=2)]
    run_until(office.sandbox, config, old, 0, monkeypatch)
    points = run_until(office.sandbox, config, new, 0, monkeypatch)
    for deadly in range(1, points + 1):
        run_until(office.sandbox, config, old, 0, monkeypatch)
        run_until(office.sandbox, config, new, deadly, monkeypatch)
        run_until(office.sandbox, config, old, 0, monkeypatch)
        person = office.person
        assert (person.nickname, person.employee_type) == ("old", 1), deadly


@pytest.mark.parametrize(
    "setting, problem",
    [
        ({"app_type": "store"}, "needs a custom app"),
        ({"identity": "user"}, "needs `identity: app`"),
    ],
)
def test_only_custom_apps_change_people_and_in_their_own_name(
    office: Office, setting: dict[str, str], problem: str
):
    known = {key: office.sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    with pytest.raises(SettingsError, match=problem):
        needs({**known, **setting, "routes": [{"stream": "*", "to": "user"}]})


@pytest.mark.parametrize(
    "route, problem",
    [
        ({"name": "{{ x"}, "`name` is not a valid template"),
        ({"operation": "fire"}, "`operation` must be"),
        ({"acceptors": {"heir": "x"}}, "`acceptors.heir` is not a known key"),
        ({"acceptors": {"docs_acceptor_user_id": "{{ x"}}, "acceptors.docs_acceptor_user_id"),
        ({"department_id_type": "name"}, "`department_id_type` must be"),
        ({"names": "x"}, "`names` is not a known key"),
    ],
)
def test_a_wrong_route_is_told_before_the_first_call(
    office: Office, route: dict[str, t.Any], problem: str
):
    known = {key: office.sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    with pytest.raises(SettingsError, match=problem):
        needs({**known, "routes": [{"stream": "*", "to": "user", **route}]})


def test_the_doctor_knows_what_people_need(office: Office):
    known = {key: office.sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    route = {"stream": "hr", "to": "user", "hard_delete": True, "resurrect": True}
    found = needs({**known, "routes": [route]})
    called = {row.name for need in found for row in need.endpoints}
    assert called == {
        f"contact.user.{name}"
        for name in (
            "get",
            "batch_get_id",
            "create",
            "patch",
            "delete",
            "resurrect",
            "update_user_id",
        )
    }


def test_an_unknown_id_is_not_found(office: Office):
    with pytest.raises((NotFoundError, RejectedError)):
        office.run(office.row(leader_user_id="ou_nobody"))
