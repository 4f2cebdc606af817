"""Confidential services, and mobile ones where the place says so: a cell or nothing, and no figure at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import store
from layers.clash.services import read_open
from layers.publish.held import Held, opened
from layers.publish.material import Material
from layers.publish.survey import survey
from layers.publish.tables import service_rows
from layers.rule import Identity
from tests.layers.clash.home import AS_OF, clash_home

TYPES = ("needle_exchange", "naloxone", "opioid_treatment", "pharmacy")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clash_home(tmp_path_factory.mktemp("confidential") / "home").home


def shown(held: Held) -> list[tuple[str, str, bool]]:
    """Return (id, setting, whether its point is shown) of every service as pages have them."""
    ground, km2 = survey(held.con, held.place, AS_OF, 8_000)
    material = Material(held.con, held.place, ground, km2, Identity(), held.secret, AS_OF, 8_000)
    table = service_rows(material)
    columns = (table[name].to_pylist() for name in ("service_id", "setting", "latitude"))
    return [(name, setting, point is not None) for name, setting, point in zip(*columns, strict=True)]


def say(home: Path, *settings: str) -> None:
    path = home / "restricted" / "place.toml"
    kept = [line for line in path.read_text().splitlines() if "_services =" not in line]
    path.write_text("\n".join([*settings, *kept]) + "\n")


def test_a_mobile_service_is_shown_where_it_stops_unless_the_place_says_otherwise(home: Path) -> None:
    say(home)
    with opened(home) as held:
        assert {(name, point) for name, setting, point in shown(held) if setting == "mobile"} == {
            ("X3", True)
        }
        assert {each.service_id for each in read_open(held.con, TYPES, AS_OF)} >= {"X3"}
        assert sum(setting == "confidential" for _, setting, _ in shown(held)) == 1


@pytest.mark.parametrize("sources", [None, frozenset("s")])
def test_mobile_services_may_be_taken_for_confidential(home: Path, sources: frozenset[str] | None) -> None:
    say(home, 'mobile_services = "confidential"')
    with opened(home, sources) as held:
        hidden = [each for each in shown(held) if each[1] == "confidential"] if sources is None else []
        assert all(name.startswith("confidential-") and not point for name, _, point in hidden)
        assert len(hidden) == (3 if sources is None else 0)
        assert "X3" not in {each.service_id for each in read_open(held.con, TYPES, AS_OF)}
        confidential = {name for (name,) in store.rows(held.con, store.sql("publish_confidential"))}
        assert {"X3", "Van", "X4"} <= confidential  # a zone that names it is published as hexagons
        for statement in ("publish_reachable", "publish_clash_services"):
            given = {"as_of": AS_OF} | ({"types": list(TYPES)} if "clash" in statement else {})
            rows = store.rows(held.con, store.sql(statement, condition="true"), given)
            assert "X3" not in {row[0] for row in rows}
    if sources is not None:
        with opened(home, frozenset(("other",))) as held:
            assert not store.rows(held.con, "select * from service")


def test_confidential_services_may_be_left_out_whole(home: Path) -> None:
    say(home, 'confidential_services = "hidden"', 'mobile_services = "confidential"')
    with opened(home) as held:
        assert {setting for _, setting, _ in shown(held)} == {"fixed"}
