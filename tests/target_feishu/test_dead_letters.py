"""The file of records that could not land."""

from __future__ import annotations

import json
import os
import typing as t
from decimal import Decimal

import pytest

from feishu_connect import RejectedError
from feishu_connect.redaction import Redactor
from target_feishu.dead_letters import DeadLetters
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from pathlib import Path


def letters_in(path: Path) -> list[dict[str, t.Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_holds_the_record_and_what_is_wrong_with_it(tmp_path: Path):
    path = tmp_path / "new" / "letters.jsonl"
    letters = DeadLetters(str(path), str)
    error = RejectedError("no", cure="do", code=1254066, log_id="log", field="owner")
    letters.add("a", {"id": "1", "数": Decimal("1.5")}, error)
    letters.add("b", {"id": 2}, RecordError("no"))
    first, second = letters_in(path)
    assert first == {
        "record": {"id": "1", "数": 1.5},
        "stream": "a",
        "code": 1254066,
        "field": "owner",
        "message": "no -> do",
        "log_id": "log",
    }
    assert (second["code"], second["message"]) == (None, "no")
    assert "数" in path.read_text(encoding="utf-8")


def test_a_line_is_on_the_disk_when_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "letters.jsonl"
    seen: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(path.read_text(encoding="utf-8")))
    DeadLetters(str(path), str).add("a", {"id": 1}, RecordError("no"))
    assert [line.endswith("\n") for line in seen] == [True]


def test_secrets_are_masked_wherever_they_stand(tmp_path: Path):
    path = tmp_path / "letters.jsonl"
    clean = Redactor("hush-hush-hush").clean
    record = {"note": "t-g1044abcdefghijklmn", "secret": "hush-hush-hush"}
    DeadLetters(str(path), clean).add("a", record, RecordError("hush-hush-hush"))
    assert "hush" not in path.read_text(encoding="utf-8")
    (letter,) = letters_in(path)
    assert letter["record"] == {"note": "***", "secret": "***"}


def test_half_a_character_does_not_break_the_file(tmp_path: Path):
    path = tmp_path / "letters.jsonl"
    DeadLetters(str(path), str).add("a", {"id": "\ud83d"}, RecordError("no"))
    assert letters_in(path)[0]["record"] == {"id": "\ufffd"}


def test_without_a_file_the_failure_is_raised(tmp_path: Path):
    with pytest.raises(RecordError, match="no"):
        DeadLetters("", str).add("a", {}, RecordError("no"))
    assert not list(tmp_path.glob("*.jsonl"))
