"""The whole examination, in the order in which one check presupposes the other."""

from __future__ import annotations

import dataclasses
import typing as t

from feishu_connect.client import FeishuClient
from feishu_connect.doctor.admission import CHECKS, admit
from feishu_connect.doctor.finding import Finding, passed, unchecked
from feishu_connect.doctor.needs import registered
from feishu_connect.doctor.scopes import check_scopes, read_grants
from feishu_connect.doctor.tenant import check_tenant
from feishu_connect.doctor.visit import Visit
from feishu_connect.errors import SettingsError
from feishu_connect.redaction import Redactor
from feishu_connect.settings import ConnectionSettings

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feishu_connect.clock import Clock
    from feishu_connect.doctor.needs import Need, NeedsOf
    from feishu_connect.transport import Transport

#: Seconds to wait for a reply at most: who asks the doctor does not want to wait for minutes.
_LONGEST_WAIT = 20


def examine(
    config: Mapping[str, t.Any],
    catalog: Mapping[str, t.Any] | None = None,
    *,
    transport: Transport | None = None,
    clock: Clock | None = None,
    sources: Iterable[NeedsOf] | None = None,
) -> list[Finding]:
    """Look for everything that would keep a run from succeeding, without changing anything.

    Only the host of the configuration is asked, never the other region's. The setting
    `call_budget` does not apply: an examination makes about ten calls, and a few for each base.

    Args:
        config: Settings of a tap, a target, or both.
        catalog: The tap's catalog; without one every stream counts as selected, as in a run.
        transport: Stand-in for the network, for tests.
        clock: Time, sleep and chance.
        sources: Who tells the needs; the registered ones where not given.

    Returns:
        The findings in the order of the checks. Secrets are masked.
    """
    needs, problems = _needs(config, catalog, registered() if sources is None else sources)
    try:
        settings = ConnectionSettings.from_config(config)
    except SettingsError as error:
        problems = list(dict.fromkeys([*error.problems, *problems]))
        wrong = [_wrong(problem) for problem in problems]
        rest = [*CHECKS[:-1], "scopes"]
        return [*wrong, *(unchecked(each, "settings have to be put right first") for each in rest)]
    findings = [_wrong(problem) for problem in problems] or [passed("settings", "all are valid")]
    visit = _visit(settings, transport, clock)
    try:
        findings += _at_feishu(visit, needs)
    finally:
        visit.close()
    redactor = Redactor(*settings.secrets)
    return [_masked(finding, redactor) for finding in findings]


def _needs(
    config: Mapping[str, t.Any], catalog: Mapping[str, t.Any] | None, sources: Iterable[NeedsOf]
) -> tuple[list[Need], list[str]]:
    """Ask everybody; what one finds wrong does not keep the others from telling their needs."""
    needs: list[Need] = []
    problems: list[str] = []
    for source in sources:
        try:
            needs += source(config, catalog)
        except SettingsError as error:
            problems += error.problems
    return needs, list(dict.fromkeys(problems))


def _wrong(problem: str) -> Finding:
    return Finding(
        "settings",
        "failed",
        problem,
        "A setting is missing or not usable",
        "Correct it in the configuration file",
    )


def _visit(settings: ConnectionSettings, transport: Transport | None, clock: Clock | None) -> Visit:
    settings = dataclasses.replace(
        settings,
        call_budget=None,
        request_timeout=min(settings.request_timeout, _LONGEST_WAIT),
    )
    app = FeishuClient(
        dataclasses.replace(settings, identity="app"), transport=transport, clock=clock
    )
    by_user = settings.identity == "user"
    reader = FeishuClient(settings, transport=transport, clock=clock) if by_user else app
    return Visit(settings, app=app, reader=reader)


def _at_feishu(visit: Visit, needs: Sequence[Need]) -> list[Finding]:
    findings, scopes = admit(visit)
    shut = next((each.check for each in findings if each.status == "failed"), "")
    probes = list(dict.fromkeys(need.probe for need in needs if need.probe is not None))
    if shut:
        later = dict.fromkeys(["scopes", *(probe.check for probe in probes)])
        why = f"{shut} has to be put right first"
        return [*findings, *(unchecked(check, why) for check in later)]
    visit.grants = read_grants(scopes, by_user=visit.by_user, user_scope=_user_scope(visit))
    visit.app_grants = read_grants(scopes, by_user=False)
    findings += check_scopes(visit, needs)
    findings += check_tenant(visit)
    for probe in probes:
        findings += probe.run(visit)
    return findings


def _user_scope(visit: Visit) -> str | None:
    """What the user has granted at sign-in, separated by spaces."""
    grant = visit.reader.store.user_token() if visit.by_user else None
    return (grant.scope or None) if grant else None


def _masked(finding: Finding, redactor: Redactor) -> Finding:
    """Mask whatever the settings hold that is secret; server texts may repeat it."""
    return dataclasses.replace(
        finding,
        detail=redactor.clean(finding.detail),
        cause=redactor.clean(finding.cause),
        cure=redactor.clean(finding.cure),
        url=redactor.clean(finding.url),
    )
