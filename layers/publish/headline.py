"""What the map opens on and the figures at the head of the page, all from released figures."""

from __future__ import annotations

import numpy as np

from layers.disclosure import RATE_MINIMUM
from layers.layer import Layer
from layers.periods import Period
from layers.publish.figures import Figures
from layers.publish.material import Material
from layers.words import percent

FIRST_VIEWS = ("overdose_calls", "recorded_police_activity", "discarded_needles", "syringe_confiscations")
HEADLINES = {
    "overdose_calls": ("Overdose calls", "calls"),
    "recorded_police_activity": ("Recorded police activity about drugs", "records"),
    "syringe_confiscations": ("Syringe confiscations", "reports"),
    "discarded_needles": ("Needle reports", "reports"),
}
ENOUGH_SHOWN = 0.30  # of the non-empty cells must have a figure of their own


def default_view(
    material: Material, layers: dict[str, Layer], figures: Figures, periods: dict[str, Period]
) -> dict[str, str]:
    """Return the layer, grid and period the map opens on, and why if coarser than the boards' cells.

    The boards' cells for the latest year (else the window); one step coarser where fewer than 30 % of
    the cells with events have a figure. A wide place opens on its coarsest: the map then takes the level
    that its size and zoom ask for.
    """
    coarse, board, _ = material.ground.stored
    for layer_id in (*FIRST_VIEWS, *layers):
        period = _latest(figures, layer_id, board, periods, ("year", "window", "current"))
        if period is not None:
            break
    else:
        return _without_cells(layers, figures, periods)
    for grid in material.ground.wide[:1]:
        if (layer_id, grid, period.id) in set(figures):
            return {"layer": layer_id, "grid": grid, "period": period.id, "why": ""}
    state = figures.state((layer_id, board, period.id))
    count = figures.count((layer_id, board, period.id))
    own = int(((state == "released") & (count > 0)).sum())
    held = int(np.isin(state, ("parent", "withheld")).sum())
    if held and own < ENOUGH_SHOWN * (own + held) and (layer_id, coarse, period.id) in set(figures):
        why = (
            f"Fewer than {percent(ENOUGH_SHOWN)} of the smaller cells with events have a figure of their "
            "own, so the map opens one step coarser."
        )
        return {"layer": layer_id, "grid": coarse, "period": period.id, "why": why}
    return {"layer": layer_id, "grid": board, "period": period.id, "why": ""}


def _without_cells(layers: dict[str, Layer], figures: Figures, periods: dict[str, Period]) -> dict[str, str]:
    """Return a view on coarser ground for a place with no figure on the boards' cells."""
    for grid in ("area", "place"):
        for layer_id in (*FIRST_VIEWS, *layers):
            period = _latest(figures, layer_id, grid, periods, ("year", "window", "current", "quarter"))
            if period is not None:
                why = "No layer has a figure on smaller cells."
                return {"layer": layer_id, "grid": grid, "period": period.id, "why": why}
    return {"layer": "", "grid": "", "period": "", "why": "No layer has data yet."}


def key_figures(figures: Figures, periods: dict[str, Period], proxies: set[str]) -> list[dict[str, str]]:
    """Return the place's released totals for the latest year, with the change on the year before.

    proxies: ids of layers whose records stand in for the kind they are shown as; their labels say so.
    """
    found = []
    for layer_id, (label, unit) in HEADLINES.items():
        period = _latest(figures, layer_id, "place", periods, ("year", "window", "quarter"))
        if period is None:
            continue
        total = _total(figures, layer_id, period)
        value = "withheld" if total is None else f"{total:,}"
        label += " (proxy)" if layer_id in proxies else ""
        found.append({"label": label, "value": value, "unit": unit, "detail": period.label})
        before = _year_before(figures, layer_id, period, periods)
        earlier = _total(figures, layer_id, before) if before else None
        if before and total is not None and earlier is not None and min(total, earlier) >= 2 * RATE_MINIMUM:
            change = round(100 * (total - earlier) / earlier)
            words = "no change" if change == 0 else f"{abs(change)} % {'more' if change > 0 else 'fewer'}"
            found[-1]["detail"] += (
                f"; {words} than {before.label}" if change else f"; {words} from {before.label}"
            )
    return found


def _total(figures: Figures, layer_id: str, period: Period) -> int | None:
    count = figures.count((layer_id, "place", period.id))[0]
    return None if np.isnan(count) else int(count)


def _year_before(
    figures: Figures, layer_id: str, period: Period, periods: dict[str, Period]
) -> Period | None:
    """Return the same kind of period four quarters earlier, where the layer has it."""
    known = set(figures)
    for other in periods.values():
        same = other.kind == period.kind and other.kind in ("year", "quarter")
        if same and other.last_quarter == period.last_quarter - 4 and (layer_id, "place", other.id) in known:
            return other
    return None


def _latest(
    figures: Figures, layer_id: str, grid: str, periods: dict[str, Period], kinds: tuple[str, ...]
) -> Period | None:
    """Return the latest period of the first kind that a layer has on a grid."""
    mine = [periods[period] for owner, on, period in figures if owner == layer_id and on == grid]
    for kind in kinds:
        of_kind = [period for period in mine if period.kind == kind]
        if of_kind:
            return max(of_kind, key=lambda period: period.last_quarter)
    return None
