"""Names of files: any text becomes a name that every file system takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tap_feishu.bitable.attachments.names import MAX_BYTES, safe_name

texts = st.text(max_size=300) | st.text(st.characters(categories=["Cs", "Cc", "Cf"]), max_size=20)
nasty = st.text('.. /\\:*?"<>|\x00\n\r\t\u202eCON.auxNULcom1 é\u0301中\U0001f600', max_size=200)


@pytest.mark.parametrize(
    "name, safe",
    [
        ("报告 2026.pdf", "报告 2026.pdf"),
        ("naïve café.txt", "naïve café.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c:d*e.txt", "a_b_c_d_e.txt"),
        ("CON", "_CON"),
        ("con.tar.gz", "_con.tar.gz"),
        ("COM¹.txt", "_COM¹.txt"),
        ("console.log", "console.log"),
        ("end. . .", "end"),
        (".htaccess", "htaccess"),
        ("", "_"),
        ("...", "_"),
        ("tab\there\x00.txt", "tab_here_.txt"),
        ("exe\u202egpj.exe", "exe_gpj.exe"),
        ("👩‍👩‍👧.png", "👩‍👩‍👧.png"),
    ],
)
def test_names_stay_readable(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending():
    name = safe_name("长" * 200 + ".xlsx")
    assert name.endswith("长.xlsx")
    assert MAX_BYTES - 3 < len(name.encode()) <= MAX_BYTES


def test_a_long_ending_is_no_ending():
    assert len(safe_name("a." + "b" * 300).encode()) == MAX_BYTES


@given(texts | nasty)
@example("." * 99 + "a.b")
@example("\ud800.txt")
@example("con." + "x" * 200)
def test_every_text_becomes_a_safe_name(text):
    name = safe_name(text)
    assert 1 <= len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in name)
    assert name.strip(" .") == name
    assert name.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert name not in {".", ".."}
    assert safe_name(name) == name
