"""Read the file that every command is given with `--config`."""

from __future__ import annotations

import json
import pathlib
import typing as t

from feishu_connect.errors import SettingsError


def read_config(path: str, option: str = "--config") -> dict[str, t.Any]:
    """Read a JSON object; what is wrong is told without showing any of it.

    Raises:
        SettingsError: There is none.
    """
    try:
        value = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError([f"`{option}` {path} cannot be read: {error.strerror}"]) from None
    except ValueError:
        raise SettingsError([f"`{option}` {path} is not a JSON file"]) from None
    if not isinstance(value, dict):
        raise SettingsError([f"`{option}` {path} must hold a JSON object"])
    return value
