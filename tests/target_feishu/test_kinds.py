"""Kinds of destinations: their settings together are those of a route."""

from __future__ import annotations

from target_feishu import kinds
from target_feishu.kind import Kind, Route
from target_feishu.kinds import KINDS, kind_of, merged_properties
from tests.target_feishu.objects.things import THING, ThingSink


def kind(name, **properties):
    return Kind(name=name, summary="", route=Route, sink=ThingSink, properties=properties)


def test_a_setting_of_several_kinds_is_told_kind_by_kind(monkeypatch):
    first = kind("a", x={"type": "string", "title": "X", "description": "One.", "minLength": 1})
    second = kind("b", x={"type": ["object", "string"], "title": "Y", "description": "Two."})
    monkeypatch.setattr(kinds, "KINDS", {"a": first, "b": second})
    assert merged_properties() == {
        "x": {"type": ["string", "object"], "title": "X", "description": "a: One. b: Two."}
    }


def test_a_setting_of_one_kind_keeps_its_limits(monkeypatch):
    only = kind("a", x={"type": "string", "title": "X", "description": "One.", "enum": ["y"]})
    monkeypatch.setattr(kinds, "KINDS", {"a": only})
    assert merged_properties()["x"] == {**only.properties["x"], "description": "a: One."}


def test_every_setting_has_a_title_a_kind_and_a_sentence():
    for each in KINDS.values():
        for name, schema in each.properties.items():
            assert schema["title"], (each.name, name)
            assert schema["type"], (each.name, name)
            assert schema["description"].endswith("."), (each.name, name)


def test_settings_are_those_of_the_route():
    for each in KINDS.values():
        fields = set(each.route.__dataclass_fields__) - {"stream", "on_error"}
        assert set(each.properties) == fields, each.name


def test_a_route_tells_its_kind(monkeypatch):
    monkeypatch.setitem(KINDS, "thing", THING)
    assert kind_of(THING.route("a")) is THING
