"""Every layer states what a reader must know, and its condition runs on its feed."""

from __future__ import annotations

import re

import pytest

from etl import store
from etl.feed import all_feeds
from etl.place import Place
from etl.schema import create_tables
from layers.layer import ENVIRONMENTS, Layer, all_layers
from layers.measure import PlacePanel, kind_of

LAYERS = list(all_layers().values())


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)
def test_a_layer_states_everything(layer: Layer) -> None:
    for words in (layer.title, layer.question, layer.unit, layer.caveat, layer.source, layer.licence):
        assert words.strip() == words != ""
    assert layer.question.endswith("?")
    assert layer.harm in ("higher", "lower", "neither")
    assert layer.needs
    assert (layer.level == "macro") == isinstance(layer.measure, PlacePanel)
    assert kind_of(layer.measure)
    for need in layer.needs:
        assert need.split(":")[0] in all_feeds(), need


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_each_environment_has_micro_and_macro_layers(environment: str) -> None:
    own = [layer for layer in LAYERS if layer.environment == environment]
    assert len(own) >= 4
    assert {layer.level for layer in own} == {"micro", "macro"}


def test_ids_are_file_names_and_scores_keep_theirs() -> None:
    assert len(all_layers()) == len(LAYERS)
    assert all(re.fullmatch(r"[a-z_]+", layer.id) and not layer.id.startswith("score_") for layer in LAYERS)


def test_enforcement_is_shown_and_never_scored_or_called_risk() -> None:
    for layer in LAYERS:
        if {"police_activity", "syringe_confiscation", "hotspot"} & {
            need.split(":")[0] for need in layer.needs
        }:
            assert not layer.in_score, layer.id
        assert "risk of offending" not in f"{layer.title} {layer.question} {layer.caveat}".lower()
    assert all_layers()["recorded_police_activity"].title.startswith("Recorded police activity")
    assert all_layers()["other_police_activity"].harm == "neither"


def test_every_condition_is_sql_over_its_feed() -> None:
    con = store.connect()
    create_tables(con, all_feeds(), Place("p", "P", "UTC", ()))
    checked = 0
    for layer in LAYERS:
        feed = getattr(layer.measure, "feed", "service")
        for name in ("sql", "part", "whole"):
            condition = getattr(layer.measure, name, None)
            if condition and not layer.needs[0].startswith("outcome"):
                store.rows(con, f"select 1 from {feed} where {condition}")
                checked += 1
    con.close()
    assert checked > 10
