"""The zones of a published version: the policy as approved, its figures, ledger and hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.published.file import PublishedFile
from layers.zones.weighed import After, Effect, Figure, FigureState, ServiceEffect

__all__ = ["PublishedZone", "ZoneHour", "ZoneShown", "ZonesFile"]

WINDOW = ":all"  # the end of the id of a period that is all that is on file
Figures = Mapping[tuple[str, str, str], Figure]  # by region, measure and period


@dataclass(frozen=True)
class PublishedZone:
    """One zone version as boards see it; what it says is explained in layers/zones/zone.py.

    services: ids of those that may be named. drawn: kinds of its parts. as_cells: its shape is made of
    hexagons. first_day, last_day: the weeks behind its clash figures. held: why its events have no figures.
    """

    zone_id: str
    number: int
    name: str
    status: str
    note: str
    authority: str
    legal_basis: str
    strength: str
    starts_on: date | None
    ends_on: date | None
    review_on: date | None
    hours: str
    covers: tuple[str, ...]
    offences_in: tuple[str, ...]
    offences_out: tuple[str, ...]
    supply: str
    en_route: bool | None
    ladder: tuple[str, ...]
    conditions: str
    services: tuple[str, ...]
    drawn: tuple[str, ...]
    as_cells: bool
    approved_on: date | None
    first_day: date | None
    last_day: date | None
    held: str
    cautions: tuple[str, ...]
    detectable: tuple[str, ...]
    geometry_wkb: bytes


@dataclass(frozen=True)
class ZoneHour:
    """The released count of one hour of the week (weekday 0 = Monday) of one kind of event in a zone."""

    kind: str
    period_id: str
    weekday: int
    hour: int
    count: int | None
    state: str


@dataclass(frozen=True)
class ZoneShown:
    """All that is shown of one zone. periods: labels of the published periods by id, earliest end first."""

    zone: PublishedZone
    figures: Figures
    services: tuple[ServiceEffect, ...]
    effects: tuple[Effect, ...]
    hours: tuple[ZoneHour, ...]
    periods: Mapping[str, str]

    def over(self, region: str, measure: str) -> tuple[Figure | None, str]:
        """Return a figure over the longest published period that has it, and that period's id."""
        there = [period for where, name, period in self.figures if (where, name) == (region, measure)]
        if not there:
            return None, ""
        order = list(self.periods)
        best = max(
            there, key=lambda each: (each.endswith(WINDOW), order.index(each) if each in order else -1)
        )
        return self.figures[region, measure, best], best


class ZonesFile(PublishedFile):
    """The part of a published version that is about zones."""

    def zones_known(self) -> bool:
        """Return whether the version is from a program that publishes zones."""
        return self._has("zones")

    def zones(self) -> Mapping[str, PublishedZone]:
        """Return the zones by id in published order; none in a version from before there were any."""
        kept: Mapping[str, PublishedZone] = self._keep(("zones",), self._read_zones)
        return kept

    def _read_zones(self) -> Mapping[str, PublishedZone]:
        if not self._has("zones"):
            return {}
        found: dict[str, PublishedZone] = {}
        for row in self._rows("zones"):
            values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
            found[row[0]] = PublishedZone(*values)
        return found

    def zone_figures(self, zone_id: str) -> Figures:
        """Return a zone's figures by region, measure and period ('' where there is none)."""
        kept: Figures = self._keep(("zone_figures", zone_id), lambda: dict(self._read_figures(zone_id)))
        return kept

    def _read_figures(self, zone_id: str) -> Iterator[tuple[tuple[str, str, str], Figure]]:
        if not self._has("zone_figures"):
            return
        for row in self._rows("zone_figures", zone_id):
            region, period, measure, value, low, high, count, state, unit, of, why = row
            figure = Figure(measure, value, low, high, count, FigureState(state), unit, of, why)
            yield (region, measure, period), figure

    def zone_services(self, zone_id: str) -> tuple[ServiceEffect, ...]:
        """Return what a zone does to the clash index of the services near by."""
        if not self._has("zone_services"):
            return ()
        found = []
        for row in self._rows("zone_services", zone_id):
            about: list[Any] = list(row[:-5])
            compliance, exposures, indices, removed, state = row[-5:]
            after = tuple(After(*each) for each in zip(compliance, exposures, indices, strict=True))
            about += [after, Figure("removed", removed, state=FigureState(state), unit="share")]
            found.append(ServiceEffect(*about))
        return tuple(found)

    def zone_effects(self, zone_id: str) -> tuple[Effect, ...]:
        """Return the lines of a zone's harm ledger."""
        if not self._has("zone_effects"):
            return ()
        found = []
        for row in self._rows("zone_effects", zone_id):
            about: list[Any] = list(row[:-9])
            measure, value, low, high, state, unit, why, measured_by, evidence = row[-9:]
            figure = None
            if measure:
                figure = Figure(measure, value, low, high, None, FigureState(state), unit, None, why)
            about += [figure, measured_by, evidence]
            found.append(Effect(*about))
        return tuple(found)

    def zone_hours(self, zone_id: str) -> tuple[ZoneHour, ...]:
        """Return a zone's released counts by hour of the week, none where they are not released."""
        if not self._has("zone_hours"):
            return ()
        return tuple(ZoneHour(*row) for row in self._rows("zone_hours", zone_id))

    def zone_groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the ids of zones that are alternatives to each other, group by group."""
        if not self._has("zone_groups"):
            return ()
        return tuple(tuple(ids) for (ids,) in self._rows("zone_groups"))
