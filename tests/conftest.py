"""What holds for all tests."""

from __future__ import annotations

import typing as t

import pytest

if t.TYPE_CHECKING:
    import pathlib


@pytest.fixture(autouse=True)
def _own_store(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test read or write the store of the person who runs it, or of another test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
