"""What `status` says of a published layer, where nothing of it is on hexagons too."""

from __future__ import annotations

import pytest

from layers.published.text import published_lines


@pytest.mark.parametrize(
    ("period", "missing", "said"),
    [
        ("2025Q3-2026Q2", [], "12 cells with a value, 3 withheld"),
        ("", [], "nothing on hexagons: they need records of four whole quarters"),
        ("", ["overdose_call"], "no data: needs overdose_call"),
    ],
)
def test_a_layer_says_why_it_is_not_on_hexagons(period: str, missing: list[str], said: str) -> None:
    counted = {"cells_with_value": 12, "withheld": 3, "period": period, "missing": missing}
    layer = {"id": "calls", "environment": "physical", "level": "micro", **counted}
    published = {"version": "v", "published_at": "2026-11-23", "cells": 174, "layers": [layer]}
    assert said in published_lines(published)[1]
