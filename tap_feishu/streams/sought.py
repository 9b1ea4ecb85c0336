"""Streams over objects that the settings name, or the places where such objects lie."""

from __future__ import annotations

import abc
import typing as t

from tap_feishu.streams.units import UnitStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.errors import FeishuError
    from tap_feishu.documents.sought import Sought


class SoughtStream(UnitStream):
    """A stream of which every object found is a unit."""

    is_listed = False
    #: Codes that tell that an object was deleted.
    gone: t.ClassVar[frozenset[int]]

    @property
    @abc.abstractmethod
    def sought(self) -> Sought:
        """Give the objects to read."""

    def units(self) -> Iterator[str]:
        """Give the tokens of the objects."""
        return self.sought.tokens()

    def _pass_over(self, unit: str, error: FeishuError) -> None:
        """Take an object that was deleted since it was listed for no failure."""
        if error.code in self.gone and self.sought.are_listed:
            self.logger.info("%s %s is gone", self.unit.capitalize(), unit)
        else:
            super()._pass_over(unit, error)
