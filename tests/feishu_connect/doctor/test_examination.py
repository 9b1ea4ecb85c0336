from __future__ import annotations

import dataclasses
import json

from feishu_connect.doctor import examine
from feishu_connect.doctor.needs import Need
from tests.feishu_connect.doctor.conftest import ailing, by_check

ORDER = ["settings", "host", "credentials", "app", "ip_allow_list", "quota", "scopes", "tenant"]


def test_a_healthy_tap_has_no_finding_but_ok(surgery):
    findings = surgery.tap()
    assert {finding.status for finding in findings} == {"ok"}
    assert [finding.check for finding in findings] == [*ORDER, "base", "contact_range"]


def test_a_healthy_target_has_no_finding_but_ok_and_the_edit_right_that_only_a_write_shows(surgery):
    chat = next(iter(surgery.sandbox.world.state.chats))
    message = {"stream": "m", "to": "message", "receive_id": chat, "content": "hello"}
    findings = surgery.target(base=surgery.base.app_token, routes=[message])
    assert [finding.check for finding in findings if finding.status != "ok"] == ["edit_right"]
    checks = [finding.check for finding in findings]
    assert checks == [*ORDER, "base", "edit_right", "bot", "chats"]
    skipped = next(finding for finding in findings if finding.check == "edit_right")
    assert skipped.status == "skipped"
    assert skipped.detail.startswith("not checked: only a write")


def test_both_in_one_file_are_examined_together(surgery):
    findings = surgery.tap(base=surgery.base.app_token)
    assert not ailing(findings)
    assert [finding.check for finding in findings].count("base") == 2


def test_nothing_is_written_and_few_calls_are_made(surgery):
    surgery.tap(base=surgery.base.app_token)
    calls = list(surgery.sandbox.calls)
    assert len(calls) < 20
    posts = {call.operation for call in calls if call.method != "GET"}
    assert posts == {"auth.tenant_access_token"}


def test_no_other_host_is_asked_whatever_is_wrong(surgery):
    surgery.tap(app_secret="wrong-secret")
    surgery.tap(app_id="cli_0000000000000000")
    surgery.tap()
    assert surgery.transport.hosts == {surgery.sandbox.url.removeprefix("http://")}


def test_wrong_connection_settings_are_told_all_at_once_and_nothing_is_called(surgery):
    findings = surgery.tap(app_id="nonsense", base_url="ftp://x", bases=[7])
    wrong = [finding for finding in findings if finding.status == "failed"]
    assert {finding.check for finding in wrong} == {"settings"}
    text = " ".join(finding.detail for finding in wrong)
    assert "`app_id`" in text
    assert "`base_url`" in text
    assert "`bases[0]`" in text
    assert {f.status for f in findings if f not in wrong} == {"skipped"}
    assert not surgery.transport.sent


def test_a_wrong_route_does_not_keep_the_connection_from_being_examined(surgery):
    findings = surgery.target(routes=[{"stream": "x", "to": "bitable"}])
    assert by_check(ailing(findings)) == {"settings": "failed"}
    assert "`routes[0]`" in ailing(findings)[0].detail
    assert by_check(findings)["quota"] == "ok"


def test_a_call_budget_does_not_stop_the_examination(surgery):
    assert not ailing(surgery.tap(call_budget=1))


def test_no_secret_is_in_any_text(surgery):
    secret = surgery.connection["app_secret"]
    message = f"wrong secret {secret}"
    surgery.sandbox.faults.add("auth.*", "code", code=10099, message=message, times=None)
    findings = surgery.tap()
    text = json.dumps([dataclasses.asdict(finding) for finding in findings])
    assert by_check(ailing(findings)) == {"credentials": "failed"}
    assert secret not in text
    assert "***" in text


def test_without_anybody_who_tells_needs_the_app_itself_is_examined(surgery):
    findings = examine(surgery.connection, sources=[])
    assert not ailing(findings)
    assert "scopes" not in by_check(findings)


def test_equal_probes_run_once(surgery):
    runs = []

    @dataclasses.dataclass(frozen=True)
    class Counting:
        check: str = "counting"

        def run(self, visit):
            runs.append(visit)
            return iter(())

    needs = [Need("one", probe=Counting()), Need("two", probe=Counting())]
    examine(surgery.connection, sources=[lambda _config, _catalog: needs])
    assert len(runs) == 1
