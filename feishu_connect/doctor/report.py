"""Findings as text for a terminal, or as JSON."""

from __future__ import annotations

import dataclasses
import json
import textwrap
import typing as t

import click

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feishu_connect.doctor.finding import Finding

_MARKS: t.Final = {
    "ok": ("ok", "green"),
    "warning": ("warn", "yellow"),
    "failed": ("FAIL", "red"),
    "skipped": ("-", None),
}
_MARK_WIDTH = 4
_TEXT_WIDTH = 100

#: Cause, cure and address.
Advice = tuple[str, str, str]


def as_json(findings: Iterable[Finding]) -> str:
    """Give a list of objects with the fields of `Finding`."""
    rows = [dataclasses.asdict(finding) for finding in findings]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_text(findings: Sequence[Finding]) -> str:
    """Give one line a finding, then what to do, numbered.

    The text has colours, which the caller strips where nobody sees them. Findings with the same
    cure share a number.
    """
    width = max((len(_title(finding)) for finding in findings), default=0)
    cures: dict[Advice, int] = {}
    for finding in findings:
        if finding.cure:
            cures.setdefault(_key(finding), len(cures) + 1)
    lines = [_line(finding, width, cures.get(_key(finding))) for finding in findings]
    for advice, number in cures.items():
        lines += ["", *_paragraph(number, *advice)]
    return "\n".join([*lines, "", _verdict(findings)])


def _key(finding: Finding) -> Advice:
    return finding.cause, finding.cure, finding.url


def _title(finding: Finding) -> str:
    return finding.check.replace("_", " ")


def _line(finding: Finding, width: int, number: int | None) -> str:
    mark, colour = _MARKS[finding.status]
    padded = click.style(mark, fg=colour) + " " * (_MARK_WIDTH - len(mark))
    reference = f" [{number}]" if number else ""
    detail = " ".join(finding.detail.split())
    return f"{padded}  {_title(finding):<{width}}  {detail}{reference}"


def _paragraph(number: int, cause: str, cure: str, url: str) -> list[str]:
    head = f"[{number}] "
    indent = " " * len(head)
    lines = textwrap.wrap(
        " ".join(f"{part.rstrip('.')}." for part in (cause, cure) if part),
        width=_TEXT_WIDTH,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [*lines, f"{indent}{url}"] if url else lines


def _verdict(findings: Iterable[Finding]) -> str:
    statuses = [finding.status for finding in findings]
    counts = (
        (statuses.count("failed"), "failed"),
        (statuses.count("warning"), "with a warning"),
        (statuses.count("skipped"), "not checked"),
    )
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    wrong = counts[0][0] or counts[1][0]
    return f"{said}." if wrong else f"Nothing is wrong{f'; {said}' if said else ''}."
