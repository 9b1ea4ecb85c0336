"""The fields of an object, from a route's templates or from the record's own columns."""

from __future__ import annotations

import typing as t

from target_feishu.templates import compile_all, evaluate_all, own_columns, plain

if t.TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


class FieldTemplates:
    """Fields under the API's own names.

    A field that the route gives is a template, or a structure of templates. Of those that it does
    not give, the ones are taken that the record has a column for.
    """

    def __init__(self, given: Mapping[str, t.Any], known: Collection[str]) -> None:
        """Compile what the configuration check has found to be right.

        Args:
            given: Field -> template or structure of them, as the route gives it; None where not.
            known: All fields that the API has.
        """
        compiled = {name: value for name, value in given.items() if value is not None}
        self._given = {name: compile_all(value, name) for name, value in compiled.items()}
        self._known = [name for name in known if name not in self._given]

    def evaluate(self, record: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Fill in a record; null stays null, an absent field absent.

        Raises:
            RecordError: A template does not fit the record.
        """
        own = own_columns(record)
        columns = {name: plain(own[name]) for name in self._known if name in own}
        return {
            **columns,
            **{name: evaluate_all(each, record) for name, each in self._given.items()},
        }


def choice_problems(route: Mapping[str, t.Any], name: str, allowed: Sequence[str]) -> list[str]:
    """Tell whether a setting is none of the words that it may be; the first one is the default."""
    value = route.get(name, allowed[0])
    if "{" in value or value in allowed:
        return []
    return [f"`{name}` must be {' or '.join(f'`{each}`' for each in allowed)}, or a template"]


def template_problems(given: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the templates of a route."""
    problems = []
    for name, value in given.items():
        try:
            compile_all(value, name)
        except ValueError as error:
            problems.append(str(error))
    return problems
