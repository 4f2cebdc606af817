"""Text that nothing changes is written as one component, with every word and attribute."""

from __future__ import annotations

import dash_mantine_components as dmc
import pytest
from dash import html

from web.aria import aria
from web.still import still


def test_every_element_attribute_and_word_is_kept_and_nothing_is_left_as_nothing() -> None:
    content = [
        html.H1("Method", id="top"),
        None,
        html.Ul([html.Li(["At least ", html.B(8)]), html.Li("None")], className="rules"),
        html.Div(tabIndex=0, role="region", **aria(label="Withheld")),
    ]
    assert still(content).tree == [
        ["h1", {"id": "top"}, ["Method"]],
        [
            "ul",
            {"className": "rules"},
            [["li", {}, ["At least ", ["b", {}, ["8"]]]], ["li", {}, ["None"]]],
        ],
        ["div", {"tabIndex": 0, "role": "region", "aria-label": "Withheld"}, []],
    ]
    assert still("as it is").to_plotly_json()["props"] == {"tree": ["as it is"]}


def test_what_lives_by_dash_is_refused() -> None:
    with pytest.raises(TypeError, match="dash_mantine_components"):
        still([html.Div(dmc.Button("Press"))])
