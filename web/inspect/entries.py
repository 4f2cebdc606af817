"""The drawer's four environments: each layer's figure with its standing, trend and kinds, caveats folded."""

from __future__ import annotations

from typing import Any

from dash import html

from layers import words
from layers.published.rows import Figure, KindCount, LayerInfo
from layers.published.trend import unit_noun
from web.aria import aria
from web.inspect.here import Here
from web.inspect.lead import RISK, noun_of
from web.inspect.standing import standing_words
from web.inspect.trend import build_trend
from web.listing.summary import period_words


def build_environment(here: Here, environment: str) -> html.Section:
    """Return one environment: its score, what stands out, and everything else folded."""
    of_it = [figure for figure in here.figures if here.layer(figure).environment == environment]
    scores = [figure for figure in of_it if here.layer(figure).kind == "score"]
    entries = [figure for figure in of_it if figure not in scores]
    shown = [figure for figure in entries if figure.state != "no_data"]
    first = [figure for figure in shown if stands_out(here, figure)]
    rest = [figure for figure in shown if figure not in first]
    have = {figure.layer_id for figure in [*shown, *scores]}
    without = [layer.title for layer in here.offer.mapped(environment) if layer.id not in have]
    name = environment.capitalize()
    return html.Section(
        className=f"drawer-part {environment}",
        **aria(label=f"{name} environment"),
        children=[
            html.H3([html.Span(className="dot"), name]),
            *[_score(here, figure) for figure in scores],
            html.Dl([_entry(here, figure) for figure in first]) if first else None,
            _folded(here, rest, more=bool(first)),
            _caveats([here.layer(figure) for figure in [*scores, *shown]], without),
        ],
    )


def stands_out(here: Here, figure: Figure) -> bool:
    """Return whether a figure is told unfolded: recorded events, and the riskiest fifth of anything else."""
    layer, standing = here.layer(figure), here.standing(figure)
    if layer.kind == "event":
        return layer.harm != "neither" and figure.value != 0
    riskiest = {"higher": 4, "lower": 0}.get(layer.harm)
    return standing is not None and riskiest is not None and standing.fifth == riskiest


def _folded(here: Here, figures: list[Figure], *, more: bool) -> html.Details | None:
    if not figures:
        return None
    count = f"{len(figures):,} {'more ' if more else ''}figure{'' if len(figures) == 1 else 's'}"
    return html.Details(
        [html.Summary(count), html.Dl([_entry(here, figure) for figure in figures])], className="folded"
    )


def _score(here: Here, figure: Figure) -> html.Div:
    layer, standing = here.layer(figure), here.standing(figure)
    fifth = None if standing is None else standing.fifth
    if figure.value is None:
        said = f"{layer.title}: {words.STATE_WORDS[figure.state]}"
    elif fifth is None:
        said = f"{layer.title}: {figure.value:.2f} of 1"
    else:
        assert standing is not None
        said = f"{RISK[fifth].capitalize()} fifth of {standing.total:,} {here.plural}"
    return html.Div([_meter(fifth), html.Span(said)], className="score")


def _meter(fifth: int | None) -> html.Span:
    """Return five steps, those up to the fifth filled; the words beside it say the same."""
    steps = [html.Span(className="on" if fifth is not None and at <= fifth else "") for at in range(5)]
    return html.Span(steps, className="meter", **aria(hidden="true"))


def _entry(here: Here, figure: Figure) -> html.Div:
    layer = here.layer(figure)
    state = words.state_of(figure.state, figure.value, layer.kind)
    when = period_words(here.offer, figure.period_id) if figure.period_id != here.period else ""
    return html.Div(
        className=f"entry {state}",
        children=[
            html.Dt([html.Span(layer.title), html.Span(when, className="when") if when else None]),
            html.Dd([_value(here, layer, figure, state), *_beside(here, layer, figure)]),
        ],
    )


def build_key_entry(here: Here, figure: Figure) -> html.Div:
    """Return one figure with its standing and nothing else."""
    layer, standing = here.layer(figure), here.standing(figure)
    if layer.kind == "score":
        fifth = None if standing is None else standing.fifth
        said = words.STATE_WORDS[figure.state] if figure.value is None else f"{figure.value:.2f} of 1"
        value = html.Div(
            f"{RISK[fifth].capitalize()} fifth" if fifth is not None else said, className="value"
        )
    else:
        state = words.state_of(figure.state, figure.value, layer.kind)
        value = _value(here, layer, figure, state)
    return html.Div([html.Dt(layer.title), html.Dd(value)], className="entry")


def _value(here: Here, layer: LayerInfo, figure: Figure, state: str) -> html.Div:
    if figure.value is None:
        return html.Div(words.STATE_WORDS[state].capitalize(), className="none")
    if state == "zero":
        return html.Div(html.Span("None recorded", className="value"))
    full = words.in_layer(figure.value, layer.unit, layer.kind)
    if layer.kind == "event" and figure.state == "released" and figure.count:
        density = full.replace(f" {unit_noun(layer)} ", " ", 1)
        return html.Div(
            [html.Span(noun_of(here, figure), className="value"), " ", html.Span(density, className="unit")]
        )
    figure_words = words.with_unit(figure.value, "")
    rest = full.removeprefix(figure_words)
    if rest == full:  # a yes or no
        return html.Div(html.Span(full, className="value"))
    close = words.PERCENT if rest.startswith(words.PERCENT) else ""
    unit = rest.removeprefix(words.PERCENT).strip(", ")
    return html.Div(
        [
            html.Span(figure_words + close, className="value"),
            " ",
            html.Span(unit, className="unit") if unit else None,
        ]
    )


def _beside(here: Here, layer: LayerInfo, figure: Figure) -> list[Any]:
    remarks = []
    if figure.state == "parent":
        remarks.append("Withheld here: this is the figure of the surrounding larger area.")
    standing = here.standing(figure)
    if standing is not None:
        remarks.append(f"{standing_words(standing, here.plural)}.")
    if figure.low:
        remarks.append("Fewer than 20 events: uncertain.")
    if layer.approximate_m:
        remarks.append(f"Approximate location, to about {layer.approximate_m:,.0f} m.")
    said = html.P(" ".join(remarks), className="note") if remarks else None
    trend = build_trend(layer, here.history, here.periods, here.rounding, here.about)
    return [said, *trend, _kinds(here, layer)]


def _kinds(here: Here, layer: LayerInfo) -> html.Details | None:
    """Return the counts by kind: of the neighbourhood, since hexagons have none."""
    periods = [period for owner, period in here.published.kind_periods() if owner == layer.id]
    if not periods or here.area_row is None:
        return None
    ends = {period.id: at for at, period in enumerate(here.periods)}
    period = here.period if here.period in periods else max(periods, key=lambda each: ends.get(each, -1))
    counts = here.published.kinds(layer.id, "area", period, here.area_row)
    if not any(each.count for each in counts):
        return None
    where = "" if here.grid == "area" else f" in {here.area_name} as a whole"
    items = [
        html.Div([html.Dt(words.plain(each.kind)), html.Dd(_kind_words(here, each))], className="kind")
        for each in counts
    ]
    when = period_words(here.offer, period)
    return html.Details(
        [html.Summary(f"By kind{where}"), html.P(when, className="note"), html.Dl(items, className="kinds")]
    )


def _kind_words(here: Here, each: KindCount) -> str:
    if each.count is None:
        return "withheld"
    return f"{here.about}{each.count:,}" if each.count else "none"


def _caveats(layers: list[LayerInfo], without: list[str]) -> html.Details | None:
    """Return what the environment's layers do not show, folded into one."""
    if not layers and not without:
        return None
    entries = [
        html.Div(
            [
                html.Dt(layer.title),
                html.Dd(
                    f"{layer.caveat} {words.HARM_WORDS[layer.harm]} Why it is here: {layer.source}.".replace(
                        "..", "."
                    )
                ),
            ]
        )
        for layer in layers
    ]
    absent = f"No data here or at this level of detail: {words.listing(without)}." if without else ""
    missing = f"; {len(without):,} without data here" if without else ""
    return html.Details(
        [
            html.Summary(f"What these do not show{missing}"),
            html.P(absent, className="absent") if absent else None,
            html.Dl(entries, className="caveats") if entries else None,
        ],
        className="limits",
    )
