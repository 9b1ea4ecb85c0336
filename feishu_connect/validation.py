"""Check a configuration against its JSON Schema, in words that help and never show a value.

A value may be a secret, also one that was put into the wrong setting.
"""

from __future__ import annotations

import difflib
import typing as t

from jsonschema import Draft202012Validator

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jsonschema.exceptions import ValidationError

_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def problems_of(
    config: Mapping[str, t.Any],
    schema: Mapping[str, t.Any],
    *,
    cures: Mapping[str, str] | None = None,
) -> list[str]:
    """List all faults, one sentence each.

    Args:
        config: The configuration as given.
        schema: JSON Schema of the settings.
        cures: Setting -> what to do, for settings whose schema does not say it well.
    """
    validator = Draft202012Validator(dict(schema))
    errors = sorted(
        validator.iter_errors(dict(config)), key=lambda error: list(map(str, error.path))
    )
    sentences = [sentence for error in errors for sentence in _sentences(error, cures or {})]
    return list(dict.fromkeys(sentences))


def unknown_settings(config: Mapping[str, t.Any], known: Iterable[str]) -> list[str]:
    """Name settings that nobody reads, with the one that was probably meant.

    They are no error: one configuration may serve several programs.
    """
    names = sorted(known)
    told = []
    for name in sorted(set(config) - set(names)):
        close = difflib.get_close_matches(name, names, n=1)
        told.append(
            f"`{name}` is not a setting" + (f": did you mean `{close[0]}`?" if close else "")
        )
    return told


def _sentences(error: ValidationError, cures: Mapping[str, str]) -> list[str]:
    """Name every key that an error is about: one error may tell of several missing ones."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path)
    names = [f"{path}.{key}".lstrip(".") for key in _keys(error)]
    names = names or [path.lstrip(".") or "configuration"]
    texts = {name: f"`{name}` {_fault(error)}" for name in names}
    return [f"{text}: {cures[name]}" if name in cures else text for name, text in texts.items()]


def _keys(error: ValidationError) -> list[str]:
    expected: t.Any = error.validator_value
    given: t.Any = error.instance
    schema: t.Any = error.schema
    if error.validator == "required":
        return [key for key in expected if key not in given]
    if error.validator == "additionalProperties":
        return [key for key in given if key not in schema.get("properties", {})]
    return []


def _fault(error: ValidationError) -> str:
    value: t.Any = error.validator_value
    if error.validator == "type":
        kinds = [value] if isinstance(value, str) else value
        return "must be " + " or ".join(_KINDS.get(kind, kind) for kind in kinds)
    if error.validator == "enum":
        return "must be " + " or ".join(f"`{choice}`" for choice in value)
    faults = {
        "required": "is missing",
        "additionalProperties": "is not a known key",
        "minLength": "must not be empty",
        "minItems": "must not be empty",
        "pattern": f"must match {value}",
        "minimum": f"must be at least {value}",
        "maximum": f"must be at most {value}",
        "format": f"must be a {value}",
    }
    return faults.get(str(error.validator), "is not valid")
