"""Remarks of a load report: what a person should do about what was found."""

from __future__ import annotations

from etl.load.ledger import RunCounts
from etl.place import Source
from etl.staging.stage import Staged

_ADVICE = {
    "coordinates_swapped": "latitude and longitude look exchanged: swap them in columns",
    "coordinates_scaled": "coordinates look multiplied: set coordinate_scale, e.g. 0.000001",
    "coordinates_projected": "coordinates look like metres or feet: map them to easting, northing; set crs",
    "coordinates_wrong_sign": "longitudes have the other sign: set longitude_sign = -1",
    "coordinates_not_numbers": "coordinates are not numbers: check decimal_comma, thousands and unlocated_at",
    "coordinates_out_of_range": "coordinates are off the globe: check crs and coordinate_scale",
    "coordinates_zero": "most rows lie at 0, 0: the source did not locate them; do not map these columns",
    "outside_place": 'they lie outside the place: check crs, or set outside = "drop" for a national file',
    "occurred_at_unparsed": "times do not fit time_format: run `safepassage inspect` on the file",
    "csv_unquoted_value": "a quote is opened and never closed: lines up to the next quote are quarantined",
}


def notes_on(source: Source, staged: Staged, counts: RunCounts, reasons: dict[str, int]) -> tuple[str, ...]:
    """Return remarks on one run, the most important first."""
    notes = []
    if counts.read and counts.quarantined == counts.read:
        notes.append(f"NOTHING WAS LOADED: every one of the {counts.read:,} rows is quarantined")
    for reason, count in reasons.items():
        if count > counts.read / 2 and reason in _ADVICE:
            notes.append(f"{count:,} of {counts.read:,} rows: {_ADVICE[reason]}")
    if "csv_unquoted_value" in reasons and reasons["csv_unquoted_value"] <= counts.read / 2:
        notes.append(_ADVICE["csv_unquoted_value"])
    if counts.replaced:
        notes.append(f"a corrected or newer file superseded {counts.replaced:,} rows of earlier loads")
    if counts.superseded:
        notes.append(f"{counts.superseded:,} rows repeat an id; the newest of each was kept")
    if counts.purged:
        notes.append(f"{counts.purged:,} rows are past the source's retention period and were not stored")
    if counts.erased:
        notes.append(f"{counts.erased:,} rows were erased once and were not stored again")
    if counts.purged or counts.erased:
        notes.append(
            "the file still holds these rows: run `safepassage purge`, or cut them out at their origin"
        )
    if counts.read == 0:
        notes.append("the file has no rows" if not counts.filtered else "every row was filtered out")
    if staged.tally.postcodes_unknown:
        notes.append(
            f"{staged.tally.postcodes_unknown:,} rows name a postcode that the look-up does not have"
        )
    if staged.tally.repaired:
        notes.append(f"{staged.tally.repaired:,} invalid shapes were repaired")
    if source.location_precision_m:
        notes.append(f"locations are approximate: within about {source.location_precision_m:g} m")
    return (*notes, *staged.notes)
