"""Which tenant it is: a sight that a wrong region or app cannot give."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints, regions
from feishu_connect.doctor.finding import Finding, passed

if t.TYPE_CHECKING:
    from feishu_connect.doctor.visit import Visit

#: Where tenants of the other region live.
_FOREIGN: t.Final = {regions.FEISHU: ".larksuite.com", regions.LARK: ".feishu.cn"}


def check_tenant(visit: Visit) -> list[Finding]:
    """Name the tenant, where the app may know it. The scope is optional, so nothing fails."""
    reply = visit.ask(endpoints.TENANT_QUERY)
    tenant = reply.data.get("tenant") or {}
    if not tenant.get("name"):
        return []
    base_url, domain = visit.settings.base_url, str(tenant.get("domain") or "")
    foreign = _FOREIGN.get(base_url)
    if foreign and domain.endswith(foreign):
        other = regions.other_region(base_url)
        return [
            Finding(
                "tenant",
                "warning",
                f"{tenant['name']} lives at {domain}, and base_url is {base_url}",
                "Some calls work on the other region's host, and others fail or find nothing",
                f"Set base_url to `{other}`",
            )
        ]
    return [passed("tenant", " ".join(filter(None, (str(tenant["name"]), domain))))]
