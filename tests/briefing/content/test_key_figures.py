"""The first page's figures and the trends are the released ones, with intervals where there are."""

from __future__ import annotations

from dataclasses import replace

from briefing.asked import opening
from briefing.content.given import KEY_LAYERS, Given
from briefing.content.ground import services
from briefing.content.key_figures import key_figures
from briefing.content.model import Content
from briefing.content.trends import trends
from briefing.words.words import words_in
from layers.published.version import Published
from tests.briefing.altered import Altered


def test_totals_are_the_released_counts_of_the_whole_place(opened: Content, town: Published) -> None:
    history = town.history("place", 0)
    found = {each.label: each.value for each in opened.key_figures}
    for layer_id in KEY_LAYERS:
        layer = town.layers().get(layer_id)
        if layer is None or layer.title not in found:
            continue
        counts = {figure.count for (owner, _), figure in history.items() if owner == layer_id}
        assert found[layer.title].number in counts


def test_trends_hold_only_released_points(opened: Content, town: Published) -> None:
    history = town.history("place", 0)
    assert opened.trends
    for trend in opened.trends:
        values = {
            figure.count for (layer, _), figure in history.items() if layer == trend.key and figure.count
        }
        for point in trend.points:
            assert (point.value is None) == (point.state in ("withheld", "no_data"))
            assert point.value is None or point.value == 0 or point.value in values
        assert trend.alt
        assert trend.said


def test_withheld_periods_are_gaps(town: Published) -> None:
    held = Given(Altered(town, withheld=True), opening(town), words_in("en"))
    assert trends(held) == ()
    quarters = [each.id for each in town.periods() if each.kind == "quarter"]
    some = Given(Altered(town, withheld_periods=quarters[1:3]), opening(town), words_in("en"))
    for trend in trends(some):
        assert [point.state for point in trend.points].count("withheld") == 2
        assert [point.value for point in trend.points].count(None) == 2
        assert "2 periods are withheld" in trend.alt
    assert all(each.value.number is None for each in key_figures(held) if each.value.state == "withheld")


def test_confidential_services_never_appear(opened: Content, town: Published) -> None:
    hidden = {each.name for each in town.services() if each.setting == "confidential"}
    assert hidden
    assert not hidden & {each.name for each in opened.ground.services}
    assert len(opened.ground.services) == sum(each.setting != "confidential" for each in town.services())


def test_a_service_of_which_only_the_cell_is_known_lies_at_its_middle(town: Published) -> None:
    whole = next(each for each in town.services() if each.setting == "mobile")
    about = replace(whole, latitude=None, longitude=None)
    nowhere = replace(about, cell=None)
    (found,) = services(Given(Altered(town, services=(about, nowhere)), opening(town), words_in("en")))
    assert found.approximate
    assert (found.longitude, found.latitude) != (whole.longitude, whole.latitude)
    assert abs(found.latitude - (whole.latitude or 0.0)) < 0.02
