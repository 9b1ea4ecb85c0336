from __future__ import annotations

import pytest

GET_NODE = "/wiki/v2/spaces/get_node"


@pytest.fixture
def node(sandbox):
    return next(iter(sandbox.world.state.nodes.values()))


def test_a_node_leads_to_its_document(api, sandbox, node):
    found = api.data("GET", GET_NODE, params={"token": node.node_token})["node"]
    assert (found["obj_type"], found["obj_token"]) == ("bitable", sandbox.config["bases"][0])
    assert found["obj_edit_time"].isdecimal()


def test_a_document_is_found_by_its_own_token_and_type(api, node):
    right = {"token": node.obj_token, "obj_type": "bitable"}
    assert api.data("GET", GET_NODE, params=right)["node"]["node_token"] == node.node_token
    assert api.code("GET", GET_NODE, params={**right, "obj_type": "docx"}) == 131005
    assert api.code("GET", GET_NODE, params={"token": node.obj_token}) == 131005


@pytest.mark.parametrize(
    "params, code",
    [({}, 131002), ({"token": "none"}, 131005), ({"token": "x", "obj_type": "y"}, 131002)],
)
def test_a_wrong_question_is_refused_with_http_400(api, params, code):
    reply = api.send("GET", GET_NODE, params=params)
    assert (reply.status_code, reply.json()["code"]) == (400, code)


def test_a_node_may_be_closed_to_the_app(api, node):
    node.readers.clear()
    assert api.code("GET", GET_NODE, params={"token": node.node_token}) == 131006
