"""A zone as boards see it, in lines for a terminal."""

from __future__ import annotations

from layers.published.zones import ZoneShown
from layers.zones.figure_words import detail_words, title_of, value_words
from layers.zones.said import costs, protects, short_status


def zone_lines(shown: ZoneShown) -> list[str]:
    """Return what boards see of a zone: its sentences, then every figure with what it rests on."""
    zone = shown.zone
    lines = [
        f"{zone.name}, version {zone.number}: {short_status(zone.status)}.",
        protects(shown),
        costs(shown),
    ]
    for (region, measure, period), figure in shown.figures.items():
        where = ", ".join(each for each in (region, shown.periods.get(period, "")) if each)
        more = detail_words(figure)
        told = f"{value_words(figure)}{f'; {more}' if more else ''}"
        lines.append(f"  {title_of(measure)}{f' ({where})' if where else ''}: {told}")
    return lines
