"""Entitlement: what an organisation sees exactly is what a home of its own sources would show, no more."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl import store
from etl.errors import BadInputError, RefusedError
from etl.feed import all_feeds
from etl.place import Place, Source
from etl.place_file import find_place
from layers.clash.exact import exact_clash
from layers.clash.expert import expert_figures
from layers.publish.entitled import closed_words, entitled_sources, show_only
from layers.publish.exact import MOST_FILES, exact_folder, exact_name, make_exact
from layers.published.version import Published
from layers.zones.approved import ApprovedZone
from layers.zones.material import zone_material
from layers.zones.shape import whole
from layers.zones.weigh import live
from layers.zones.zone import read_zone
from tests.entitled_place import AS_OF, EVERYTHING, OPEN, ORGANISATIONS, build_home

HEALTH = {"overdose_call", "outcome_measure", "syringe_confiscation"}
READERS = ("City police", "City council")
# What says in words what a file is of, and what it is made without
WORDS = {"meta", "layers", "sources"}
REASONS = {"zone_figures": "why", "zone_effects": "why", "zones": "cautions", "clash_meta": "value"}


def source(feed: str, *organisations: str) -> Place:
    one = Source(id="one", feed=feed, files=("a.csv",), organisations=organisations)
    return Place(id="p", name="P", time_zone="UTC", sources=(one,))


def may(place: Place, organisation: str, kind: str) -> bool:
    return bool(entitled_sources(place, organisation, kind))


@pytest.mark.parametrize("feed", sorted(all_feeds()))
def test_a_source_that_names_nobody_is_open_to_all_but_health_feeds_to_no_police(feed: str) -> None:
    for kind in ("health", "council", "service", "other"):
        assert may(source(feed), "Anybody", kind)
    assert may(source(feed), "City police", "police") == (feed not in HEALTH)
    assert all_feeds()[feed].health == (feed in HEALTH)
    assert len(all_feeds()[feed].health_because) > 10


def test_a_source_that_names_organisations_is_open_to_those_alone() -> None:
    for feed in ("overdose_call", "police_activity"):
        place = source(feed, "City Police", " public   HEALTH ")
        assert may(place, "city police", "police")  # named: even a health feed
        assert may(place, "Public Health", "health")
        assert not may(place, "Public Health West", "health")
        assert not may(place, "City council", "council")
        assert not may(place, "", "other")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_home(tmp_path_factory.mktemp("entitled"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a home loaded from the sources of one organisation only."""
    made: dict[str, Path] = {}

    def of(organisation: str) -> Path:
        if organisation not in made:
            made[organisation] = build_home(tmp_path_factory.mktemp("alone"), OPEN[organisation])
        return made[organisation]

    return of


def sources_of(home: Path, organisation: str) -> frozenset[str]:
    return entitled_sources(find_place(home), organisation, ORGANISATIONS[organisation])


def approved() -> tuple[ApprovedZone, ...]:
    ring = [[-31.52, 47.18], [-31.50, 47.18], [-31.50, 47.20], [-31.52, 47.20], [-31.52, 47.18]]
    part = {
        "id": "a",
        "kind": "polygon",
        "operation": "add",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    zone = read_zone({"name": "Corner", "services": ["S1"], "parts": [part]})
    return (ApprovedZone("Z1", 1, zone, "proposed", dt.date(2026, 11, 1), current=True),)


def tables_of(home: Path, name: str) -> dict[str, list[tuple[Any, ...]]]:
    with store.read_only(exact_folder(home) / f"{name}.duckdb") as con:
        names = sorted(store.tables(con) - WORDS)
        columns = {each: f"* exclude ({REASONS[each]})" if each in REASONS else "*" for each in names}
        return {each: store.rows(con, f"select {columns[each]} from {each} order by all") for each in names}


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_the_rule_on_a_place(home: Path, organisation: str) -> None:
    assert sources_of(home, organisation) == OPEN[organisation]


@pytest.mark.parametrize("organisation", READERS)
def test_exact_figures_are_those_of_a_home_with_no_other_source(
    home: Path, alone: Callable[[str], Path], organisation: str
) -> None:
    sources = sources_of(home, organisation)
    name = make_exact(home, zones=approved(), sources=sources)
    found = tables_of(home, name)
    wanted = tables_of(alone(organisation), make_exact(alone(organisation), zones=approved()))
    assert set(found) == set(wanted)
    for table, rows in wanted.items():
        assert found[table] == rows, table
    assert all(wanted[table] for table in ("figures", "events", "clash_services", "zone_figures"))


def test_what_is_closed_is_said_and_never_shown_as_none(home: Path) -> None:
    name = make_exact(home, zones=approved(), sources=sources_of(home, "City police"))
    found = Published(exact_folder(home) / f"{name}.duckdb")
    try:
        layer = found.layers()["overdose_calls"]
        assert layer.missing == ("overdose_call:not open to your organisation",)
        assert not [triple for triple in found.catalogue() if triple[0] == "overdose_calls"]
        clash = found.clash()
        assert clash is not None
        assert "overdose calls of this place are not open to your organisation" in clash.trouble_words
        assert {each for each, _ in found.meta().raw["closed"]} == EVERYTHING - OPEN["City police"]
        shown = found.zone_shown("Z1")
        assert {one.why for key, one in shown.figures.items() if key[1] == "need"} == {
            "not open to your organisation"
        }
        assert any("made without calls (Overdose calls), hospital" in each for each in shown.zone.cautions)
    finally:
        found.close()
    name = make_exact(home, zones=approved(), sources=sources_of(home, "City council"))
    found = Published(exact_folder(home) / f"{name}.duckdb")
    try:
        layer = found.layers()["overdose_calls"]
        assert not layer.missing
        assert "Made without calls: not open to your organisation." in layer.caveat
    finally:
        found.close()


def test_what_lies_behind_an_index_and_a_zone_is_of_the_same_sources(
    home: Path, alone: Callable[[str], Path]
) -> None:
    other = alone("City police")
    sources = sources_of(home, "City police")
    found, wanted = exact_clash(home, AS_OF, sources=sources), exact_clash(other, AS_OF)
    told = [repr((one.result.services, one.details)) for one in (found, wanted, exact_clash(home, AS_OF))]
    assert told[0] == told[1] != told[2]  # as text: NaN is not equal to itself
    materials = [zone_material(home, AS_OF, sources=sources), zone_material(other, AS_OF)]
    figures = [live(each, whole(approved()[0].zone.parts), None, ["S1"]) for each in materials]
    assert [replace(one, why="") for one in figures[0].values()] == [
        replace(one, why="") for one in figures[1].values()
    ]
    assert figures[0]["need"].why == "not open to your organisation"
    assert figures[0]["enforcement"].count
    with pytest.raises(BadInputError, match="no police records and overdoses"):
        expert_figures(home, AS_OF, "r8", seed=1, sources=sources)


def test_a_narrowed_store_shows_no_row_of_another_source_in_any_table(home: Path) -> None:
    with store.read_only(store.restricted_path(home)) as con:
        tables = [name for (name,) in store.rows(con, store.sql("entitled_tables"))]
        before = {name: sources_in(con, name) for name in tables}
        assert before["quarantine"] >= {"calls", "police"}
        show_only(con, ["police", "needles"])
        for name in tables:
            assert sources_in(con, name) == before[name] & {"police", "needles"}
        show_only_tables = {"runs", "loaded_files", "quarantine", "superseded", *all_feeds()}
        assert show_only_tables <= set(tables)


def sources_in(con: store.Connection, table: str) -> set[str]:
    return {name for (name,) in store.rows(con, f"select distinct source from {store.quote(table)}")}


def test_few_files_of_the_same_data_are_kept_and_none_of_old_data(home: Path) -> None:
    folder, sources = exact_folder(home), sources_of(home, "City police")
    name = make_exact(home, zones=approved(), sources=sources)
    assert name == exact_name(home, approved(), sources=sources)
    assert name != exact_name(home, approved(), sources=EVERYTHING)
    same, others = name.rpartition("-")[0], {path.stem for path in folder.glob("*.duckdb")} - {name}
    for number in range(MOST_FILES):
        path = folder / f"{same}-{number:012x}.duckdb"
        path.touch()
        os.utime(path, (number + 1, number + 1))  # asked for before all real ones
    (folder / "exact-20261101-0123456789ab-0123456789ab.duckdb").touch()
    assert make_exact(home, zones=approved(), sources=sources) == name
    kept = [f"{same}-{number:012x}" for number in range(1 + len(others), MOST_FILES)]
    assert {path.stem for path in folder.glob("*.duckdb")} == {name, *others, *kept}


def test_whoever_may_see_nothing_is_told_so(home: Path) -> None:
    with pytest.raises(RefusedError, match="every source that is loaded is not open to your organisation"):
        make_exact(home, sources=frozenset())


def test_words() -> None:
    assert closed_words([("a", "A")]) == "a (A), which is not open to your organisation"
    assert closed_words([("a", "A"), ("b", "B"), ("c", "C")]) == (
        "a (A), b (B) and c (C), which are not open to your organisation"
    )
