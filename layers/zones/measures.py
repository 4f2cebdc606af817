"""How each figure about a zone is named, its unit and how it is read: one wording for page and file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Measure:
    """How a figure is named and read. share: 0 to 1, shown as per cent."""

    id: str
    title: str
    unit: str
    about: str
    share: bool = False


def _shares(id_: str, words: str) -> tuple[Measure, ...]:
    return (
        Measure(
            id_,
            f"Share of {words}",
            "share",
            f"Of the place's {words} in the weeks counted, the part here in the zone's hours.",
            share=True,
        ),
        Measure(
            f"{id_}_in_hours",
            f"Share of {words} in these hours",
            "share",
            f"Of the place's {words} in the zone's hours, the part here.",
            share=True,
        ),
        Measure(
            f"{id_}_on_file",
            f"Share of {words}, all years",
            "share",
            f"The same share over everything on file, which is steadier than {words} of one year.",
            share=True,
        ),
        Measure(
            f"{id_}_rate",
            f"{words.capitalize()} per km² and year",
            "per km² and year",
            f"{words.capitalize()} here in the zone's hours, for its area: regions of unlike size compare.",
        ),
    )


_NEED, _CONFISCATION, _ENFORCEMENT = (
    "overdose calls",
    "syringe confiscations",
    "recorded police activity about drugs",
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.id: measure
        for measure in (
            *_shares("need", _NEED),
            *_shares("confiscation", _CONFISCATION),
            *_shares("enforcement", _ENFORCEMENT),
            Measure("area", "Area", "km²", "Ground covered, overlapping parts once."),
            Measure("residents", "Residents", "people", "Residents of its statistical areas, by ground."),
            Measure("schools", "Schools", "inside", "Schools inside."),
            Measure(
                "hotspot_overlap",
                "In declared hotspots",
                "share",
                "Part of the zone's ground that the police have declared a hotspot, on any day.",
                share=True,
            ),
            Measure(
                "approach",
                "Approach covered",
                "share",
                "Of the ways to its services on foot, nearer ones counting more, the part inside the zone.",
                share=True,
            ),
            Measure(
                "exposure_removed_50",
                "Exposure removed, half complied with",
                "share",
                "Part of the police activity at its services' doors that would fall away if half of it "
                "stopped inside the zone.",
                share=True,
            ),
            Measure(
                "exposure_removed_80",
                "Exposure removed, 80 % complied with",
                "share",
                "The same if 80 % of it stopped.",
                share=True,
            ),
            Measure(
                "exposure_removed_100",
                "Exposure removed, fully complied with",
                "share",
                "The same if all of it stopped.",
                share=True,
            ),
            Measure(
                "leverage",
                "Leverage",
                "times",
                "Exposure removed (full compliance) for each share of police activity that falls away: "
                "above 1 the zone protects its services more than it takes from the police.",
            ),
            Measure(
                "forgone",
                "Police activity forgone",
                "events a year",
                "Recorded police activity about drugs inside, in the zone's hours: at most this falls away.",
            ),
            Measure(
                "covered",
                "Overdose calls covered",
                "calls a year",
                "Overdose calls inside, in the zone's hours: the need that it covers.",
            ),
            Measure(
                "concentration",
                "Concentration on deprived areas",
                "index, -1 to 1",
                "Below 0: the overdose calls covered are those of more deprived areas; 0: of all alike.",
            ),
            Measure(
                "concentration_of_need",
                "Concentration of all overdose calls",
                "index, -1 to 1",
                "The same index of all overdose calls of the place, to compare with.",
            ),
            Measure(
                "service_visits",
                "Visits to its services",
                "a year",
                "Visits in the last four quarters on file, before the zone: what a change is set against.",
            ),
            Measure(
                "referrals_accepted",
                "Voluntary referrals accepted at its services",
                "a year",
                "In the last four quarters on file, before the zone. Coerced ones are kept apart.",
            ),
            Measure(
                "overdose_reversals",
                "Overdose reversals at its services",
                "a year",
                "In the last four quarters on file, before the zone. Never converted into lives.",
            ),
            Measure(
                "satisfaction",
                "Satisfaction at its services",
                "mean score",
                "Mean of the last four quarters on file, before the zone.",
            ),
        )
    }
)
