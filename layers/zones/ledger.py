"""The harm ledger of a zone: every effect listed with who bears it, benefits and costs side by side.

No single score: effects are of different kinds and fall on different people. A figure says how much of
something the zone touches before it starts, not what the zone will do; what is not measured says so and
names what would measure it.

Source: environments and levels after Rhodes 2002; categories, bearers and sources of harm after MacCoun &
Reuter 2001; evidence as cited by Bacon & Spicer 2022 unless named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from layers.layer import Environment, Level
from layers.words import plain
from layers.zones.weighed import Effect, Figure

Category = Literal["health", "functioning", "safety_order", "criminal_justice"]
Bearer = Literal["users", "dealers", "intimates", "employers", "neighbourhood", "society"]
Source = Literal["use", "illegality", "enforcement"]
Direction = Literal["benefit", "cost"]

CATEGORIES: Final[dict[Category, str]] = {
    "health": "Health",
    "functioning": "Social and economic functioning",
    "safety_order": "Safety and public order",
    "criminal_justice": "Criminal justice",
}
BEARERS: Final[dict[Bearer, str]] = {
    "users": "People who use drugs",
    "dealers": "People who sell drugs",
    "intimates": "Family, partners and friends",
    "employers": "Employers",
    "neighbourhood": "The neighbourhood",
    "society": "Society",
}
SOURCES: Final[dict[Source, str]] = {
    "use": "Drug use",
    "illegality": "Its being illegal",
    "enforcement": "Enforcement",
}
DIRECTIONS: Final[dict[Direction, str]] = {"benefit": "Benefits", "cost": "Costs"}
NOT_MEASURED: Final = "not measured"


@dataclass(frozen=True)
class Tags:
    """Where an effect belongs: after Rhodes (the first two) and MacCoun and Reuter (the others)."""

    environment: Environment
    level: Level
    category: Category
    bearer: Bearer
    source: Source


def tag_words(effect: Effect) -> list[str]:
    """Return an effect's tags as they are said: environment, level, category, who bears it, its source."""
    source = SOURCES.get(cast(Source, effect.source)) or plain(effect.source)
    return [
        plain(effect.environment),
        plain(effect.level),
        CATEGORIES.get(cast(Category, effect.category)) or plain(effect.category),
        BEARERS.get(cast(Bearer, effect.bearer)) or plain(effect.bearer),
        f"From {source[:1].lower()}{source[1:]}",
    ]


@dataclass(frozen=True)
class Entry:
    """What the ledger says of one effect whatever the zone. figure: part and id in the weighing, or none."""

    id: str
    title: str
    tags: Tags
    measured_by: str
    evidence: str
    figure: tuple[str, str] | None = None


BENEFITS: Final = (
    Entry(
        "syringes_kept",
        "Fewer sterile syringes taken from people",
        Tags("social", "micro", "health", "users", "enforcement"),
        "Syringe confiscations in the zone (syringe_confiscation feed), reported through services.",
        "Confiscation went with 2.04 to 2.38 times the odds of HIV (Baker 2019, 2020).",
        ("inside", "confiscation"),
    ),
    Entry(
        "safe_approach",
        "A way to services without fear of a search",
        Tags("policy", "micro", "health", "users", "enforcement"),
        "Visits to the zone's services (outcome_measure feed: service_visits).",
        "Use of exchanges fell under intensive policing, most for Black and male users (Davis 2005); "
        "9 of 27 studies link policing to avoiding services (Baker 2019).",
        ("measures", "exposure_removed_80"),
    ),
    Entry(
        "calls_for_help",
        "Less fear of calling for help at an overdose",
        Tags("social", "micro", "health", "users", "enforcement"),
        "Overdose calls, and overdoses reversed without a call (outcome_measure feed: "
        "overdose_reversals). More calls may mean more trust, not more overdoses.",
        "Not calling for help is a harm of policing the street; people who call need an exemption.",
        ("inside", "need"),
    ),
    Entry(
        "reversed_in_time",
        "Overdoses met by somebody with naloxone",
        Tags("social", "micro", "health", "users", "use"),
        "Overdose reversals (outcome_measure feed: overdose_reversals), never converted into lives.",
        "Naloxone and resuscitation training are among the answers to street injecting.",
        ("measures", "overdose_reversals"),
    ),
    Entry(
        "calmer_injecting",
        "Less rushed injecting when police are near",
        Tags("physical", "micro", "health", "users", "enforcement"),
        "A survey of people who use the services; wounds and infections treated there.",
        "Rushed injection and reluctance to carry syringes follow street policing (Rhodes 2002).",
    ),
    Entry(
        "referrals",
        "More people taking up help that is offered",
        Tags("policy", "micro", "health", "users", "enforcement"),
        "Voluntary referrals accepted (outcome_measure feed: referrals_accepted).",
        "Voluntary, pre-arrest referral as in LEAD and Thames Valley; coerced treatment works less well.",
        ("measures", "referrals_accepted"),
    ),
    Entry(
        "records_avoided",
        "Fewer stops, searches and arrests of people near help",
        Tags("policy", "micro", "criminal_justice", "users", "enforcement"),
        "Recorded police activity about drugs in the zone after it starts (police_activity feed).",
        "A record harms by itself; harm done to people by policing is one of the harms to reduce "
        "(Kammersgaard 2019).",
        ("measures", "forgone"),
    ),
    Entry(
        "fair_stops",
        "Less unequal stop and search",
        Tags("social", "micro", "criminal_justice", "users", "enforcement"),
        "Stops by ethnicity against a benchmark, inside and around the zone.",
        "Stop and search drives ethnic disparities (Shiner 2018).",
    ),
    Entry(
        "work_kept",
        "Work and income not lost to fines and convictions",
        Tags("economic", "micro", "functioning", "users", "illegality"),
        "Fines and convictions for possession in the zone, from court records.",
        "Fines, records and lost work are harms of illegality, not of use (MacCoun & Reuter 2001).",
    ),
    Entry(
        "employers_staff",
        "Staff not lost to arrest and court",
        Tags("economic", "micro", "functioning", "employers", "illegality"),
        "A survey of local employers.",
        "Employers bear part of these harms (MacCoun & Reuter 2001).",
    ),
    Entry(
        "families",
        "Fewer losses and separations in families",
        Tags("social", "micro", "functioning", "intimates", "enforcement"),
        "Interviews with families; overdose deaths over several years.",
        "Family, partners and friends bear deaths and custody (MacCoun & Reuter 2001).",
    ),
    Entry(
        "police_time",
        "Police time free for other work",
        Tags("policy", "macro", "criminal_justice", "society", "enforcement"),
        "Hours booked to drug possession, from duty systems.",
        "Success is lives saved, referrals and satisfaction, not arrests and seizures.",
        ("measures", "forgone"),
    ),
    Entry(
        "trust",
        "More trust in the police and in services",
        Tags("social", "micro", "functioning", "society", "enforcement"),
        "Satisfaction with contact (outcome_measure feed: satisfaction).",
        "Negotiated boundary agreements are one of five keys to cooperation (Watson 2018).",
        ("measures", "satisfaction"),
    ),
    Entry(
        "market_violence",
        "Less violence stirred up in the market",
        Tags("economic", "macro", "safety_order", "neighbourhood", "enforcement"),
        "Recorded violence in the zone and its ring, over years.",
        "Intensified enforcement goes with more market violence (Werb 2011); after opioid seizures "
        "fatal overdoses within 500 m doubled for a week (Ray 2023).",
    ),
    Entry(
        "small_sellers",
        "People who sell to pay for their own use are not arrested, where supply is in",
        Tags("policy", "micro", "criminal_justice", "dealers", "illegality"),
        "Arrests for supply in the zone (police_activity feed), where the agreement covers small amounts.",
        "People who use also sell; the agreement states whether supply is in.",
    ),
)
COSTS: Final = (
    Entry(
        "moved_on",
        "Police activity, or the market, moves to the streets around",
        Tags("policy", "micro", "safety_order", "neighbourhood", "enforcement"),
        "Overdose calls and complaints in the ring, before and after (weighted displacement difference).",
        "Displacement is possible and must be looked for; the ring is its first place.",
        ("ring", "enforcement"),
    ),
    Entry(
        "nuisance",
        "Public injecting, litter and gatherings near services",
        Tags("physical", "micro", "safety_order", "neighbourhood", "use"),
        "Discarded needles and complaints in the zone (needle_report and condition_report feeds).",
        "The neighbourhood bears harms to public order (MacCoun & Reuter 2001).",
    ),
    Entry(
        "open_dealing",
        "Dealing drawn to where possession is not pursued",
        Tags("economic", "micro", "safety_order", "neighbourhood", "illegality"),
        "Complaints of dealing in the zone and ring; supply stays an offence unless the agreement says so.",
        "No study named here measures it.",
    ),
    Entry(
        "not_pursued",
        "Offences that are not pursued",
        Tags("policy", "micro", "criminal_justice", "society", "enforcement"),
        "Recorded police activity about drugs in the zone, by kind (police_activity feed).",
        "At most what is on record inside today; emergencies, violence, safeguarding and warrants stay.",
        ("measures", "forgone"),
    ),
    Entry(
        "counter_evidence",
        "What enforcement may hold down: hospital admissions did not rise under a crackdown",
        Tags("policy", "micro", "health", "users", "enforcement"),
        "Drug-related hospital admissions of the area, before and after.",
        "Counter-evidence: in Cooper's study of a New York crackdown hospitalisations stayed flat or "
        "fell, against its hypothesis. Less policing need not mean fewer.",
    ),
    Entry(
        "broken_promise",
        "Trust lost where the agreement is not kept",
        Tags("social", "micro", "criminal_justice", "users", "enforcement"),
        "Searches and arrests in the zone and its hours after it starts; what people tell the services.",
        "Orders must be such that they can be followed day to day. The figure: what is left if half comply.",
        ("measures", "exposure_removed_50"),
    ),
    Entry(
        "children",
        "Children and young people near",
        Tags("physical", "micro", "safety_order", "intimates", "use"),
        "Complaints from schools; needles found near them (needle_report feed).",
        "A school-buffer law shrank the space of exchanges (Allen 2016): the two aims can collide.",
        ("footprint", "schools"),
    ),
    Entry(
        "full_services",
        "More visits than services can see",
        Tags("economic", "macro", "functioning", "society", "use"),
        "Visits against capacity (outcome_measure feed: service_visits; capacity_per_day of services).",
        "Police cannot fix it alone: supports need funding.",
        ("measures", "service_visits"),
    ),
    Entry(
        "law_unchanged",
        "The law stays: outside the zone and its hours nothing changes",
        Tags("policy", "macro", "criminal_justice", "users", "illegality"),
        "The laws on possession and paraphernalia (the drug-law figures of the place).",
        "An agreement is local and can be withdrawn; legal change is macro (Rhodes 2002).",
    ),
)
ENTRIES: Final[dict[Direction, tuple[Entry, ...]]] = {"benefit": BENEFITS, "cost": COSTS}


def ledger(parts: Mapping[str, Mapping[str, Figure]]) -> tuple[Effect, ...]:
    """Return every effect, benefits first. parts: the weighing's figures by part (inside, ring, ...)."""
    return tuple(
        Effect(
            id=entry.id,
            title=entry.title,
            environment=entry.tags.environment,
            level=entry.tags.level,
            category=entry.tags.category,
            bearer=entry.tags.bearer,
            source=entry.tags.source,
            direction=direction,
            figure=None if entry.figure is None else parts[entry.figure[0]].get(entry.figure[1]),
            measured_by=entry.measured_by,
            evidence=entry.evidence,
        )
        for direction, entries in ENTRIES.items()
        for entry in entries
    )
