"""What a later briefing compares itself with: totals, outcomes, classes of services, zones with figures."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.content.figures import is_shown, named, said_figure
from briefing.content.given import KEY_LAYERS, Given
from briefing.content.kept import Kept
from briefing.content.key_figures import latest_period
from briefing.content.measures import line_title, measured_said
from layers.clash.states import LABELS
from layers.look.standing import has_index
from layers.published.measures import Line, lines_of, periods_with
from layers.published.rows import Figure, LayerInfo, Period
from layers.zones.status import STATUSES

ZONE_FIGURES = (("inside", "need"), ("inside", "enforcement"), ("", "exposure_removed_80"))


def kept_figures(given: Given) -> tuple[Kept, ...]:
    """Return the figures of a briefing that the next one sets itself beside."""
    return (*_totals(given), *_measures(given), *_services(given), *_zones(given))


def _totals(given: Given) -> Iterator[Kept]:
    """Yield the place's totals of the latest year, and of the latest quarter."""
    history = given.published.history("place", 0)
    for layer_id in KEY_LAYERS:
        layer = given.published.layers().get(layer_id)
        longest = latest_period(given, layer_id, history) if layer is not None else None
        if layer is None or longest is None:
            continue
        quarters = [
            each
            for each in given.published.periods(layer_id, "place")
            if each.kind == "quarter" and (layer_id, each.id) in history
        ]
        for period in dict.fromkeys([longest, *quarters[-1:]]):
            yield _total(given, layer, period, history[layer_id, period.id])


def _total(given: Given, layer: LayerInfo, period: Period, figure: Figure) -> Kept:
    told = figure.state == "released" and figure.count is not None
    count = float(figure.count or 0)
    # Events a km² and year: what a count is over is count / density, in km² and years
    exposure = count / figure.value if told and count and figure.value else 0.0
    return Kept(
        key=f"total:{layer.id}:{period.kind}",
        kind="count",
        label=given.title(layer),
        text=given.words.number(count) if told else given.words.say(f"content.said.{_held(figure.state)}"),
        state="released" if told else _held(figure.state),
        number=count if told else None,
        period=period.id,
        exposure=exposure,
    )


def _held(state: str) -> str:
    return "withheld" if state in ("withheld", "parent") else "no_data"


def _measures(given: Given) -> Iterator[Kept]:
    """Yield the outcomes of the latest year and quarter; enforcement is among the totals."""
    published = given.published
    for kind in ("year", "quarter"):
        periods = periods_with(published.measures(), published.periods(), kind, 1)
        lines = lines_of(published.measures(), published.history("place", 0), periods)
        for line in lines:
            if not line.enforcement:
                yield _measure(given, line, periods[0])


def _measure(given: Given, line: Line, period: Period) -> Kept:
    one = line.at(period.id)
    return Kept(
        key=f"measure:{line.key}:{period.kind}",
        kind="count" if line.kind == "count" else "value",
        label=line_title(given, line),
        text=measured_said(given.words, line, one).text,
        state="released" if one.value is not None else _held(one.state),
        number=one.value,
        period=period.id,
        exposure=float(_quarters(period)),
    )


def _quarters(period: Period) -> int:
    if period.starts_on is None or period.ends_on is None:
        return 0
    months = (
        12 * (period.ends_on.year - period.starts_on.year) + period.ends_on.month - period.starts_on.month
    )
    return (months + 1) // 3


def _services(given: Given) -> Iterator[Kept]:
    clash = given.published.clash()
    for service in clash.services if clash is not None else ():
        index = service.index if has_index(service) else None
        label = given.words.of(LABELS[service.state])
        shown = (
            given.words.say("changed.class_index", label=label, index=given.words.fixed(index, 0))
            if index
            else ""
        )
        yield Kept(
            key=f"service:{service.service_id}:{service.stop}",
            kind="class",
            label=service.title,
            text=shown or label,
            state=service.state.value,
            number=index,
        )


def _zones(given: Given) -> Iterator[Kept]:
    """Yield the zones of the briefing with their status and the figures that weigh most."""
    for zone_id in given.asked.zones:
        shown = given.published.zone_shown(zone_id)
        zone, words = shown.zone, given.words
        yield Kept(
            key=f"zone:{zone_id}",
            kind="status",
            label=zone.name,
            text=words.say(
                "changed.status", status=words.of(STATUSES[zone.status].label), version=f"{zone.number}"
            ),
            state=f"{zone.status}:{zone.number}",
        )
        for region, measure in ZONE_FIGURES:
            figure, period = shown.over(region, measure)
            if figure is None:
                continue
            said = said_figure(figure, words)
            yield Kept(
                key=f"zone:{zone_id}:{region}:{measure}",
                kind="value",
                label=words.say("changed.of_zone", zone=zone.name, figure=named(measure, words)),
                text=said.text,
                state="released" if is_shown(figure) else said.state or "no_data",
                number=said.number if is_shown(figure) else None,
                unit=said.unit,
                period=period,
            )
