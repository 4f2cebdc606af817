"""A whole briefing of the invented town, and what it refuses to be made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.asked import opening, read_asked
from briefing.content.compose import compose
from briefing.content.model import Content
from etl.errors import BadInputError
from layers.published.version import Published


def test_the_opening_briefing_has_every_part(opened: Content, town: Published) -> None:
    assert opened.provenance.version == town.version
    for part in (opened.headline, opened.key_figures, opened.sources, opened.method, opened.withheld):
        assert part
    assert len(opened.environments) == 4
    assert [zone.outline.number for zone in opened.zones.zones] == [1, 2, 3]
    assert opened.ground.zones == tuple(zone.outline for zone in opened.zones.zones)
    assert opened.clashes is not None
    assert opened.clashes.services


def test_the_same_request_says_the_same(opened: Content, town: Published) -> None:
    again = compose(town, opening(town))
    assert repr(again) == repr(opened)


def test_a_briefing_is_made_in_spanish(town: Published) -> None:
    told = compose(town, read_asked(town, {"language": "es", "zones": []}))
    assert told.language == "es"
    assert told.title.startswith("Dónde choca")
    assert told.zones.compared is None
    assert told.zones.zones == ()


def test_exact_figures_are_refused(town: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = replace(town.meta(), exact=True)
    monkeypatch.setattr(type(town), "meta", lambda _: meta)
    with pytest.raises(BadInputError, match="not for publication"):
        compose(town, opening(town))
