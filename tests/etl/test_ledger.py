"""Loading again, correcting, repeating: nothing is lost and nothing counts twice."""

from __future__ import annotations

import pytest

from etl.errors import BadInputError
from etl.load import ledger
from etl.status import restricted_status
from tests.etl.folder import CALLS, Folder, calls

A = "1,2026-01-02 10:00,53.5,-1.5,died"
B = "2,2026-01-03 10:00,53.5,-1.5,died"


def assert_law(folder: Folder) -> None:
    for status in restricted_status(folder.home):
        kept = status.loaded + status.quarantined + status.superseded
        assert status.read == kept + status.purged + status.erased


def test_the_same_file_again_changes_nothing(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A, B, "3,x,53.5,-1.5,died"))
    assert folder.load()["calls"].state == "loaded"
    before = {
        name: folder.rows(f"select * from {name} order by all")
        for name in ("overdose_call", "runs", "quarantine")
    }
    report = folder.load()["calls"]
    assert (report.state, report.rows_read) == ("unchanged", 0)
    assert before == {name: folder.rows(f"select * from {name} order by all") for name in before}


def test_a_corrected_file_supersedes_its_old_rows_and_says_so(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A, B, "3,x,53.5,-1.5,died"))
    folder.load()
    folder.file("calls.csv", calls(A.replace("died", "survived"), B, "3,2026-01-04 10:00,53.5,-1.5,died"))
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_superseded) == (3, 0)
    assert any("superseded 2 rows" in note for note in report.notes)
    (status,) = restricted_status(folder.home)
    assert (status.read, status.loaded, status.quarantined, status.superseded) == (6, 3, 1, 2)
    assert folder.rows("select outcome from overdose_call where event_id = '1'") == [{"outcome": "survived"}]
    by = folder.rows("select distinct run_id <> by_run_id as by_another from superseded")
    assert by == [{"by_another": True}]


def test_a_changed_mapping_is_a_changed_file(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A))
    folder.load()
    folder.place(CALLS + '[source.values]\noutcome = { "died" = "unknown" }\n')
    assert folder.load()["calls"].state == "loaded"
    assert folder.rows("select outcome from overdose_call") == [{"outcome": "unknown"}]
    assert_law(folder)


def test_words_about_a_source_change_no_row(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A))
    folder.load()
    folder.place(CALLS.replace("time_format", 'licence = "other"\ntime_format'))
    assert folder.load()["calls"].state == "unchanged"


def test_repeats_of_an_id_in_a_file_keep_the_last(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A, A.replace("died", "survived")))
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_superseded) == (1, 1)
    assert folder.rows("select outcome, row_number from overdose_call") == [
        {"outcome": "survived", "row_number": 2}
    ]


NEWEST = CALLS.replace("time_format", 'newest_by = "version"\ntime_format')


def versioned(*lines: str) -> str:
    return calls(*lines).replace("outcome\n", "outcome,version\n")


@pytest.mark.parametrize(
    ("versions", "kept"),
    [(("10", "9"), "10"), (("2026-01-02", "2025-12-31"), "2026-01-02"), (("b", "a"), "b"), (("", "1"), "1")],
)
def test_newest_by_decides_by_number_time_or_text(
    folder: Folder, versions: tuple[str, str], kept: str
) -> None:
    folder.place(NEWEST)
    folder.file(
        "calls.csv", versioned(f"{A},{versions[0]}", f"{A.replace('died', 'survived')},{versions[1]}")
    )
    folder.load()
    outcome = "died" if kept == versions[0] else "survived"
    assert folder.rows("select outcome from overdose_call") == [{"outcome": outcome}]


@pytest.mark.parametrize("together", [True, False])
def test_an_id_in_two_files_keeps_the_later_file(folder: Folder, together: bool) -> None:
    folder.place(CALLS)
    folder.file("calls1.csv", calls(A, B))
    if not together:
        folder.load()
    folder.file("calls2.csv", calls(A.replace("died", "survived")))
    folder.load()
    found = folder.rows("select event_id, outcome, file from overdose_call order by 1")
    assert found == [
        {"event_id": "1", "outcome": "survived", "file": "calls2.csv"},
        {"event_id": "2", "outcome": "died", "file": "calls1.csv"},
    ]
    assert_law(folder)


def test_an_older_row_in_a_later_file_loses(folder: Folder) -> None:
    folder.place(NEWEST)
    folder.file("calls1.csv", versioned(f"{A},5"))
    folder.load()
    folder.file("calls2.csv", versioned(f"{A.replace('died', 'survived')},4"))
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_superseded) == (0, 1)
    assert folder.rows("select outcome from overdose_call") == [{"outcome": "died"}]
    folder.file("calls3.csv", versioned(f"{A.replace('died', 'unknown')},6"))
    folder.load()
    assert folder.rows("select outcome from overdose_call") == [{"outcome": "unknown"}]
    assert_law(folder)


def test_correcting_the_first_file_does_not_beat_the_second(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls1.csv", calls(A))
    folder.file("calls2.csv", calls(A.replace("died", "survived")))
    folder.load()
    folder.file("calls1.csv", calls(A.replace("died", "unknown"), B))
    folder.load()
    assert folder.rows("select outcome from overdose_call where event_id = '1'") == [{"outcome": "survived"}]
    assert_law(folder)


def test_identical_rows_without_an_id_are_all_events(folder: Folder) -> None:
    folder.place(CALLS.replace("time_format", 'identity = "row"\ntime_format'))
    folder.file("calls1.csv", calls(A, A, A))
    folder.load()
    folder.file("calls2.csv", calls(A, B))
    report = folder.load()["calls"]
    assert report.rows_superseded == 0
    found = folder.rows("select occurrence, file from overdose_call where event_id = '1' order by 1")
    assert [row["occurrence"] for row in found] == [0, 1, 2, 3]
    assert {row["identity"] for row in folder.rows("select identity from overdose_call")} == {None}
    once = folder.rows("select event_id, occurrence, file, row_number from overdose_call order by all")
    other = Folder(folder.path / "other")
    other.path.mkdir()
    other.place(CALLS.replace("time_format", 'identity = "row"\ntime_format'))
    other.file("calls1.csv", calls(A, A, A))
    other.file("calls2.csv", calls(A, B))
    other.load()
    assert other.rows("select event_id, occurrence, file, row_number from overdose_call order by all") == once


def test_rows_without_an_id_in_a_source_that_has_ids_are_kept(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A[1:], A[1:], A))
    assert folder.load()["calls"].rows_loaded == 3
    found = folder.rows("select identity, occurrence from overdose_call order by row_number")
    assert [(row["identity"], row["occurrence"]) for row in found] == [(None, 0), (None, 1), ("1", 0)]


def test_filtered_rows_are_not_read(folder: Folder) -> None:
    folder.place(CALLS.replace("time_format", 'where_not = { outcome = ["died"] }\ntime_format'))
    folder.file("calls.csv", calls(A, B, B.replace("died", "survived")))
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_loaded, report.rows_filtered) == (1, 1, 2)
    assert restricted_status(folder.home)[0].filtered == 2


def test_a_missing_file_is_said_and_keeps_what_was_loaded(folder: Folder) -> None:
    folder.place(CALLS)
    assert folder.raw.is_dir()
    folder.file("calls.csv", calls(A))
    folder.load()
    (folder.raw / "calls.csv").unlink()
    report = folder.load()["calls"]
    assert report.state == "no file"
    assert "1 rows stay loaded" in report.notes[0]


def test_a_ledger_that_does_not_add_up_commits_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A, B))
    count = ledger.store.changed
    monkeypatch.setattr(ledger.store, "changed", lambda con: count(con) and 1)
    with pytest.raises(ledger.LedgerError):
        folder.load()
    monkeypatch.undo()
    assert folder.rows("select * from overdose_call") == []


def test_a_second_writer_is_refused(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A))
    with ledger.store.restricted_writer(folder.home), pytest.raises(BadInputError, match="another command"):
        folder.load()


def test_other_resolutions_need_another_home(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(A))
    folder.load()
    text = (folder.path / "place.toml").read_text()
    (folder.path / "place.toml").write_text("resolution_stored = 11\n" + text)
    with pytest.raises(BadInputError, match="resolutions"):
        folder.load()


def test_the_secret_is_made_once_and_for_its_owner_only(folder: Folder) -> None:
    folder.place(CALLS)
    folder.load()
    path = folder.home / "restricted" / "secret"
    first = path.read_bytes()
    assert len(first) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    folder.load()
    assert path.read_bytes() == first
