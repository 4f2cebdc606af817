from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from etl.errors import BadInputError
from etl.formats import archive
from etl.formats.archive import choose_member, extract_member, list_members


def write_zip(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def test_a_member_without_a_name_is_none(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "nameless.zip", {"calls.csv": b"id\n1\n", "?": b"x"})
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 28 : at + 30], raw[at + 46 : at + 47] = b"\0\0", b""  # its name, of one letter
    size = raw.rindex(b"PK\x05\x06") + 12
    raw[size : size + 4] = (int.from_bytes(raw[size : size + 4], "little") - 1).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    assert list_members(path) == ["calls.csv"]


def test_litter_is_not_a_member(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.zip",
        {"__MACOSX/._a.csv": b"x", "d/.DS_Store": b"x", "d/._a.csv": b"x", "d/a.csv": b"id\n1\n", "d/": b""},
    )
    assert list_members(path) == ["d/a.csv"]
    assert choose_member(path, "", (".csv",)) == "d/a.csv"


def test_a_member_is_found_by_its_trailing_path(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"2024/calls.csv": b"old", "2025/calls.csv": b"new"})
    assert extract_member(path, "2025/calls.csv", tmp_path).read_bytes() == b"new"
    with pytest.raises(BadInputError, match="2 members called"):
        extract_member(path, "calls.csv", tmp_path)


def test_a_shapefile_brings_its_sidecars(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.zip", {f"x/Tracts.{end}": b"x" for end in ("shp", "dbf", "shx", "prj", "pdf")}
    )
    into = tmp_path / "out"
    into.mkdir()
    extract_member(path, "Tracts.shp", into)
    assert sorted(file.name for file in into.iterdir()) == [
        f"Tracts.{end}" for end in ("dbf", "prj", "shp", "shx")
    ]


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"calls.csv": b"0" * 40_000_000})
    with pytest.raises(BadInputError, match="zip bomb"):
        extract_member(path, "calls.csv", tmp_path)
    assert not (tmp_path / "calls.csv").exists()


def test_a_member_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "liar.zip", {"calls.csv": b"id\n" + b"1\n" * 5000}, zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    true_size = (10_003).to_bytes(4, "little")
    at = raw.rindex(true_size)  # the uncompressed size in the central directory
    raw[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    with pytest.raises(BadInputError):
        extract_member(path, "calls.csv", tmp_path)


@pytest.mark.parametrize("name", ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "..\\evil.csv"])
def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    into = tmp_path / "into"
    into.mkdir()
    path = write_zip(tmp_path / "evil.zip", {name: b"id\n1\n"})
    with pytest.raises(BadInputError, match="leads outside"):
        extract_member(path, name, into)
    assert list(tmp_path.rglob("evil.csv")) == []


def test_encrypted_nested_broken_and_absent_members_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "locked.zip", {"calls.csv": b"id\n1\n"})
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(BadInputError, match="encrypted"):
        extract_member(path, "calls.csv", tmp_path)
    nested = write_zip(tmp_path / "nested.zip", {"inner.zip": b"PK"})
    with pytest.raises(BadInputError, match="archives inside archives"):
        choose_member(nested, "", (".csv",))
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(BadInputError, match="cannot be opened as a zip"):
        list_members(broken)
    with pytest.raises(BadInputError, match="no member 'other"):
        choose_member(write_zip(tmp_path / "one.zip", {"calls.csv": b"1"}), "other.csv", ())
    two = write_zip(tmp_path / "two.zip", {"a.csv": b"1", "b.csv": b"2"})
    with pytest.raises(BadInputError, match="2 files that could be meant"):
        choose_member(two, "", (".csv",))


def test_damaged_bytes_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bad.zip", {"calls.csv": b"id\n" + b"1\n" * 500}, zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    raw[200] ^= 0xFF  # the checksum no longer fits
    path.write_bytes(bytes(raw))
    with pytest.raises(BadInputError, match="cannot be opened as a zip"):
        extract_member(path, "calls.csv", tmp_path)


@pytest.mark.parametrize(
    ("find", "put"),
    [(b"PK\x05\x06", 16), (b"PK\x01\x02", 42)],  # where the directory begins; where the first member does
    ids=["before the file", "far away"],
)
def test_a_directory_that_leads_nowhere_is_refused(tmp_path: Path, find: bytes, put: int) -> None:
    path = write_zip(tmp_path / "bad.zip", {"calls.csv": b"id\n" + b"1\n" * 500}, zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(find) + put
    raw[at : at + 4] = b"\xf0\xff\xff\xff"
    path.write_bytes(bytes(raw))
    with pytest.raises(BadInputError, match="cannot be opened as a zip"):
        extract_member(path, "calls.csv", tmp_path)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    path = write_zip(tmp_path / "many.zip", {f"{n}.csv": b"1" for n in range(3)})
    with pytest.raises(BadInputError, match="more than 2"):
        list_members(path)
