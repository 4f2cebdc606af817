"""Two periods compared: which layer of the view shows its change, and why there is nothing to compare."""

from __future__ import annotations

from dataclasses import dataclass

from layers.published.change import Compared, Measure, compare, measure_of
from layers.published.offer import UNVARYING, Offer
from layers.published.rows import LayerInfo, Period
from layers.published.version import Published
from web.view.state import Shown, View

NO_COMPARISON = "none"  # what the control sends for it


@dataclass(frozen=True)
class Comparison:
    """The change that the map shows instead of figures: of its topmost layer that has both periods."""

    shown: Shown
    layer: LayerInfo
    grid: str
    before: Period
    after: Period

    @property
    def measure(self) -> Measure:
        """Return whether the change is a ratio or a difference in points."""
        found = measure_of(self.layer)
        assert found is not None, "comparison_of takes only layers that are compared"
        return found

    @property
    def seasons_differ(self) -> bool:
        """Whether quarters of different seasons are compared."""
        starts = [each.starts_on.month for each in (self.before, self.after) if each.starts_on]
        return self.after.kind == "quarter" and len(set(starts)) > 1

    def changes(self, published: Published) -> Compared:
        """Return the change of every row of the grid."""
        return compare(published, self.layer.id, self.grid, self.before.id, self.after.id)


def comparison_of(published: Published, view: View) -> Comparison | None:
    """Return the comparison that a view asks for, None where it asks for none or none can be had."""
    if not view.compare or view.compare == view.period:
        return None
    periods = {period.id: period for period in published.periods()}
    catalogue, layers = published.catalogue(), published.layers()
    for shown in reversed(view.drawn()):
        layer = layers[shown.layer_id]
        wanted = {(layer.id, view.grid, each) for each in (view.compare, view.period)}
        if measure_of(layer) and wanted <= catalogue:
            return Comparison(shown, layer, view.grid, periods[view.compare], periods[view.period])
    return None


def comparable_periods(offer: Offer, view: View) -> tuple[list[Period], str]:
    """Return the periods that the view's own can be compared with, latest first, and why there is none."""
    chosen = offer.period(view.period)
    published = offer.published
    counting = tuple(each for each in view.layer_ids() if measure_of(published.layers()[each]))
    if not view.layer_ids():
        return [], "No layer is on the map."
    if not counting:
        return [], f"{UNVARYING} Only what is counted by period can be compared."
    kind = chosen.kind if chosen else ""
    having = tuple(each for each in counting if (each, view.grid, view.period) in published.catalogue())
    others = [each for each in offer.periods(kind, view.grid, having) if each.id != view.period]
    if not others:
        return [], "Only one period of this length is published here: choose quarters or years."
    return others, ""
