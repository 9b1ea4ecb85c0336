"""Templates over a record: `{{ amount }}`, rendered in Jinja's sandbox."""

from __future__ import annotations

import typing as t

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Mapping


def _finalize(value: object) -> object:
    """Render null as nothing: the word None has no place in a message."""
    return "" if value is None else value


_ENVIRONMENT: t.Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    # What is rendered is JSON or an id, never HTML.
    autoescape=False,
    finalize=_finalize,
    keep_trailing_newline=True,
)


class Template:
    """One text of a route. The record's properties are variables; `record` is the whole record."""

    def __init__(self, source: str, where: str) -> None:
        """Compile.

        Args:
            source: The text.
            where: What the text is for, e.g. `content.title`; named in errors.

        Raises:
            ValueError: The text is not a template; the message names the line.
        """
        self.where = where
        try:
            self._template = _ENVIRONMENT.from_string(source)
        except TemplateSyntaxError as error:
            msg = f"`{where}` is not a valid template: {error.message} (line {error.lineno})"
            raise ValueError(msg) from None

    def render(self, record: Mapping[str, t.Any]) -> str:
        """Fill in a record.

        Raises:
            RecordError: The record has no such property, or the sandbox refused an operation.
        """
        try:
            return self._template.render({**record, "record": record})
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            msg = f"template `{self.where}`: {error}"
            cure = "Check the template against the stream's columns; `default()` fills gaps"
            raise RecordError(msg, cure=cure) from None


def compile_all(value: t.Any, where: str) -> t.Any:
    """Turn every string of a JSON value into a template; other values stay.

    Raises:
        ValueError: One of them is not a template.
    """
    if isinstance(value, str):
        return Template(value, where)
    if isinstance(value, dict):
        return {key: compile_all(each, f"{where}.{key}") for key, each in value.items()}
    if isinstance(value, list):
        return [compile_all(each, f"{where}[{n}]") for n, each in enumerate(value)]
    return value


def render_all(value: t.Any, record: Mapping[str, t.Any]) -> t.Any:
    """Render what `compile_all` made, in the same shape."""
    if isinstance(value, Template):
        return value.render(record)
    if isinstance(value, dict):
        return {key: render_all(each, record) for key, each in value.items()}
    if isinstance(value, list):
        return [render_all(each, record) for each in value]
    return value
