from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from etl.errors import BadInputError
from web import vendor

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_file_records_versions_and_digests_but_no_addresses() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in text
    assert ".npmjs." not in text
    packages = json.loads(text)["packages"]
    assert packages["node_modules/maplibre-gl"]["version"] == "6.17.0"
    assert all("integrity" in about for name, about in packages.items() if name)


def make_root(tmp_path: Path) -> Path:
    (tmp_path / "package-lock.json").write_text("{}")
    for name in vendor.SERVED:
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"/* code */\n//# sourceMappingURL=code.mjs.map" if name.endswith("mjs") else b"x")
    return tmp_path


def test_what_is_served_is_copied_with_licences_and_without_source_maps(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    (root / "assets" / "vendor").mkdir(parents=True)
    (root / "assets" / "vendor" / "left-over.js").write_text("old")
    vendor.copy_served(root)
    copied = {str(path.relative_to(root / "assets" / "vendor")) for path in (root / "assets").rglob("*.*")}
    assert copied == set(vendor.SERVED.values())
    assert sum("LICENSE" in name for name in copied) == 2
    assert (root / "assets/vendor/maplibre-gl/maplibre-gl.mjs").read_bytes() == b"/* code */\n"


def test_a_package_that_lost_a_file_leaves_the_old_copy_alone(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    vendor.copy_served(root)
    (root / "node_modules" / next(iter(vendor.SERVED))).unlink()
    with pytest.raises(BadInputError, match="missing from the package"):
        vendor.copy_served(root)
    assert (root / "assets/vendor/maplibre-gl/maplibre-gl.mjs").exists()


def test_nothing_is_installed_when_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_root(tmp_path)
    calls: list[Path] = []
    monkeypatch.setattr(vendor, "find_npm", lambda: "npm")
    monkeypatch.setattr(vendor, "install_packages", lambda root, _npm: calls.append(root))
    assert vendor.vendor(root) is True
    assert vendor.vendor(root) is False
    (root / "package-lock.json").write_text('{"changed": true}')
    assert vendor.vendor(root) is True
    assert len(calls) == 2


def test_npm_comes_from_pypi_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "npm").write_text("")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(vendor.shutil, "which", lambda _name: None)
    monkeypatch.setattr(vendor.sys, "prefix", str(tmp_path))
    monkeypatch.setattr(vendor.subprocess, "run", run)
    assert vendor.find_npm() == str(tmp_path / "bin" / "npm")
    assert asked[0][-1] == vendor.NODE_WHEEL
    assert vendor.find_npm() == str(tmp_path / "bin" / "npm")
    assert len(asked) == 1


def test_a_machine_without_npm_or_network_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor.shutil, "which", lambda _name: None)
    monkeypatch.setattr(vendor.sys, "prefix", str(tmp_path))
    monkeypatch.setattr(
        vendor.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1)
    )
    with pytest.raises(BadInputError, match="Install npm"):
        vendor.find_npm()
