"""Events normalised to Parquet: what is counted from them, and what becomes of a folder that is not whole."""

from __future__ import annotations

import datetime as dt
import hmac
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl import store
from etl.feed import all_feeds
from etl.schema import plain_columns
from layers.periods import last_quarter
from layers.publish.cluster.normalised import Normalised, drop_parquet, is_whole, normalise, parquet_folder
from layers.publish.held import opened
from layers.publish.keyed import CONTENT, keep_keyed, keyed_statement, spots_of
from layers.publish.material import Material
from layers.publish.survey import survey
from layers.publish.version import protected
from tests.layers.cluster.big_town import build_big_town

AS_OF = dt.date(2026, 11, 22)
FEED = "overdose_call"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("big") / "home"
    build_big_town(home, 2000)
    return home


@contextmanager
def material_of(home: Path) -> Iterator[Material]:
    with opened(home) as held:
        newest = last_quarter(AS_OF, held.place.disclosure.delay_days)
        ground, km2 = survey(held.con, held.place, AS_OF, newest)
        yield Material(held.con, held.place, ground, km2, protected(held), held.secret, AS_OF, newest)


@pytest.fixture(scope="module")
def opened_town(home: Path) -> Iterator[Material]:
    with material_of(home) as material:
        yield material


@pytest.fixture
def material(home: Path, opened_town: Material) -> Material:
    drop_parquet(home)
    return opened_town


def made(found: list[Normalised]) -> list[bool]:
    return [each.made for each in found]


def test_parquet_holds_what_duckdb_counts(home: Path, material: Material) -> None:
    found = normalise(home, material, FEED)
    files = [str(file) for each in found for file in each.files]
    keep_keyed(material, FEED)
    by = "source, event_month, cell_7, cell_8, cell_9, area_row, slot, sets"
    ours = store.sql("publish_rollup", by=by)
    theirs = ours.replace("from keyed", f"from read_parquet({files})")
    counted, again = (sorted(store.rows(material.con, each), key=repr) for each in (ours, theirs))
    assert counted == again
    assert sum(row[-2] for row in counted) == 1500 + 600 + 200
    assert len(found) == 3  # a folder a source


def test_keys_are_hmac_of_what_names_a_row_and_its_turn_among_those_alike(material: Material) -> None:
    again = (
        "select * replace (row_number + 100000 as row_number) from overdose_call where source = 'hospital'"
    )
    events = f"(from overdose_call union all by name {again})"
    told = [*CONTENT, *(column.name for column in plain_columns(all_feeds()[FEED]))]
    listed = ", ".join(f"coalesce({store.quote(name)}::varchar, chr(29))" for name in told)
    statement = f"select source, identity, {listed} from {events} order by source, file, row_number"
    turns: Counter[tuple[str, str]] = Counter()
    wanted = []
    for source, identity, *content in store.rows(material.con, statement):
        who = "row:" + chr(30).join(content) if identity is None else f"id:{identity}"
        message = chr(31).join([FEED, source, who, str(turns[source, who])])
        turns[source, who] += 1
        digest = hmac.digest(material.secret, message.encode(), "sha256")
        wanted.append(int.from_bytes(digest[:4], "big"))
    keyed, named = keyed_statement(material, FEED, events)
    material.con.register("spots", spots_of(material, material.con, events))
    found = store.fetch(material.con, keyed, named)["event_key"]
    assert sorted(found.tolist()) == sorted(wanted)
    assert max(turns.values()) > 1


def test_what_names_a_row_stays_in_the_store(home: Path, material: Material) -> None:
    schema = pq.read_schema(normalise(home, material, FEED)[0].files[0])
    assert {"identity", "event_id", "file", "row_number", "run_id", "who"} & {*schema.names} == set()


def test_a_whole_folder_is_used_again(home: Path, material: Material) -> None:
    assert made(normalise(home, material, FEED)) == [True, True, True]
    assert made(normalise(home, material, FEED)) == [False, False, False]


@pytest.mark.parametrize("harm", ["cut", "lost", "extra", "no manifest", "bad manifest"])
def test_a_half_written_folder_is_made_again(home: Path, material: Material, harm: str) -> None:
    found = normalise(home, material, FEED)
    part, manifest = found[1].files[0], found[1].folder / "_manifest.json"
    before = part.read_bytes()
    match harm:
        case "cut":
            part.write_bytes(before[: len(before) // 2])
        case "lost":
            part.unlink()
        case "extra":
            part.with_name("part-99999.parquet").write_bytes(before)
        case "no manifest":
            manifest.unlink()
        case "bad manifest":
            manifest.write_text('{"files": ', encoding="utf-8")
    assert not is_whole(found[1].folder)
    again = normalise(home, material, FEED)
    assert made(again) == [False, True, False]
    assert is_whole(again[1].folder)
    assert [part.name for part in again[1].files] == ["part-00000.parquet"]


def test_what_a_killed_publish_was_writing_is_swept(home: Path, material: Material) -> None:
    debris = parquet_folder(home) / ".build-0123"
    debris.mkdir(parents=True)
    (debris / "part-00000.parquet").write_bytes(b"PAR1")
    normalise(home, material, FEED)
    assert not debris.exists()


def test_a_row_that_goes_changes_its_source_alone(home: Path, material: Material, tmp_path: Path) -> None:
    before = [each.folder.name for each in normalise(home, material, FEED)]
    other = tmp_path / "home"
    shutil.copytree(home, other)
    with store.connect(store.restricted_path(other)) as con:
        con.execute("delete from overdose_call where source = 'ambulance' and row_number = 7")
    with material_of(other) as changed:
        after = [each.folder.name for each in normalise(other, changed, FEED)]
    assert [each == was for each, was in zip(after, before, strict=True)] == [False, True, True]


def test_a_feed_without_events_has_a_folder_without_rows(home: Path, material: Material) -> None:
    (only,) = normalise(home, material, "condition_report")
    assert pq.read_table(only.files[0]).num_rows == 0
