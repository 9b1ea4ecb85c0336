from __future__ import annotations

import pytest

from feishu_connect import FeishuClient
from feishu_connect.doctor.tenant import check_tenant
from feishu_connect.doctor.visit import Visit
from tests.feishu_connect.doctor.conftest import ailing, by_check
from tests.support import FakeClock, ScriptedTransport, reply, settings


def look(domain, base_url):
    chosen = settings(base_url=base_url)
    script = ScriptedTransport(reply({"tenant": {"name": "Acme", "domain": domain}}))
    client = FeishuClient(chosen, transport=script, clock=FakeClock())
    return check_tenant(Visit(chosen, app=client, reader=client))


@pytest.mark.parametrize(
    "domain, base_url, word",
    [("acme.larksuite.com", "feishu", "lark"), ("acme.feishu.cn", "lark", "feishu")],
)
def test_a_tenant_of_the_other_region_is_a_warning(domain, base_url, word):
    (finding,) = look(domain, base_url)
    assert (finding.check, finding.status) == ("tenant", "warning")
    assert f"Set base_url to `{word}`" in finding.cure


@pytest.mark.parametrize("domain", ["acme.feishu.cn", "work.acme.com", ""])
def test_its_own_region_and_domains_of_its_own_are_well(domain):
    (finding,) = look(domain, "feishu")
    assert finding.status == "ok"
    assert "Acme" in finding.detail


def test_an_app_that_may_not_know_its_tenant_is_no_alarm(surgery):
    del surgery.app.scopes["tenant:tenant:readonly"]
    findings = surgery.tap()
    assert not ailing(findings)
    assert "tenant" not in by_check(findings)
