"""What the measures that count are called, and what limits their figures, in plain words."""

from __future__ import annotations

from typing import Final

HEADING: Final = "Measures that count, beside enforcement"
TITLES: Final = {
    "overdose_reversals": "Overdoses reversed",
    "naloxone_used": "Naloxone kits used",
    "referrals_offered:voluntary": "Voluntary referrals offered",
    "referrals_accepted:voluntary": "Voluntary referrals accepted",
    "uptake:voluntary": "Uptake of voluntary referrals",
    "referrals_offered:coerced": "Coerced referrals offered",
    "referrals_accepted:coerced": "Coerced referrals accepted",
    "uptake:coerced": "Uptake of coerced referrals",
    "referrals_offered:not_applicable": "Referrals offered, route not said",
    "referrals_accepted:not_applicable": "Referrals accepted, route not said",
    "uptake:not_applicable": "Uptake of referrals, route not said",
    "diverted": "Diverted instead of charged",
    "service_visits": "Visits to services",
    "satisfaction": "Satisfaction, mean score",
}
UNITS: Final = {
    "overdose_reversals": "reversals",
    "naloxone_used": "kits",
    "referrals_offered": "referrals",
    "referrals_accepted": "referrals",
    "uptake": "% of referrals offered",
    "diverted": "% of encounters about drugs with a known outcome",
    "service_visits": "visits",
    "satisfaction": "mean score",
    "recorded_police_activity": "records",
    "syringe_confiscations": "reports",
}
COUNTS: Final = {
    "overdose_reversals": "Overdoses that were reversed, as reported; never converted into lives saved",
    "naloxone_used": "Naloxone kits reported as used",
    "referrals_offered": "Offers of a referral to help or treatment",
    "referrals_accepted": "Offers that were accepted",
    "uptake": "Of the referrals offered, the part that was accepted",
    "diverted": "Of police encounters about drugs with a known outcome, the part that ended in diversion "
    "or a warning",
    "service_visits": "Visits that services counted; one person may come often",
    "satisfaction": "The score that services or the place asked for; a mean over services",
    "recorded_police_activity": "What police did and recorded about drugs, not offending",
    "syringe_confiscations": "Reports of injecting equipment taken from people; most are never reported",
}
NOTES: Final = {
    "partial": "Some returns do not cover the whole period, or reach beyond it and are left out.",
    "not_whole": "Returns do not cover the whole period.",
    "other_services": "Referrals offered and accepted were returned by different services.",
    "few_services": "Fewer than five services gave a score for the whole period.",
    "scales": "The scores do not say what they are out of, or differ in it.",
}
REMARKS: Final = (
    "Reversals are counted as they were reported and never turned into lives saved.",
    "Voluntary and coerced referrals are kept apart: coerced treatment is less effective and ethically "
    "doubtful.",
    "Diversions do not say whether they were voluntary.",
    "Recorded police activity and confiscations count what police did and are no measure of success.",
)


def counts_of(key: str) -> str:
    """Return what a measure counts, as a short phrase, by its key."""
    return COUNTS[key.partition(":")[0]]


def unit_of(key: str) -> str:
    """Return what a measure counts, by its key ('measure' or 'measure:route')."""
    return UNITS[key.partition(":")[0]]
