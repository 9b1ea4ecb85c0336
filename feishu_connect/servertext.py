"""Read the words of a reply that failed: for people, since their wording is not stable."""

from __future__ import annotations

import typing as t

#: Text longer than this is cut: pages of HTML help nobody.
_LONGEST_TEXT = 300


def server_text(payload: dict[str, t.Any]) -> str:
    """The server's words with the fields it complains of. For people: its wording is not stable."""
    text = str(
        payload.get("msg")
        or payload.get("message")
        or payload.get("error_description")
        or "no message"
    )
    violations = dig(payload, "error", "field_violations") or []
    named = [f"{v.get('field')}: {v.get('description')}" for v in violations if isinstance(v, dict)]
    return "; ".join([text, *named])[:_LONGEST_TEXT]


def missing_scopes(payload: dict[str, t.Any]) -> list[str]:
    """Read `permission_violations` in both documented shapes: `subject` and `scope`."""
    violations = dig(payload, "error", "permission_violations") or []
    names = [
        str(v.get("subject") or v.get("scope") or "") for v in violations if isinstance(v, dict)
    ]
    return [name for name in dict.fromkeys(names) if name]


def dig(payload: t.Any, *keys: str) -> t.Any:
    """Follow keys into objects, None where one is missing."""
    for key in keys:
        payload = payload.get(key) if isinstance(payload, dict) else None
    return payload
