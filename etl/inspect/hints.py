"""Words by which the kind of an unknown file, and the columns of a feed, are recognised."""

from __future__ import annotations

import re

# Feed -> strength -> words in a file's name, a column's name or a value that speak for the feed.
_STRENGTHS: dict[str, dict[int, str]] = {
    "overdose_call": {
        9: "overdose overdoses überdosis surdosage sobredosis",
        6: "narcan",
        5: "naloxone poisoning",
        4: "opioid ambulance reversal",
        3: "ems",
    },
    "syringe_confiscation": {
        9: "confiscation confiscated",
        4: "syringes paraphernalia paraphanalia",
        3: "taken",
    },
    "needle_report": {
        9: "needle needles seringue seringues spritzen jeringas seringas spuiten",
        8: "sharps",
        6: "syringe",
        4: "discarded",
        3: "pickup",
    },
    "police_activity": {
        7: "crime crimes straftaten delikte délits infractions delitos",
        6: "offense offence offenses offences arrest arrests burglary robbery assault theft narcotics "
        "entorpecentes estupefacientes stupéfiants betäubungsmittel",
        5: "searches nibrs",
        4: "police stops search bpd ucr citation",
        3: "stop precinct beat drugs polizei policía polícia politie",
    },
    "condition_report": {
        7: "derelict",
        6: "abandoned",
        5: "light lights outage outages dumping",
        4: "vacant pothole 311",
        3: "graffiti",
        2: "request enquiry",
        1: "street",
    },
    "service": {
        8: "pharmacy",
        7: "hospital hospitals moud fqhc buprenorphine",
        6: "clinic treatment shelter samhsa methadone",
        5: "provider providers beds",
        4: "health facility housing exchange hud",
        3: "programs organisation medical",
        2: "testing",
    },
    "hotspot": {
        9: "hotspot hotspots",
        3: "operation",
        2: "priority",
    },
    "harsher_area": {
        9: "pspo dispersal",
        7: "bylaw byelaw",
        4: "order prohibited",
    },
    "venue": {
        7: "restaurant liquor",
        6: "drinking eating festival",
        5: "food club alcohol establishment",
        4: "licensed bar premises dba",
        3: "license licence licenses business",
    },
    "boundary": {
        7: "boundary boundaries wards",
        6: "neighborhoods wd13cd",
        5: "tracts zcta aland",
        4: "ward lsoa tract sqmiles",
        3: "neighborhood neighbourhood acres",
        2: "shape",
    },
    "area_indicator": {
        8: "deprivation imd",
        7: "unemployment poverty vulnerability",
        6: "income decile",
        5: "rent population persons households median",
        4: "score lsoa geoid pct percent census",
        3: "rank density",
    },
    "sensitive_place": {
        8: "school schools",
        7: "nursery playground",
        6: "daycare",
    },
    "street": {
        8: "centreline centerline",
        5: "streets",
        3: "street road highway",
    },
    "building": {
        8: "footprint footprints",
        5: "buildings",
        4: "building",
    },
    "address_lookup": {
        9: "postcodes",
        7: "postcode",
        5: "positional",
        2: "zipcode easting northing",
    },
    "outcome_measure": {
        8: "referrals satisfaction",
        6: "referral reversals",
        5: "visits",
        3: "outcome measure",
    },
}
FEED_WORDS: dict[str, dict[str, int]] = {
    feed: {word: weight for weight, words in strengths.items() for word in words.split()}
    for feed, strengths in _STRENGTHS.items()
}

# Feed column -> names (their words joined, lower case) that are it; earlier names are better.
_NAMES = {
    "name": (
        "name organisationname organizationname facilityname servicename schoolname dbaname "
        "businessname name1 lsoaname wd13nm lsoa11nm sitename title neighborhood neighbourhood"
    ),
    "area_id": (
        "areaid geoid geoid10 geoid20 lsoacode lsoa11cd lsoa21cd wd13cd wardcode tractid "
        "geographycode lsoa neighborhoodid areacode zcta ctid10"
    ),
    "residents": "residents population pop totalpop pop100 pop100re totalpopulation population2012",
    "code": "postcode pcd pcds postalcode",
    "type": "type kind category art",
    "category": "category kind type charge crimetype offense offence",
    "status": "status",
    "needles_count": "needlescount needles syringes numberofneedles needlecount quantity",
    "syringes_taken": "syringestaken syringes needlestaken",
    "outcome": "outcome disposition lastoutcomecategory result",
    "naloxone_given": "naloxonegiven naloxoneadministered naloxone narcan narcangiven narcanadministered",
    "operation": "operation operationname",
    "capacity_people": "capacity occupancy",
    "capacity_per_day": "capacityperday",
    "closes_at": "closesat closingtime",
    "radius_m": "radiusm radius",
    "starts_on": "startson startdate start",
    "ends_on": "endson enddate end",
    "opened_on": "openedon opened",
    "measure": "measure indicator",
    "period_start": "periodstart startdate",
    "period_end": "periodend enddate",
    "value": "value count overalllocalscore incomescore score rate persons medianincome",
    "indicator": "indicator measure variable",
}
COLUMN_NAMES: dict[str, tuple[str, ...]] = {column: tuple(names.split()) for column, names in _NAMES.items()}

# Feed column that is a choice -> choice -> words of a value that mean it. Order decides.
VALUE_WORDS: dict[str, dict[str, str]] = {
    "police_activity.category": {
        "search": r"search(?! warrant)",
        "stop": r"\bstop|field interview|pedestrian check",
        "dispersal": r"dispers|move on",
        "supply": r"(drug|narc|heroin|cocaine|controlled).*(supply|traffick|dealing|distribut)"
        r"|\b(deliv|manuf|sale|sell)\w*\b.*(drug|narc|cont\w* subs|\bcds\b)"
        r"|(handel|tráfico|trafic).*(betäubungsm|entorpec|estupefac|stupéfiant|drog)",
        "possession": r"\bposs\w* (of )?(drug|marij|cannab|heroin|cocaine|cont|cds\b|narc)"
        r"(?!.*(sale|manuf|deliv))|\b(besitz|posse|posesión|détention)\b.*(betäubungsm|entorpec|estupefac|stupéf)",
        "drug_offence": r"drug|narcotic|cont\w* subs|\bcds\b|heroin|cocaine|opioid|parap|cannabis|marijuana"
        r"|betäubungsm|entorpec|estupefac|stupéfiant",
        "arrest": r"(?<!no )\barrest",
    },
    "condition_report.category": {
        "lighting_fault": r"street ?light|lighting|lamp",
        "derelict_building": r"abandon|derelict|vacant|boarded",
        "toilet_closed": r"toilet|restroom",
        "dumped_waste": r"dump|litter|waste|trash|rubbish",
    },
    "service.type": {
        "needle_exchange": r"needle|syringe|\bnsps?\b|spritzen|seringue",
        "naloxone": r"naloxone|narcan",
        "opioid_treatment": r"bupren|methadone|naltrex|opioid treat|\botp\b|suboxone",
        "treatment": r"substance|addiction|rehab|detox|treatment|psychiatric",
        "pharmacy": r"pharmac|chemist",
        "hospital": r"hospital|acute care|critical access|medical center|children|military",
        "health_centre": r"health cent|clinic|fqhc|community health",
        "shelter": r"shelter|housing|homeless",
        "outreach": r"outreach",
    },
    "venue.type": {
        "club": r"club|disco",
        "bar": r"\bbar\b|pub|tavern|liquor|on.?premises",
        "restaurant": r"restaurant|eating|food|cafe|kitchen|take ?out",
        "event_hall": r"hall|theat|stadium",
    },
    "needle_report.status": {
        "collected": r"collected|picked up|recovered",
        "discarded": r"discarded|reported",
    },
    "sensitive_place.type": {
        "nursery": r"nursery|daycare|pre.?school",
        "school": r"school|academy|college",
        "play_area": r"play",
        "youth_centre": r"youth",
    },
    "overdose_call.outcome": {
        "survived": r"surviv|non.?fatal|recover|alive|überleb|sobreviv|survéc",
        "died": r"fatal|died|death|deceased|verstorben|falleci|décéd|óbito",
    },
}

PERSONAL_NAMES = re.compile(
    r"(first|last|full|middle|given|sur|maiden)name|officer|badge|patient|suspect|victim|dob|birth|ssn|nhsno|nhsnumber|"
    r"phone|^tel|telephone|mobile(?!unit)|fax|email|narrative|notes?$|comments?$|freetext|remarks|closurereason|crew|"
    r"address(?!id)|homeaddr|defendant|arrestee|offender(?!id)|^contact|contactname|callername|reporter|complainant|^age$|^sex$|gender|^race$|ethnic|photo|dayphn|parentname"
)
PERSONAL_VALUES = {
    "e-mail addresses": re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE),
    "phone numbers": re.compile(r"^\+?[\d\s().-]{9,16}$"),
}
_IDENTITY = {
    5: "incident einsatznummer aktenzeichen ocorrência",
    4: "id case event signalement expediente reference ref uuid guid licenseno unique",
    3: "number no nr num nummer número numéro enquiry crime complaint request",
    2: "report call key code sid organisation",
    -2: "objectid",
    -3: "cartodb fid rownum",
}
IDENTITY_WORDS = {word: weight for weight, words in _IDENTITY.items() for word in words.split()}
