"""The finder of leaks sees each way of writing a secret down, and takes nothing else for one."""

from __future__ import annotations

import base64
import gzip
import json

import numpy as np
import pytest

from tests.leaks import Secrets

RNG = np.random.default_rng(5)
LATITUDE, LONGITUDE = RNG.uniform(47.17, 47.23, 500), RNG.uniform(-31.54, -31.46, 500)
CELL = 0x8A2A1072B59FFFF
LAT, LON = float(LATITUDE[7]), float(LONGITUDE[7])
SECRETS = Secrets.of(LATITUDE, LONGITUDE, [CELL], ["CNRY"], [(float(LATITUDE[0]), float(LONGITUDE[0]))])
DOUBLES = np.array([1.5, LAT, LON])


@pytest.mark.parametrize(
    ("body", "mimetype"),
    [
        (json.dumps({"coordinates": [LON, LAT]}), "application/json"),
        (f"{LAT:.5f},{LON:.5f}", "text/csv"),
        (f"{LAT},Overdose call,12.50000,{LON}", "text/csv"),
        (f"at {int(LAT * 1e5) / 1e5}, {int(LON * 1e5) / 1e5}", "text/html"),
        (f"{round(LAT * 1e6)} {round(LON * 1e6)}", "text/plain"),
        (f"{round(LAT * 1e7)} {round(LON * 1e7)}", "text/plain"),
        (f"{CELL:x}", "application/json"),
        (f"{CELL:X}", "application/json"),
        (str(CELL), "application/json"),
        (b"\x00" + CELL.to_bytes(8, "little"), "application/octet-stream"),
        (b"\x01" + DOUBLES.astype("<f8").tobytes(), "application/x-protobuf"),
        (DOUBLES.astype(">f8").tobytes(), "application/octet-stream"),
        (DOUBLES.astype("<f4").tobytes(), "application/octet-stream"),
        (b"abc" + DOUBLES.astype(">f4").tobytes(), "application/octet-stream"),
        (np.array([LAT, 1.0, 2.0]).tobytes(), "application/octet-stream"),
        (
            json.dumps({"bdata": base64.b64encode(DOUBLES.astype("<f4").tobytes()).decode()}),
            "application/json",
        ),
        (base64.b64encode(gzip.compress(DOUBLES.astype("<f8").tobytes(), mtime=0)), "text/plain"),
        (gzip.compress(f"{LAT:.5f} {LON:.5f}".encode(), mtime=0), "text/csv"),
        ("an id: CNRY-7", "text/html"),
        (base64.b64encode(b"the id is CNRY-7 indeed"), "text/plain"),
        (b"CNRY".hex(), "text/plain"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "bytes",
)
def test_a_leak_is_seen(body: str | bytes, mimetype: str) -> None:
    sent = body.encode() if isinstance(body, str) else body
    assert SECRETS.found_in([("Content-Type", mimetype)], sent, mimetype) != []


def test_a_leak_in_a_header_is_seen() -> None:
    assert SECRETS.found_in([("Content-Disposition", "attachment; filename=cnry.csv")], b"", "text/csv") != []


@pytest.mark.parametrize(
    "body",
    [
        f"{LATITUDE[0]:.5f},{LONGITUDE[0]:.5f}",  # public: a service stands there
        f"{LAT:.3f},{LON:.3f}",
        f"{LAT:.5f}",
        " ".join(f"{number:.5f}" for number in RNG.uniform(-31.54, -31.46, 300)),
        f"{0x892A1072B5BFFFF:x}",
    ],
)
def test_other_things_are_no_leak(body: str) -> None:
    assert SECRETS.found_in([], body.encode(), "text/csv") == []
