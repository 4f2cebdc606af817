from __future__ import annotations

import itertools

import pytest

from etl.errors import BadInputError, RefusedError
from layers.zones.status import (
    PROPOSALS,
    STATUSES,
    missing_for,
    read_status,
    require_said,
    require_step,
    status_words,
)
from layers.zones.zone import Zone, read_zone
from records import zones
from tests.zone_fixture import full_document
from web.map.zones import ZONE_LOOKS

WAY = ("draft", "proposed", "agreed", "active", "expired")


def test_a_zone_goes_one_step_at_a_time_and_is_withdrawn_from_all_but_its_end() -> None:
    allowed = set(itertools.pairwise(WAY)) | {(status, "withdrawn") for status in WAY[:-1]}
    for before, after in itertools.product(STATUSES, repeat=2):
        if (before, after) in allowed:
            require_step(before, after)
        else:
            with pytest.raises(RefusedError) as caught:
                require_step(before, after)
            assert caught.value.exit_code == 4
    with pytest.raises(BadInputError):
        read_status("asleep")
    with pytest.raises(BadInputError):
        require_step("draft", "asleep")


def test_only_what_is_in_force_is_worded_so() -> None:
    term = "safe crossing"
    for status in STATUSES:
        words = status_words(status, term)
        assert term in words.lower()
        assert words[0].isupper()
        in_force = "in force" in words and "not in force" not in words and "not yet in force" not in words
        assert in_force == (status == "active") or status == "expired"
    for status in PROPOSALS:
        assert "not agreed" in status_words(status, term) or "nobody has agreed" in status_words(status, term)


def test_map_store_and_workflow_know_the_same_statuses() -> None:
    assert set(ZONE_LOOKS) == set(STATUSES)
    assert [ZONE_LOOKS[status].label for status in STATUSES] == [status.label for status in STATUSES.values()]
    assert set(zones.OPEN) == set(PROPOSALS)
    assert set(zones.IN_USE) | {zones.WITHDRAWN} <= set(STATUSES)


def test_a_status_asks_for_what_it_needs() -> None:
    full = read_zone(full_document())
    for status in STATUSES:
        assert missing_for(full, status) == ()
        require_said(full, status)
    assert missing_for(Zone("Zone"), "draft") == ()
    assert missing_for(Zone("Zone"), "proposed") == ("Shape",)
    assert "Authority" in missing_for(Zone("Zone"), "agreed")
    with pytest.raises(RefusedError, match=r"does not say shape, authority, strength.*Fill in"):
        require_said(Zone("Zone"), "active")
