"""Numbers about areas and outcomes of services, as the town's offices would supply them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from etl.demo.dirt import Row
from etl.demo.frame import FIRST_DAY, LAST_DAY, Floats
from etl.demo.geography import Geography
from etl.demo.people import Sites, residents_by_area
from etl.demo.services import Service
from etl.demo.workbook import Cell

# indicator, middle, swing with deprivation, noise, lowest, decimals, unit
_RATES = (
    ("income_deprivation", 17.5, 9.0, 2.6, 2.0, 1, "% of residents"),
    ("employment_deprivation", 11.5, 5.6, 1.9, 1.5, 1, "% of working-age residents"),
    ("rent_burden", 33.0, 7.0, 4.2, 12.0, 1, "% of renting households"),
    ("median_income", 27_400.0, -5_600.0, 2_300.0, 11_000.0, 0, "crowns a year"),
    ("overcrowding", 6.5, 3.4, 1.6, 0.4, 1, "% of households"),
    ("living_alone", 34.0, 4.5, 4.0, 12.0, 1, "% of households"),
    ("residential_turnover", 12.0, 2.8, 3.0, 2.5, 1, "% of households a year"),
)
# indicator, share of residents at the middle, swing, noise, unit
_COUNTS = (
    ("low_income", 0.235, 0.085, 0.022, "residents"),
    ("no_english", 0.045, 0.016, 0.012, "residents"),
    ("disability", 0.142, 0.030, 0.014, "residents"),
    ("medical_illness", 0.365, 0.040, 0.022, "residents"),
    ("older_people", 0.172, -0.030, 0.030, "residents aged 65 and over"),
)
_PLACE = (
    ("gini", "0.37", "0 to 1", "Household income, after tax."),
    (
        "treatment_funding_per_head",
        "31.40",
        "crowns a resident a year",
        "Grants for drug treatment and harm reduction.",
    ),
    (
        "drug_supply_toxicity",
        "14.2",
        "% of samples",
        "Samples brought to drug checking that held a nitazene or fentanyl.",
    ),
    ("housing_supply", "2.9", "homes completed per 1,000 residents a year", "Mean of the last three years."),
    (
        "good_samaritan_law",
        "1",
        "1 in force, 0 not",
        "People who call for help at an overdose are not prosecuted for possession.",
    ),
    ("possession_law", "1", "1 a crime, 0 not", "Possession for own use is a crime; fines are usual."),
    ("paraphernalia_law", "1", "1 a crime, 0 not", "Carrying injecting equipment may be prosecuted."),
    ("consumption_room_law", "1", "1 lawful, 0 not", "Supervised consumption is lawful under a licence."),
    ("stigma", "58", "0 to 100", "Survey score: share agreeing with negative statements."),
)
_NO_INCOME_FIGURE = 2  # small areas whose median income the statistics office does not publish


def deprivation_by_area(rng: np.random.Generator, sites: Sites, areas: int) -> Floats:
    """Return standardised deprivation of each small area: it goes with need per resident, not perfectly."""
    need = np.bincount(sites.small_area, weights=sites.need, minlength=areas)
    residents = np.bincount(sites.small_area, weights=sites.residents, minlength=areas)
    raw = np.log(need / residents)
    raw = (raw - raw.mean()) / raw.std() + rng.normal(0, 0.55, areas)
    return np.asarray((raw - raw.mean()) / raw.std())


def indicator_rows(rng: np.random.Generator, town: Geography, sites: Sites) -> list[Row]:
    """Return the long table of indicators: one row for each small area (or the place) and indicator."""
    areas = [area.id for area in town.small_areas]
    residents = residents_by_area(sites, len(areas))
    deprivation = deprivation_by_area(rng, sites, len(areas))
    rows: list[Row] = []

    def add(
        area: str, indicator: str, value: str, base: str, measure: str, unit: str, note: str = ""
    ) -> None:
        rows.append(
            {
                "area": area,
                "indicator": indicator,
                "year": "2025",
                "value": value,
                "out_of": base,
                "measure": measure,
                "unit": unit,
                "note": note,
            }
        )

    for area, people in zip(areas, residents.tolist(), strict=True):
        add(area, "residents", str(people), "", "count", "people")
    for name, middle, swing, noise, lowest, decimals, unit in _RATES:
        values = np.maximum(middle + swing * deprivation + rng.normal(0, noise, len(areas)), lowest)
        left_out: list[int] = []
        if name == "median_income":
            left_out = rng.choice(len(areas), _NO_INCOME_FIGURE, replace=False).tolist()
        for k, area in enumerate(areas):
            if k not in left_out:
                add(area, name, f"{values[k]:.{decimals}f}", "", "rate", unit)
    working = np.round(0.61 * residents)
    jobless = np.clip(0.062 + 0.026 * deprivation + rng.normal(0, 0.009, len(areas)), 0.008, 0.4)
    for k, area in enumerate(areas):
        add(
            area,
            "unemployment",
            f"{np.round(jobless[k] * working[k]):.0f}",
            f"{working[k]:.0f}",
            "rate",
            "% of residents of working age",
        )
    for name, middle, swing, noise, unit in _COUNTS:
        share = np.clip(middle + swing * deprivation + rng.normal(0, noise, len(areas)), 0.004, 0.9)
        for k, area in enumerate(areas):
            add(area, name, f"{np.round(share[k] * residents[k]):.0f}", "", "count", unit)
    for name, value, unit, note in _PLACE:
        add("place", name, value, "", "rate", unit, note)
    return rows


def outcome_sheet(rng: np.random.Generator, services: list[Service]) -> list[list[Cell]]:
    """Return the services' quarterly return as a sheet: a title, a blank row, headings, then outcomes."""
    supplied = {service.id: service for service in services if service.type != "hospital"}
    satisfaction = {name: rng.normal(7.6, 0.6) for name in supplied}
    rows: list[list[Cell]] = [["Quarterly return of the services of Velmouth (invented)"], []]
    rows.append(["Measure", "Service", "From", "To", "Route", "Value", "Unit"])
    for number, (start, end) in enumerate(quarters()):
        growth = 1 + 0.012 * number
        for name, service in supplied.items():
            score = float(np.clip(satisfaction[name] + rng.normal(0, 0.25), 1, 10))
            measured = _service_quarter(rng, service, growth)
            measured.append(("satisfaction", _NO_ROUTE, round(score, 1), "score of 10"))
            rows += [[what, name, start, end, route, value, unit] for what, route, value, unit in measured]
        offered = int(rng.poisson(64 * growth))
        accepted = int(rng.binomial(offered, 0.71))
        rows.append(["referrals_offered", "", start, end, "coerced", offered, "referrals"])
        rows.append(["referrals_accepted", "", start, end, "coerced", accepted, "referrals"])
    return rows


_NO_ROUTE = "not_applicable"


def _service_quarter(
    rng: np.random.Generator, service: Service, growth: float
) -> list[tuple[str, str, float, str]]:
    """Return measure, route, value and unit of one service in one quarter."""
    visits = int(rng.poisson(service.capacity * 62 * 0.72 * growth))
    offered = int(rng.poisson(0.035 * visits))
    measured: list[tuple[str, str, float, str]] = [
        ("service_visits", _NO_ROUTE, visits, "visits"),
        ("referrals_offered", "voluntary", offered, "referrals"),
        ("referrals_accepted", "voluntary", int(rng.binomial(offered, 0.44)), "referrals"),
    ]
    if service.type in ("consumption_room", "needle_exchange", "naloxone", "shelter"):
        used = int(rng.poisson(11 if service.type == "consumption_room" else 4))
        measured.append(("naloxone_used", _NO_ROUTE, used, "kits"))
        measured.append(("overdose_reversals", _NO_ROUTE, int(rng.binomial(used, 0.93)), "reversals"))
    return measured


def quarters() -> list[tuple[date, date]]:
    """Return first and last day of each whole quarter of the demo's three years."""
    found = []
    start = FIRST_DAY
    while start < LAST_DAY:
        month = start.month + 3
        following = date(start.year + (month > 12), (month - 1) % 12 + 1, 1)
        found.append((start, following - timedelta(days=1)))
        start = following
    return found
