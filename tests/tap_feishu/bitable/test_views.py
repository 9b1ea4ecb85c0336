"""Views, with their property where it is wanted."""

from __future__ import annotations

GET = "bitable.view.get"


def run_views(desk, *, selected: bool):
    catalog = desk.bench.tap().catalog_dict
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] == "bitable_views":
            for found in entry["metadata"]:
                if found["breadcrumb"] == ["properties", "property"]:
                    found["metadata"]["selected"] = selected
    return desk.bench.run("bitable_views", catalog=catalog)


def test_a_view_tells_its_filter(desk):
    desk.view("x")
    rows = run_views(desk, selected=True).records["bitable_views"]
    plain, filtered = rows
    assert plain["property"] == {"filter_info": None, "hidden_fields": None}
    (condition,) = filtered["property"]["filter_info"]["conditions"]
    assert condition["value"] == '["x"]'
    assert plain["view_public_level"] == "Public"


def test_the_property_costs_calls_only_where_it_is_selected(desk):
    desk.view("x")
    assert len(run_views(desk, selected=False).records["bitable_views"]) == 2
    assert desk.sandbox.calls.of(GET) == []
    run_views(desk, selected=True)
    assert len(desk.sandbox.calls.of(GET)) == 2


def test_a_view_that_is_deleted_meanwhile_is_left_out(desk):
    desk.view("x")
    desk.sandbox.faults.add(GET, "callback", call=lambda _: desk.table.data.views.pop(0))
    run = run_views(desk, selected=True)
    assert [found["view_name"] for found in run.records["bitable_views"]] == ["部分"]
    assert not run.error
