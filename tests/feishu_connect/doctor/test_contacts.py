from __future__ import annotations

from feishu_sandbox.model import ContactRange
from tests.feishu_connect.doctor.conftest import ailing, by_check, only


def test_an_empty_range(surgery):
    surgery.app.contact_range = ContactRange(everyone=False)
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("contact_range", "failed")
    assert "empty" in finding.cause
    assert "Contacts data range" in finding.cure
    assert finding.url.endswith("/auth")


def test_a_part_of_the_directory_is_a_warning_that_counts_it(surgery):
    state = surgery.sandbox.world.state
    departments, users = list(state.departments)[:2], list(state.users)[:3]
    surgery.app.contact_range = ContactRange(everyone=False, departments=departments, users=users)
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("contact_range", "warning")
    assert "2 departments, 3 people" in finding.detail


def test_groups_in_the_range_need_a_scope_of_their_own(surgery):
    group = next(iter(surgery.sandbox.world.state.groups))
    surgery.app.contact_range = ContactRange(everyone=False, groups=[group])
    del surgery.app.scopes["contact:group:readonly"]
    found = by_check(ailing(surgery.tap()))
    assert found == {"contact_range": "warning", "scopes": "failed"}


def test_that_scope_is_no_alarm_without_groups(surgery):
    del surgery.app.scopes["contact:group:readonly"]
    chosen = [{"breadcrumb": [], "metadata": {"selected": True}}]
    catalog = {"streams": [{"tap_stream_id": "users", "schema": {}, "metadata": chosen}]}
    assert not ailing(surgery.tap(catalog))


def test_the_range_is_not_asked_for_where_nobody_reads_contacts(surgery):
    surgery.app.contact_range = ContactRange(everyone=False)
    assert not ailing(surgery.target())
    catalog = {"streams": [{"tap_stream_id": "patient__t", "schema": {}, "metadata": []}]}
    assert not ailing(surgery.tap(catalog))


def test_trouble_with_the_listing_is_told(surgery):
    surgery.sandbox.faults.add("contact.scope.list", "code", code=40012, status=400, times=None)
    finding = only(surgery.tap())
    assert (finding.check, finding.status) == ("contact_range", "failed")
    assert "code 40012" in finding.cause
    surgery.sandbox.faults.clear()
    surgery.sandbox.faults.add(
        "contact.department.children", "code", code=40012, status=400, times=None
    )
    assert only(surgery.tap()).check == "contact_range"
