"""Commands as a person meets them: words in, exit code and two streams out."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app
from layers.publish.log import Decider
from layers.publish.version import publish
from records import zones
from records.access import accounts
from records.access.trail import note
from tests.layers.conftest import AS_OF
from tests.layers.town import build_town
from tests.records.writer import document
from web.trail import opened_trail
from web.workspace import open_access_of, open_workspace

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
STEWARD = Decider("A. Steward", NOON)


class Ran:
    """What one command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, " ".join(err.split())

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def safepassage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run_words(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["safepassage", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            app.main()
        return Ran(int(ended.value.code or 0), *capsys.readouterr())

    return run_words


def keep_people(home: Path) -> None:
    """Keep an account, three acts and a zone of two versions in a home."""
    with open_access_of(home) as kept:
        accounts.add_organisation(kept, name="Health", kind="health")
        accounts.add(
            kept, login="ada@example.org", name="Ada", organisation="Health", role="steward", at=NOON
        )
    with opened_trail(home) as trail:
        for number in range(3):
            note(trail, at=NOON, by="ada", organisation="", role="", kind="load", subject=f"file {number} é")
    with open_workspace(home) as kept:
        zones.save(kept, document(1), by="Ada", at=NOON)
        zones.save(kept, document(2), zone_id="z1", based_on=1, by="Ada", at=NOON, note="ü")
        zones.comment(kept, "z1", 2, by="Bo", at=NOON, text="Why?")


@pytest.fixture(scope="session")
def kept_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything in it, published for two days; tests copy it."""
    home = build_town(tmp_path_factory.mktemp("kept") / "home").home
    publish(home, as_of=AS_OF - dt.timedelta(days=1), decider=STEWARD)
    publish(home, as_of=AS_OF, decider=STEWARD)
    keep_people(home)
    return home
