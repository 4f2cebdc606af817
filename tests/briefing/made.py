"""Briefings made by hand, for tests of what draws and files them: an invented town in the open Atlantic.

`made()` is a full one; VARIANTS are the hard ones by name. Everything is the same at every call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from briefing.content.model import (
    STATES,
    CellState,
    Clashes,
    Content,
    Ground,
    KeyFigure,
    LedgerLine,
    LegendLine,
    MapShown,
    Point,
    Provenance,
    Ranked,
    Said,
    ServicePoint,
    SourceLine,
    Table,
    TableRow,
    Trend,
    ZoneOutline,
    Zones,
    ZoneSaid,
)
from layers.clash.states import State
from layers.look.colours import palette
from layers.look.standing import mark
from layers.look.symbols import SERVICE_SYMBOLS
from layers.zones.side_by_side import Option

CENTRE: Final = (-31.5, 47.2)  # longitude, latitude
KM_LAT: Final = 1 / 111.2
KM_LON: Final = float(1 / (111.2 * np.cos(np.radians(CENTRE[1]))))
HIDDEN: Final = 987_654.25  # the value of every withheld cell here: no file may ever hold it
PURPOSE: Final = (
    "For planning services and reducing harm from enforcement. Not for targeting, search or arrest. "
    "It compares places; it does not show intent or cause."
)
WITHHELD: Final = Said("withheld", note="1 to 7 or too uncertain")
LEGEND_WORDS: Final[dict[CellState, str]] = {
    "parent": "figure of the larger area",
    "withheld": "withheld (1 to 7)",
    "zero": "none recorded",
    "no_data": "no data",
}
LAYERS: Final = (
    ("overdose_calls", "physical", "Physical environment", "Overdose calls", "calls per km² per year"),
    ("confiscations", "social", "Social environment", "Syringe confiscations", "per 1,000 visits"),
    ("rent_burden", "economic", "Economic environment", "Rent burden", "% of income"),
    (
        "police_activity",
        "policy",
        "Policy environment",
        "Recorded police activity",
        "events per km² per year",
    ),
)
# name, type, east km, north km, approximate
SERVICES: Final[tuple[tuple[str, str, float, float, bool], ...]] = (
    ("Quay Exchange", "needle_exchange", 0.2, -0.4, False),
    ("Lantern Room", "consumption_room", -0.5, 0.5, False),
    ("Harbour Pharmacy", "pharmacy", 0.9, 0.3, False),
    ("Northgate Clinic", "opioid_treatment", -0.3, 2.3, False),
    ("Outreach van: Mill Lane", "outreach", 2.4, 0.9, True),
    ("Saltmarsh Naloxone Point", "naloxone", -2.1, -1.2, False),
    ("Hillside Shelter", "shelter", 1.7, -1.9, False),
    ("St Brendan Hospital", "hospital", -1.6, 1.4, False),
    ("Peer Room", "peer_support", 0.4, -0.6, False),
)
# name, status, middle (km), half a side (km), share of overdose calls, of exposure removed, forgone a year
ZONES: Final[tuple[tuple[str, str, tuple[float, float], float, float, float, int], ...]] = (
    ("Quay agreement", "active", (0.2, -0.4), 0.45, 12.4, 48, 120),
    ("Lantern, around the door", "proposed", (-0.5, 0.5), 0.3, 6.1, 30, 80),
    ("Lantern, the way there", "proposed", (-0.5, 0.5), 0.8, 5.2, 41, 400),
    ("Northgate evenings", "agreed", (-0.3, 2.3), 0.5, 3.3, 22, 95),
    ("Mill Lane stop", "proposed", (2.4, 0.9), 0.4, 2.0, 18, 60),
    ("Saltmarsh", "proposed", (-2.1, -1.2), 0.6, 4.1, 27, 150),
)
STATUS: Final = {
    "active": "In force since 2 Mar 2026.",
    "agreed": "Agreed, not yet in force.",
    "proposed": "A proposal: nobody has agreed to it and nothing has changed on the street.",
}
LONG: Final = (
    "The Harbourside and Old Town Partnership’s Needle, Syringe and Wound Care Programme at the Custom House"
)
ACCENTS: Final = ("Tŷ Dŵr a'r Môr, Llanŵnog", "Ośrodek „Żółta Łąka”, Gdańsk-Wrzeszcz", "Niño y Peña: ¿dónde?")


def made(zones: int = 2, language: str = "en", names: tuple[str, ...] = ()) -> Content:
    """Return a full briefing with up to six zones; names take the place of the first services and zones."""
    services = tuple(_service(at, names) for at in range(len(SERVICES)))
    outlines = tuple(_outline(at, names) for at in range(zones))
    west, south = CENTRE[0] - 3.6 * KM_LON, CENTRE[1] - 3.2 * KM_LAT
    east, north = CENTRE[0] + 3.6 * KM_LON, CENTRE[1] + 3.2 * KM_LAT
    water = shapely.box(west, south, CENTRE[0] - 1.9 * KM_LON, CENTRE[1] - 2.0 * KM_LAT)
    ground = Ground(
        bounds=(west, south, east, north),
        outline=shapely.union_all(list(hexagons())).buffer(0.0004),
        water=water,
        services=services,
        zones=outlines,
    )
    maps = tuple(map_of(*layer, seed=at) for at, layer in enumerate(LAYERS))
    return Content(
        language=language,
        title="Where policing meets help in Saltmarsh",
        audience="Harbour partnership board",
        dated="22 November 2026",
        view_words="Overdose calls, October 2025 to September 2026, hexagons of about 0.7 km²",
        notes="Prepared for the meeting of 3 December.\nThe draft went to the service users' forum first.",
        headline=(
            "Around Quay Exchange and Lantern Room there is clearly more police activity than at places with "
            "the same need; two proposals would cover 18 % of the overdose calls."
        ),
        key_figures=(
            KeyFigure(
                "Overdose calls", Said("about 1,240", 1240, note="Oct 2025 to Sep 2026; +8 % on the year")
            ),
            KeyFigure("Clashes found", Said("2 of 9", 2, note="services tested; 1 more possible")),
            KeyFigure(
                "Highest index", Said("230", 230, 170, 310, note="95 %: 170 to 310; 100 is as elsewhere")
            ),
            KeyFigure(
                "Covered by zones", Said("18 %", 18, 16, 21, note="95 %: 16 to 21 % of overdose calls")
            ),
        ),
        ground=ground,
        main_map=maps[0],
        environments=maps,
        clashes=_clashes(services),
        zones=_zones(outlines),
        measures=_measures(),
        trends=(
            _trend("overdose_calls", "Overdose calls", False),
            _trend("police_activity", LAYERS[3][3], True),
        ),
        changed=_changed(),
        sources=_sources(),
        method=(
            "Counts under 8 are withheld and others rounded to the nearest 5 after random noise; totals are "
            "released on their own, so figures may not add up.",
            "The index compares police activity near a service with places of the same need far from any; "
            "100 is as in comparable places. Intervals are 95 %.",
        ),
        withheld=("31 of 91 hexagons of the main map are withheld or take the figure of a larger area.",),
        not_for=(
            "Not for deciding where to police, search or arrest.",
            "Recorded police activity measures what the police did, not what others did.",
            "It does not show intent or cause.",
        ),
        purpose=PURPOSE,
        provenance=Provenance(
            place_id="saltmarsh",
            place="Saltmarsh",
            version="20261101-83872b375de0",
            as_of="2026-11-01",
            published_on="2026-11-22",
            content_id="b7f3a91c20d4",
            link="https://maps.example.org/map?layer=overdose_calls&grid=r8&period=2025Q4-2026Q3",
            view="layer=overdose_calls&grid=r8&period=2025Q4-2026Q3",
            invented="Invented data: this town, its services and its figures do not exist.",
        ),
    )


def hexagons(rings: int = 5, side_km: float = 0.42) -> np.ndarray:
    """Return a disc of hexagons around CENTRE, WGS 84, in a fixed order."""
    corners = np.radians(np.arange(30, 390, 60))
    found = []
    for q in range(-rings, rings + 1):
        for r in range(max(-rings, -q - rings), min(rings, -q + rings) + 1):
            east, north = side_km * np.sqrt(3) * (q + r / 2), side_km * 1.5 * r
            x = CENTRE[0] + (east + side_km * np.cos(corners)) * KM_LON
            y = CENTRE[1] + (north + side_km * np.sin(corners)) * KM_LAT
            found.append(np.column_stack([x, y]))
    return np.asarray(shapely.polygons(np.array(found)))


def map_of(
    key: str, environment: str, environment_title: str, title: str, unit: str, *, seed: int
) -> MapShown:
    """Return a layer's map with every state in it; its withheld cells all have the value HIDDEN."""
    shapes = hexagons()
    drawn = np.random.default_rng(seed)
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    away = np.hypot((middle[:, 0] - CENTRE[0]) / KM_LON, (middle[:, 1] - CENTRE[1]) / KM_LAT)
    value = np.round(90 * np.exp(-away / (1.4 + 0.3 * seed)) + drawn.uniform(0, 6, len(shapes)), 1)
    limits = np.quantile(value, [0.2, 0.4, 0.6, 0.8])
    state = drawn.choice(5, len(shapes), p=[0.62, 0.12, 0.12, 0.08, 0.06]).astype(np.uint8)
    level = np.searchsorted(limits, value, side="right").astype(np.uint8)
    value[state == STATES.index("withheld")] = HIDDEN
    value[state == STATES.index("no_data")] = np.nan
    value[state == STATES.index("zero")] = 0.0
    colours = palette(environment, "light", 5)
    texts = ["under 10", "10 to under 20", "20 to under 40", "40 to under 80", "80 or more"]
    count = [int(np.sum((state == 0) & (level == at))) for at in range(5)]
    legend = [LegendLine(texts[at], "released", colours[at], count[at]) for at in range(5)]
    for at, each in enumerate(STATES):
        if each != "released":
            legend.append(LegendLine(LEGEND_WORDS[each], each, "", int(np.sum(state == at))))
    return MapShown(
        key=key,
        environment=environment,
        environment_title=environment_title,
        title=title,
        unit=unit,
        period="Oct 2025 to Sep 2026",
        caveat="Calls show where help was asked for, not where people live.",
        alt=f"Map of {title.lower()}: highest in the centre around the quay, lowest at the edge.",
        names=tuple(f"hexagon {at + 1}" for at in range(len(shapes))),
        shapes=shapes,
        state=state,
        level=level,
        value=value,
        colours=colours,
        legend=tuple(legend),
        missing="",
    )


def no_map(of: MapShown, why: str = "No layer of this environment is on file.") -> MapShown:
    """Return what stands where an environment has no map."""
    nothing = np.zeros(0, np.uint8)
    return replace(
        of,
        key="",
        title="",
        unit="",
        period="",
        caveat="",
        alt=why,
        names=(),
        shapes=np.zeros(0, object),
        state=nothing,
        level=nothing,
        value=np.zeros(0),
        colours=(),
        legend=(),
        missing=why,
    )


def all_withheld(of: MapShown) -> MapShown:
    """Return the same map with nothing that may be shown."""
    size = len(of.shapes)
    legend = [replace(line, count=size if line.state == "withheld" else 0) for line in of.legend]
    return replace(
        of,
        state=np.full(size, STATES.index("withheld"), np.uint8),
        level=np.zeros(size, np.uint8),
        value=np.full(size, np.nan),
        legend=tuple(legend),
        alt=f"Map of {of.title.lower()}: every figure is withheld.",
    )


def _service(at: int, names: tuple[str, ...]) -> ServicePoint:
    name, type_, east, north, approximate = SERVICES[at]
    symbol = SERVICE_SYMBOLS[type_]
    return ServicePoint(
        name=names[at] if at < len(names) else name,
        type=type_,
        type_title=symbol.label,
        letter=symbol.letter,
        shape=symbol.shape,
        strong=symbol.strong,
        longitude=CENTRE[0] + east * KM_LON,
        latitude=CENTRE[1] + north * KM_LAT,
        approximate=approximate,
    )


def _outline(at: int, names: tuple[str, ...]) -> ZoneOutline:
    name, status, (east, north), half, *_ = ZONES[at]
    x, y = CENTRE[0] + east * KM_LON, CENTRE[1] + north * KM_LAT
    shape = shapely.box(x - half * KM_LON, y - half * KM_LAT, x + half * KM_LON, y + half * KM_LAT)
    chosen = names[at] if at < len(names) else name
    return ZoneOutline(at + 1, f"z{at + 1}", 1, chosen, status, status == "active", shape)


def _clashes(services: tuple[ServicePoint, ...]) -> Clashes:
    # state, label, index, low, high, exposure, expected
    found: tuple[tuple[str, str, int, int, int, float, float], ...] = (
        ("clash", "Clash", 230, 170, 310, 9.0, 4.0),
        ("clash", "Clash", 190, 150, 250, 7.5, 4.0),
        ("possible", "Possible clash", 140, 100, 190, 5.5, 4.0),
        ("no_evidence", "No evidence of a clash", 100, 70, 140, 4.0, 4.0),
        ("less", "Less than comparable places", 50, 30, 80, 2.0, 4.0),
    )
    ranked = [
        Ranked(
            rank=at + 1,
            name=services[at].name,
            type_title=services[at].type_title,
            state=state,
            label=label,
            colour=mark(State(state), "light"),
            index=Said(str(index), index, low, high, f"95 %: {low} to {high}"),
            exposure=Said(f"{exposure:g}", exposure),
            expected=Said(f"{expected:g}", expected),
            warnings=("One address gives most of this: check whether it is a police station.",)
            if at == 1
            else (),
        )
        for at, (state, label, index, low, high, exposure, expected) in enumerate(found)
    ]
    ranked.append(
        Ranked(
            rank=6,
            name=services[5].name,
            type_title=services[5].type_title,
            state="too_few",
            label="Too few to say",
            colour="#ffffff",
            index=Said("too few to say"),
            exposure=Said("too few"),
            expected=Said("too few"),
            warnings=(),
        )
    )
    return Clashes(
        said=(
            f"Around {services[0].name} there is 2.3 times the police activity of places with the same need "
            "(95 %: 1.7 to 3.1)."
        ),
        standing="",
        closing="This compares places; it does not show intent or cause.",
        weeks="52 weeks, 6 Oct 2025 to 4 Oct 2026",
        services=tuple(ranked),
        more="3 more services are not shown; none of them is a clash.",
        alt="Ranking of six services by index: two clashes at 230 and 190, one possible clash at 140.",
    )


def _zones(outlines: tuple[ZoneOutline, ...]) -> Zones:
    if not outlines:
        return Zones("No zone is published, so there is nothing to compare.", (), None, ())
    said = tuple(_zone(outline) for outline in outlines)
    rows = {
        "Status": [Said(STATUS[each.status].split(":")[0].rstrip(".")) for each in outlines],
        "Share of overdose calls": [
            Said(f"{ZONES[at][4]:g} %", ZONES[at][4], ZONES[at][4] - 1, ZONES[at][4] + 1, "95 %: ±1")
            for at in range(len(outlines))
        ],
        "Exposure removed if 80 % comply": [
            Said(f"{ZONES[at][5]} %", ZONES[at][5], note="range 20 to 60 %") for at in range(len(outlines))
        ],
        "Police activity forgone": [
            Said(f"about {ZONES[at][6]} a year", ZONES[at][6]) for at in range(len(outlines))
        ],
        "Schools inside": [WITHHELD for _ in outlines],
        "Ground": [
            Said(f"{4 * ZONES[at][3] ** 2:.2f} km²", 4 * ZONES[at][3] ** 2) for at in range(len(outlines))
        ],
    }
    table = Table(
        caption="The zones side by side",
        head=("", *(f"{each.number}. {each.name}" for each in outlines)),
        rows=tuple(TableRow(label, tuple(cells)) for label, cells in rows.items()),
        numbers=(False, *(True for _ in outlines)),
        note="Intervals are 95 %. A zone that covers more ground covers more of everything.",
    )
    trade = tuple(
        f"{each.name}: {ZONES[at][4]:g} % of overdose calls for {ZONES[at][6]} police records a year; "
        f"{'another zone here is at least as good on everything' if at == 2 else 'no other here beats it'}."
        for at, each in enumerate(outlines)
    )
    many = len(outlines) > 1
    return Zones(
        said=f"{len(outlines)} zones are set side by side." if many else "One zone is published.",
        zones=said,
        compared=table,
        trade=trade,
        placed=tuple(
            Option(at + 1, each.name, (ZONES[at][4] / 100, 0.3), (float(ZONES[at][6]), 0.4), at != 2)
            for at, each in enumerate(outlines)
        ),
    )


def _zone(outline: ZoneOutline) -> ZoneSaid:
    _, status, _, half, need, removed, forgone = ZONES[outline.number - 1]
    return ZoneSaid(
        outline=outline,
        standing=STATUS[status],
        protects=f"It names 1 service and would cover {need:g} % of the place's overdose calls.",
        costs=f"At most about {forgone} recorded police actions about drugs a year would fall away.",
        held="Inside police activity is held to 60 % of what it was within its hours.",
        policy=(
            ("Authority", "Harbour Police"),
            ("Strength", "Agreement"),
            ("Hours", "Always"),
            ("Supply", "Out: stays an offence"),
            ("Always out", "emergencies, violence, safeguarding, warrants"),
        ),
        cautions=("Inside the zone: 1 school.",) if half > 0.4 else (),
        detectable=("Too few calls to tell a fall of less than a third within a year.",),
        ledger=(
            _line(
                "benefit",
                "Fewer sterile syringes taken from people",
                "health",
                Said(f"{need + 3:g} %", need + 3),
            ),
            _line(
                "benefit",
                "A way to services without fear of a search",
                "health",
                Said(f"{removed} %", removed),
            ),
            _line("benefit", "Less unequal stop and search", "criminal_justice", None),
            _line(
                "cost",
                "Offences that are not pursued",
                "criminal_justice",
                Said(f"{forgone} a year", forgone),
            ),
            _line("cost", "Public injecting, litter and gatherings near services", "safety_order", None),
            _line("cost", "Children and young people near", "safety_order", WITHHELD),
        ),
    )


def _line(side: str, title: str, category: str, figure: Said | None) -> LedgerLine:
    return LedgerLine(
        side={"benefit": "Benefits", "cost": "Costs"}[side],
        direction=side,
        title=title,
        environment="social",
        level="micro",
        category=category,
        bearer="People who use drugs" if side == "benefit" else "The neighbourhood",
        source="enforcement",
        figure=figure or Said("not measured", note="A survey of people who use the services."),
        measured=figure is not None,
        evidence="Baker 2019",
    )


def _measures() -> Table:
    rows = (
        TableRow(
            "Overdose reversals", (Said("about 85", 85), Said("about 70", 70), Said("not converted to lives"))
        ),
        TableRow("Referrals taken up", (Said("about 140", 140), WITHHELD, Said("of about 210 offered"))),
        TableRow("Service visits", (Said("about 9,300", 9300), Said("about 8,800", 8800), Said(""))),
        TableRow(
            "Recorded police activity", (Said("about 2,600", 2600), Said("about 2,900", 2900), Said(""))
        ),
    )
    head = ("Measure", "This year", "Year before", "Remark")
    return Table("Measures that count, beside police activity", head, rows, (False, True, True, False))


def _trend(key: str, title: str, enforcement: bool) -> Trend:
    values = [
        None if at == 2 else float(round(260 + 14 * at + 30 * np.sin(at * 1.57), -1)) for at in range(12)
    ]
    points = tuple(
        Point(
            f"{2023 + (at + 3) // 4} Q{(at + 3) % 4 + 1}", value, "withheld" if value is None else "released"
        )
        for at, value in enumerate(values)
    )
    return Trend(
        key=key,
        title=title,
        unit="a quarter",
        points=points,
        said=f"{title}: 260 in 2023 Q4, about 380 in 2026 Q3; one quarter is withheld.",
        alt=f"Line of {title.lower()} by quarter, rising from 260 to about 380; 2024 Q2 is withheld.",
        enforcement=enforcement,
    )


def _changed() -> Table:
    rows = (
        TableRow("Overdose calls", (Said("about 1,150", 1150), Said("about 1,240", 1240), Said("+8 %", 8))),
        TableRow("Clashes found", (Said("1", 1), Said("2", 2), Said("+1", 1))),
    )
    head = ("", "20 Aug 2026", "Now", "Change")
    return Table("What changed since the briefing of 20 August 2026", head, rows, (False, True, True, True))


def _sources() -> tuple[SourceLine, ...]:
    lines = (
        ("Overdose calls", "Harbour Ambulance", "Oct 2023 to Sep 2026", "Calls nobody made."),
        ("Recorded police activity", "Harbour Police", "Oct 2023 to Sep 2026", "What was not recorded."),
        ("Services", "Public health team", "as at Oct 2026", "Who does not come."),
        ("Rent and income", "Statistics office", "2025", "Single households."),
    )
    return tuple(
        SourceLine(title, producer, period, "2026-11-20", "OGL 3.0", cannot)
        for title, producer, period, cannot in lines
    )


def six_zones() -> Content:
    """Return a briefing with six zones."""
    return made(6)


def long_names() -> Content:
    """Return a briefing in which everything that has a name has a long one."""
    found = made(3, names=(LONG, f"{LONG}, second door", "Unbrokenlyconcatenatedservicename" * 3))
    return replace(found, title=(LONG + " " + LONG)[:120], audience=LONG[:80])


def accents() -> Content:
    """Return a briefing whose names are Welsh, Polish and Spanish and hold every sign that markup knows."""
    marks = '#set page() *bold* _it_ `raw` $x$ <b>&amp; \\ @ref "quoted" [box]'
    found = made(3, names=ACCENTS)
    return replace(found, title=f"{ACCENTS[0]} · {ACCENTS[1]}", audience="Bwrdd Caerdydd", notes=marks)


def two_layers() -> Content:
    """Return a briefing of a place that has layers in two environments only, and no police feed."""
    found = made(1)
    first, second, third, fourth = found.environments
    maps = (first, no_map(second), third, no_map(fourth))
    return replace(
        found, environments=maps, clashes=None, measures=None, trends=found.trends[:1], changed=None
    )


def everything_withheld() -> Content:
    """Return a briefing in which no figure may be shown."""
    found = made(2)
    hidden = tuple(all_withheld(each) for each in found.environments)
    zones = replace(found.zones, compared=_hidden_table(found.zones.compared), trade=(), placed=())
    assert found.clashes
    standing = "Too few records to say anything about any service."
    return replace(
        found,
        headline="Every figure of this view is withheld: too few events, or too uncertain.",
        key_figures=tuple(replace(each, value=WITHHELD) for each in found.key_figures),
        main_map=hidden[0],
        environments=hidden,
        clashes=replace(found.clashes, said="", standing=standing, services=(), more="", alt=standing),
        zones=zones,
        measures=_hidden_table(found.measures),
        trends=tuple(
            replace(
                trend,
                points=tuple(replace(each, value=None, state="withheld") for each in trend.points),
                said=f"{trend.title}: every quarter is withheld.",
                alt=f"{trend.title}: every quarter is withheld.",
            )
            for trend in found.trends
        ),
        changed=None,
    )


def no_clash_index() -> Content:
    """Return a briefing of a place where no clash index could be worked out, with no link and no services."""
    found = made(0)
    return replace(
        found,
        clashes=None,
        ground=replace(found.ground, services=()),
        notes="",
        audience="",
        provenance=replace(found.provenance, link="", invented=""),
    )


def _hidden_table(table: Table | None) -> Table | None:
    if table is None:
        return None
    rows = tuple(replace(row, cells=tuple(WITHHELD for _ in row.cells)) for row in table.rows)
    return replace(table, rows=rows)


VARIANTS: Final[dict[str, Callable[[], Content]]] = {
    "full": made,
    "no_zones": lambda: made(0),
    "one_zone": lambda: made(1),
    "six_zones": six_zones,
    "long_names": long_names,
    "accents": accents,
    "two_layers": two_layers,
    "everything_withheld": everything_withheld,
    "no_clash_index": no_clash_index,
}
