"""Every feed, layer and place loads and says everything a reader must know."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.feed import Feed, all_feeds
from etl.place_file import read_place
from layers.layer import ENVIRONMENTS, Layer, all_layers

ROOT = Path(__file__).resolve().parents[2]
PLACES = sorted((ROOT / "data" / "places").glob("*.toml"))


@pytest.mark.parametrize("feed", all_feeds().values(), ids=lambda feed: feed.id)
def test_a_feed_states_everything(feed: Feed) -> None:
    assert feed.title
    assert feed.about
    assert feed.cannot_show
    assert len(set(feed.names)) == len(feed.names)
    assert any(column.required for column in feed.columns) or feed.kind in ("site", "area")
    for column in feed.columns:
        assert column.about, column.name
        assert (column.type == "choice") == bool(column.choices), column.name
        assert column.default is None or not column.choices or column.default in column.choices
        assert not column.choices or not column.example or column.example in column.choices
        if column.type in ("number", "integer") and not column.identity:
            assert column.unit or column.name in ("denominator", "value"), column.name


@pytest.mark.parametrize("feed", all_feeds().values(), ids=lambda feed: feed.id)
def test_a_feed_is_one_file_of_its_name(feed: Feed) -> None:
    assert (ROOT / "etl" / "feeds" / f"{feed.id}.py").is_file()


@pytest.mark.parametrize("layer", all_layers().values(), ids=lambda layer: layer.id)
def test_a_layer_states_everything(layer: Layer) -> None:
    for field in ("title", "question", "unit", "caveat", "source", "licence"):
        assert getattr(layer, field), field
    assert layer.harm in ("higher", "lower", "neither")
    assert layer.needs
    for need in layer.needs:
        assert need.split(":")[0] in all_feeds(), need
    if layer.in_score:
        assert layer.harm != "neither"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_has_at_least_four_layers_at_both_levels(environment: str) -> None:
    found = [layer for layer in all_layers().values() if layer.environment == environment]
    assert len(found) >= 4
    assert {layer.level for layer in found} == {"micro", "macro"}


def test_enforcement_is_shown_and_never_scored() -> None:
    feeds = {"police_activity", "syringe_confiscation"}
    scored = [layer.id for layer in all_layers().values() if layer.in_score and feeds & set(layer.needs)]
    assert scored == [] or scored == ["diversion_share"]


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.stem)
def test_a_committed_place_says_who_stands_behind_each_source(path: Path) -> None:
    place = read_place(path)
    assert place.id == path.stem
    for source in place.sources:
        assert source.producer, source.id
        assert source.licence, source.id
        assert source.cannot_show, source.id


def test_the_three_places_are_here() -> None:
    assert {"demo", "boston", "west_yorkshire"} <= {path.stem for path in PLACES}
