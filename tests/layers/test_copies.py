"""Published versions at an address: what arrives, and what becomes of a connection that breaks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from etl.errors import BadInputError
from layers.publish.copies import bring, send
from layers.publish.pointer import current_version, point_to
from layers.published.recalled import RECALLED
from tests.published_fixture import write_published


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("published") / "home"
    version = write_published(home)
    point_to(home / "published", version)
    return home


@dataclass
class Storage:
    """An S3 server in this process. breaks: after how many requests of a kind its connections break."""

    folder: Path
    url: str
    breaks: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def broken(self, method: str, path: str) -> bool:
        """Note a request, and return whether its connection is to break."""
        self.seen.append((method, path))
        left = self.breaks.get(method)
        if left is None:
            return False
        self.breaks[method] = left - 1
        return left <= 0


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    localbucket = pytest.importorskip("localbucket", reason="localbucket is not installed: run make test")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / "s3" / "bucket").mkdir(parents=True)
    storage = Storage(tmp_path / "s3" / "bucket" / "boston", "")

    class Handler(localbucket.S3Handler):  # type: ignore[misc]  # has no types
        data_root = tmp_path / "s3"

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def _dispatch(self, action: Any) -> None:
            path = self.path.partition("?")[0]
            if storage.broken(self.command, path):
                self.close_connection = True
                self.connection.close()
            elif self.command == "PUT" and path.endswith("/"):
                self._send(HTTPStatus.OK)  # the mark of a folder, which this server has no need of
            else:
                super()._dispatch(action)

        def finish(self) -> None:
            """Close what is left of a connection that broke."""
            with suppress(OSError, ValueError):
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    storage.url = (
        f"s3://bucket/boston?endpoint_override=127.0.0.1:{server.server_port}&scheme=http&region=us-east-1"
    )
    yield storage
    server.shutdown()
    server.server_close()


def files(folder: Path) -> dict[str, bytes]:
    """Return the versions and the pointer of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".duckdb", ".json")}


def test_a_version_arrives_as_it_was(home: Path, tmp_path: Path) -> None:
    url, board = (tmp_path / "share").as_uri(), tmp_path / "board"
    version = send(home, url)
    assert bring(board, url) == version == current_version(board / "published")
    name = f"{version}.duckdb"
    assert (board / "published" / name).read_bytes() == (home / "published" / name).read_bytes()
    assert (board / "published" / name).stat().st_mode & 0o777 == 0o444
    assert sorted(path.name for path in (tmp_path / "share").iterdir()) == [name, "current.json"]


@pytest.mark.parametrize("harm", ["half of it", "another byte", "none"])
def test_what_does_not_arrive_as_it_was_sent_is_not_shown(home: Path, tmp_path: Path, harm: str) -> None:
    share, board = tmp_path / "share", tmp_path / "board"
    version = send(home, str(share))
    path = share / f"{version}.duckdb"
    whole = path.read_bytes()
    if harm == "none":
        path.unlink()
    else:
        path.write_bytes(whole[: len(whole) // 2] if harm == "half of it" else whole[:-1] + b"x")
    with pytest.raises(BadInputError, match="Run the same command again"):
        bring(board, str(share))
    assert current_version(board / "published") is None
    assert files(board / "published") == {}
    send(home, str(share))  # finds the damage and sends it again
    assert bring(board, str(share)) == version


def test_a_recalled_version_goes_there_and_everywhere_it_went(home: Path, tmp_path: Path) -> None:
    share, board = tmp_path / "share", tmp_path / "board"
    version = send(home, str(share))
    old = "20200101-0123456789ab"
    for folder in (share, board / "published"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{old}.duckdb").write_bytes(b"old")
    point_to(board / "published", old)
    recalled = home / "published" / RECALLED
    recalled.write_text(f"{old}\n", encoding="ascii")
    try:
        send(home, str(share))
    finally:
        recalled.unlink()
    bring(board, str(share))
    assert not (share / f"{old}.duckdb").exists()
    assert not (board / "published" / f"{old}.duckdb").exists()
    assert current_version(board / "published") == version


@pytest.mark.parametrize(
    "told", ["{", "{}", '{"version": "../x", "sha256": "0", "bytes": 1, "recalled": []}', "[]"]
)
def test_a_pointer_that_says_nothing_is_refused(tmp_path: Path, told: str) -> None:
    (tmp_path / "current.json").write_text(told, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"current\.json cannot be read"):
        bring(tmp_path / "board", str(tmp_path))


@pytest.mark.parametrize(("url", "said"), [("boston", "not an address"), ("nowhere://x", "not an address")])
def test_what_is_no_address_is_refused(home: Path, url: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        send(home, url)


def test_an_address_without_a_version_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="shows no version yet"):
        bring(tmp_path / "board", str(tmp_path / "share"))


def test_s3_storage_keeps_and_gives_a_version(home: Path, tmp_path: Path, storage: Storage) -> None:
    version = send(home, storage.url)
    assert files(storage.folder)[f"{version}.duckdb"] == files(home / "published")[f"{version}.duckdb"]
    assert json.loads(files(storage.folder)["current.json"])["version"] == version
    assert bring(tmp_path / "board", storage.url) == version
    storage.seen.clear()
    send(home, storage.url)
    assert {path for method, path in storage.seen if method == "PUT"} == {"/bucket/boston/current.json"}


def test_a_recalled_version_leaves_s3_storage(home: Path, storage: Storage) -> None:
    old = "20200101-0123456789ab"
    storage.folder.mkdir()
    (storage.folder / f"{old}.duckdb").write_bytes(b"old")
    recalled = home / "published" / RECALLED
    recalled.write_text(f"{old}\n", encoding="ascii")
    try:
        send(home, storage.url)
    finally:
        recalled.unlink()
    assert f"{old}.duckdb" not in files(storage.folder)


def trouble(work: Callable[[], str]) -> BadInputError | None:
    """Return the error of some work, None where it ends well."""
    try:
        work()
    except BadInputError as error:
        return error
    return None


@pytest.mark.heavy  # the client tries again for a while
@pytest.mark.parametrize("method", ["PUT", "GET", "POST", "HEAD"])
@pytest.mark.parametrize("after", range(3))
def test_a_connection_lost_while_sending_shows_nothing_half(
    home: Path, tmp_path: Path, storage: Storage, method: str, after: int
) -> None:
    version, board = current_version(home / "published"), tmp_path / "board"
    storage.breaks = {method: after}
    error = trouble(lambda: send(home, storage.url))
    broke, storage.breaks = storage.breaks[method] < 0, {}
    shown = (storage.folder / "current.json").exists()
    assert (error is not None) == broke
    if error is not None:
        assert "the connection was lost" in error.what
        assert "sends what is missing" in error.next_step
        assert error.where == "s3://bucket/boston"  # no key is printed
    if shown:
        assert bring(tmp_path / "early", storage.url) == version
    assert send(home, storage.url) == version
    assert bring(board, storage.url) == version


@pytest.mark.heavy
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("after", range(3))
def test_a_connection_lost_while_bringing_leaves_what_was_there(
    home: Path, tmp_path: Path, storage: Storage, method: str, after: int
) -> None:
    version, board = send(home, storage.url), tmp_path / "board"
    storage.breaks = {method: after}
    error = trouble(lambda: bring(board, storage.url))
    broke, storage.breaks = storage.breaks[method] < 0, {}
    assert (error is not None) == broke
    if error is not None:
        assert "the connection was lost" in error.what
        assert files(board / "published") == {}
        assert current_version(board / "published") is None
    assert bring(board, storage.url) == version
