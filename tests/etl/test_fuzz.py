"""Damaged files and place files are refused in words, or read; they never end as a defect."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import store
from etl.errors import SafePassageError
from etl.inspect.file import inspect_file
from etl.load.dry_run import dry_run
from etl.place_file import read_place, read_place_text
from layers.zones.incoming import read_zone_file
from tests.damaged import damaged_file, whole_files
from tests.etl.folder import NOW, Folder

PLACES = Path(__file__).resolve().parents[2] / "data" / "places"
SEEDS = st.integers(0, 2**32 - 1)
PIECES = (
    *(
        "[",
        "[[",
        "{",
        "a={",
        "[[source]]",
        "=",
        '"',
        "'''",
        "\n",
        "9" * 21,
        "nan",
        "inf",
        "true",
        "[1,[2,{}]]",
    ),
    *(
        "1979-05-27T07:32:00Z",
        "{a=1}",
        "\x00",
        "files = 3",
        'id = ""',
        "threshold = -1",
        "[disclosure]",
        "-1",
    ),
    *(
        'time_zone = "../../etc/passwd"',
        'crs = "EPSG:99999999"',
        "columns = {a=1}",
        "values={a={b=1}}",
        "1e400",
    ),
)


def bounded(examples: int) -> settings:
    """Return the settings of so many examples; nothing stays from one to the next."""
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck))


def look_at(folder: Path, seed: int) -> None:
    """Inspect a damaged file, and take it for zones where it may be such."""
    name, content = damaged_file(seed)
    path = folder / name
    path.write_bytes(content)
    for read in (inspect_file, lambda path: read_zone_file(path, None)):
        with suppress(SafePassageError):
            read(path)
    path.unlink()
    assert not list(folder.iterdir())


def read_damaged_place(seed: int) -> None:
    chance = random.Random(seed)
    lines = chance.choice([each.read_text("utf-8") for each in sorted(PLACES.glob("*.toml"))]).splitlines()
    for _ in range(chance.randint(1, 4)):
        at, piece = chance.randrange(len(lines)), chance.choice(PIECES)
        cut = chance.randrange(len(lines[at]) + 1)
        lines[at] = chance.choice(
            (
                "",
                piece,
                lines[at].split("=")[0] + "= " + piece,
                lines[at][:cut] + piece + lines[at][cut:],
                lines[0],
            )
        )
    with suppress(SafePassageError):
        read_place_text("\n".join(lines), Path("place.toml"))


def try_damaged(folder: Folder, seed: int) -> None:
    """Try a damaged file out with the settings proposed for the good one; the home stays as it is."""
    name, content = damaged_file(seed)
    good = folder.file(name, whole_files()[name])
    place, before = folder.path / "tried.toml", state(folder)
    with suppress(SafePassageError):
        proposed = inspect_file(good).as_toml()
        place.write_text((folder.path / "place.toml").read_text("utf-8") + proposed, "utf-8")
        source = read_place(place).sources[-1].id
        incoming = {name: folder.file(f"damaged/{name}", content)}
        dry_run(
            place, source, folder.raw, folder.home, now=NOW, incoming=incoming, quarantine=folder.path / "q"
        )
    good.unlink()
    assert state(folder) == before


def state(folder: Folder) -> list[tuple[str, str]]:
    """Return the home's files that hold data, with their digests."""
    files = sorted(each for each in folder.home.rglob("*") if each.is_file() and each.suffix != ".lock")
    return [(each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in files]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.place(boundary=True)
    made.load()
    return made


@bounded(25)
@given(seed=SEEDS)
def test_a_damaged_file_is_no_defect(tmp_path: Path, seed: int) -> None:
    look_at(tmp_path, seed)


@bounded(150)
@given(seed=SEEDS)
def test_a_damaged_place_file_is_no_defect(seed: int) -> None:
    read_damaged_place(seed)


@pytest.mark.heavy
@bounded(1500)
@given(seed=SEEDS)
def test_many_damaged_files_are_no_defect(tmp_path: Path, seed: int) -> None:
    look_at(tmp_path, seed)


@pytest.mark.heavy
@bounded(20_000)
@given(seed=SEEDS)
def test_many_damaged_place_files_are_no_defect(seed: int) -> None:
    read_damaged_place(seed)


@pytest.mark.heavy
@bounded(150)
@given(seed=SEEDS)
def test_many_damaged_files_tried_out_change_nothing(folder: Folder, seed: int) -> None:
    try_damaged(folder, seed)


def test_one_damaged_file_tried_out_changes_nothing(folder: Folder) -> None:
    assert store.restricted_path(folder.home).is_file()
    for seed in (1, 2, 206926704):  # the last: NUL bytes in a file of which only constants are loaded
        try_damaged(folder, seed)


@pytest.mark.parametrize(
    "text",
    [
        "a=" + "[" * 5000,
        "a=" + "{a=" * 5000,
        "[[source]]\ncolumns = " + "[" * 200_000,
        "a." * 2000 + "b = 1",
    ],
    ids=["lists", "tables", "very deep", "dotted"],
)
def test_what_nests_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(SafePassageError):
        read_place_text(text, Path("place.toml"))
