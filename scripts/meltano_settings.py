"""Write the connectors' settings into meltano.yml: `python -m scripts.meltano_settings`.

The configuration schemas are the one source; what stands between the two marks of a plugin in
meltano.yml is made from them.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from feishu_connect.settings import CONNECTION_PROPERTIES
from tap_feishu.properties import TAP_PROPERTIES
from target_feishu.config import TARGET_PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT = Path(__file__).resolve().parents[1] / "meltano.yml"
PROPERTIES: dict[str, Mapping[str, Any]] = {
    "tap-feishu": {**CONNECTION_PROPERTIES, **TAP_PROPERTIES},
    "target-feishu": {**CONNECTION_PROPERTIES, **TARGET_PROPERTIES},
}
_INDENT = " " * 4
_WIDTH = 100


def render(text: str) -> str:
    """Return the text of meltano.yml with every marked block made anew."""
    for plugin, properties in PROPERTIES.items():
        settings = [setting(name, spec) for name, spec in properties.items()]
        dumped = yaml.safe_dump(
            settings, sort_keys=False, allow_unicode=True, width=_WIDTH - len(_INDENT)
        )
        begin, end = f"# {plugin}: made by `make docs`", f"# {plugin}: end"
        block = textwrap.indent(f"{begin}\n{dumped}{end}", _INDENT)
        pattern = rf"^ *{re.escape(begin)}$.*?^ *{re.escape(end)}$"
        text, found = re.subn(pattern, lambda _: block, text, flags=re.MULTILINE | re.DOTALL)  # noqa: B023 - used at once
        if found != 1:
            message = f"meltano.yml has no marks for the settings of {plugin}"
            raise ValueError(message)
    return text


def setting(name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a configuration property as Meltano does."""
    described: dict[str, Any] = {"name": name, "label": spec["title"], "kind": _kind(spec)}
    if spec.get("secret"):
        described["sensitive"] = True
    if spec.get("default"):
        described["value"] = spec["default"]
    if "enum" in spec:
        described["options"] = [{"label": value, "value": value} for value in spec["enum"]]
    described["description"] = spec["description"]
    return described


def _kind(spec: Mapping[str, Any]) -> str:
    if "enum" in spec:
        return "options"
    if spec.get("format") == "date-time":
        return "date_iso8601"
    types = [spec["type"]] if isinstance(spec["type"], str) else spec["type"]
    return next(str(kind) for kind in types if kind != "null")


def main() -> None:
    """Rewrite meltano.yml in place."""
    PROJECT.write_text(render(PROJECT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
