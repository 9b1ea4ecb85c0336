"""The state on disk: one JSON file, replaced as a whole."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import tempfile
import typing
from pathlib import Path
from typing import Any, TypeVar

from feishu_sandbox.model import State

T = TypeVar("T")
FILE_NAME = "feishu-sandbox.json"


def save(state: State, directory: Path) -> None:
    """Write the state; a crash leaves the old file or the new one, never half a file."""
    directory.mkdir(parents=True, exist_ok=True)
    text = json.dumps(to_json(state), ensure_ascii=False)
    handle, temporary = tempfile.mkstemp(dir=directory, prefix=f".{FILE_NAME}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(directory / FILE_NAME)


def load(directory: Path) -> State | None:
    """Return the saved state, or None where nothing was saved yet."""
    path = directory / FILE_NAME
    if not path.exists():
        return None
    return from_json(State, json.loads(path.read_text(encoding="utf-8")))


def to_json(value: Any) -> Any:
    """Turn state into what JSON can hold; bytes become base64 text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: to_json(getattr(value, field.name)) for field in fields}
    if isinstance(value, dict):
        return {key: to_json(member) for key, member in value.items()}
    if isinstance(value, list):
        return [to_json(member) for member in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def from_json(kind: type[T], given: Any) -> T:
    """Rebuild a value of this dataclass from `to_json`'s output."""
    hints = typing.get_type_hints(kind)
    members = {name: _member(hints[name], value) for name, value in given.items()}
    return kind(**members)


def _member(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    if origin is dict and dataclasses.is_dataclass(arguments[1]):
        return {key: _member(arguments[1], member) for key, member in value.items()}
    if origin is list and dataclasses.is_dataclass(arguments[0]):
        return [_member(arguments[0], member) for member in value]
    if hint is bytes:
        return base64.b64decode(value)
    return value
