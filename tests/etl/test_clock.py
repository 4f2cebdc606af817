"""Clock arithmetic against zoneinfo, moment by moment."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clock import TIME_FLAGS, local_to_utc, utc_to_local

ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "UTC",
]
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2035, 1, 1))


@given(st.lists(MOMENTS, min_size=1, max_size=50), st.sampled_from(ZONES))
def test_local_to_utc_is_what_zoneinfo_says(moments: list[datetime], zone: str) -> None:
    utc, flags = local_to_utc(np.array(moments, "datetime64[us]"), zone)
    info = ZoneInfo(zone)
    for moment, found, flag in zip(moments, utc.tolist(), flags.tolist(), strict=True):
        first, second = moment.replace(tzinfo=info), moment.replace(tzinfo=info, fold=1)
        assert found == first.astimezone(UTC).replace(tzinfo=None)
        exists = first.astimezone(UTC).astimezone(info).replace(tzinfo=None) == moment
        expected = "missing" if not exists else "ambiguous" if first.utcoffset() != second.utcoffset() else ""
        assert TIME_FLAGS[flag] == expected


@given(st.lists(MOMENTS, min_size=1, max_size=50), st.sampled_from(ZONES))
def test_utc_to_local_is_what_zoneinfo_says(moments: list[datetime], zone: str) -> None:
    local = utc_to_local(np.array(moments, "datetime64[us]"), zone)
    for moment, found in zip(moments, local.tolist(), strict=True):
        assert found == moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_of_an_hour_round_a_year(zone: str) -> None:
    local = np.arange("2025-12-30", "2027-01-02", dtype="datetime64[15m]").astype("datetime64[us]")
    utc, flags = local_to_utc(local, zone)
    back = utc_to_local(utc, zone)
    assert ((back == local) == (flags != 2)).all()


def test_what_is_not_a_time_stays_none() -> None:
    utc, flags = local_to_utc(np.array(["NaT", "2026-07-01"], "datetime64[us]"), "Europe/London")
    assert np.isnat(utc[0])
    assert flags.tolist() == [0, 0]
