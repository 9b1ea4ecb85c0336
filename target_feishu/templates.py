"""Templates over a record: `{{ amount }}`, rendered in Jinja's sandbox."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator
from decimal import Decimal

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


#: What a template that was compiled can still run into.
_FAILURES = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)


def _finalize(value: object) -> object:
    """Render null as nothing: the word None has no place in a message."""
    return "" if value is None else value


def _default(value: t.Any, default: t.Any = "", boolean: bool = False) -> t.Any:  # noqa: FBT001, FBT002  Jinja's
    """Fill gaps: null too, since it is what a column reads as that a record leaves out."""
    is_gap = value is None or isinstance(value, Undefined)
    return default if is_gap or (boolean and not value) else value


_ENVIRONMENT: t.Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    # What is rendered is JSON or an id, never HTML.
    autoescape=False,
    finalize=_finalize,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters.update(default=_default, d=_default)


#: A template that is nothing but one expression.
_EXPRESSION = re.compile(r"\s*\{\{-?((?:(?!\}\}|\{\{).)*?)-?\}\}\s*", re.DOTALL)


class FullRecord(dict[str, t.Any]):
    """A record with all columns of its stream: those that it leaves out are null."""

    def __init__(self, own: Mapping[str, t.Any], columns: Iterable[str]) -> None:
        """Fill a record up; `own` keeps it as it was read."""
        super().__init__(dict.fromkeys(columns))
        self.update(own)
        self.own = own


def own_columns(record: Mapping[str, t.Any]) -> Mapping[str, t.Any]:
    """Give a record as it was read: what it leaves out is not there."""
    return record.own if isinstance(record, FullRecord) else record


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
            self._expression = _expression(source)
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
        except _FAILURES as error:
            raise self._failure(error) from None

    def evaluate(self, record: Mapping[str, t.Any]) -> t.Any:
        """Fill in a record; a template that is one expression keeps the kind of its value.

        `{{ members }}` gives the list that the record has, `{{ id }}: {{ name }}` a text.

        Raises:
            RecordError: As of `render`.
        """
        if self._expression is None:
            return self.render(record)
        try:
            return plain(self._expression({**record, "record": record}))
        except _FAILURES as error:
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> RecordError:
        msg = f"template `{self.where}`: {error}"
        cure = "Check the template against the stream's columns; `default()` fills gaps"
        return RecordError(msg, cure=cure, field=self.where)


def _expression(source: str) -> t.Callable[..., t.Any] | None:
    found = _EXPRESSION.fullmatch(source)
    if found is None:
        return None
    return _ENVIRONMENT.compile_expression(found[1], undefined_to_none=False)


def plain(value: t.Any) -> t.Any:
    """Turn what the SDK's reader or a filter made of a JSON value into what JSON has.

    Raises:
        UndefinedError: There is something in it that the record does not have.
    """
    if isinstance(value, Undefined):
        str(value)  # A strict undefined raises what it knows.
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, Iterator)):
        return [plain(each) for each in value]
    return value


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


def evaluate_all(value: t.Any, record: Mapping[str, t.Any]) -> t.Any:
    """Evaluate what `compile_all` made, in the same shape; values keep their kinds."""
    if isinstance(value, Template):
        return value.evaluate(record)
    if isinstance(value, dict):
        return {key: evaluate_all(each, record) for key, each in value.items()}
    if isinstance(value, list):
        return [evaluate_all(each, record) for each in value]
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
