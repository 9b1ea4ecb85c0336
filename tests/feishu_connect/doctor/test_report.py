from __future__ import annotations

import json

import click

from feishu_connect.doctor import Finding
from feishu_connect.doctor.report import as_json, as_text

WELL = Finding("settings", "ok", "all are valid")
SICK = Finding("ip_allow_list", "failed", "refused", "A list", "Add it", "https://open.feishu.cn/x")
UNEASY = Finding("columns", "warning", "empty", "A scope", "Grant it")
UNKNOWN = Finding("edit_right", "skipped", "not checked: x")


def plain(*findings):
    return click.unstyle(as_text(findings)).splitlines()


def test_lines_are_aligned_and_cures_numbered():
    assert plain(WELL, SICK, UNEASY, UNKNOWN) == [
        "ok    settings       all are valid",
        "FAIL  ip allow list  refused [1]",
        "warn  columns        empty [2]",
        "-     edit right     not checked: x",
        "",
        "[1] A list. Add it.",
        "    https://open.feishu.cn/x",
        "",
        "[2] A scope. Grant it.",
        "",
        "1 failed, 1 with a warning, 1 not checked.",
    ]


def test_findings_with_the_same_cure_share_a_number():
    lines = plain(SICK, Finding("host", "failed", "also", SICK.cause, SICK.cure, SICK.url))
    assert [line[-3:] for line in lines[:2]] == ["[1]", "[1]"]
    assert sum(line.startswith("[") for line in lines) == 1


def test_all_well_is_said_in_one_sentence():
    assert plain(WELL)[-1] == "Nothing is wrong."
    assert plain(WELL, UNKNOWN)[-1] == "Nothing is wrong; 1 not checked."


def test_long_advice_is_wrapped_and_never_cuts_a_word():
    finding = Finding("base", "failed", "x", "word " * 40, "verylongword" * 12)
    lines = plain(finding)
    assert any("verylongword" * 12 in line for line in lines)
    assert all(len(line) <= 100 for line in lines if "verylongword" not in line)


def test_a_detail_of_several_lines_is_one_line():
    assert plain(Finding("base", "ok", "a\n  b"))[0] == "ok    base  a b"


def test_json_is_a_list_with_every_field():
    assert json.loads(as_json([SICK])) == [
        {
            "check": "ip_allow_list",
            "status": "failed",
            "detail": "refused",
            "cause": "A list",
            "cure": "Add it",
            "url": "https://open.feishu.cn/x",
        }
    ]
