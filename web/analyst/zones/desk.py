"""What the Draw zones page works with: one home, its state store, what is drawn from and weighed with."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely

from etl.errors import BadInputError
from etl.feeds.service import TYPES
from etl.place import Place
from etl.place_file import find_place
from layers.clash.services import TestedService, read_open
from layers.publish.held import opened
from layers.published.rows import BaseFeature
from layers.published.version import Published
from layers.zones.material import ZoneMaterial, zone_material
from records.store import Store, open_store, workspace_target
from web.analyst.home import AnalystHome
from web.analyst.work import Work, Worker

Clock = Callable[[], dt.datetime]
MOST_KEPT = 3  # sets of sources whose material is kept: some 100 MB each for a county


def utc_now() -> dt.datetime:
    """Return the moment of a save: the edge where the page, like the command line, reads the clock."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, eq=False)
class Scenery:
    """What shapes are made from. services: the open ones, each stop by itself; streets: lines by name."""

    services: tuple[TestedService, ...]
    streets: Mapping[str, tuple[shapely.Geometry, ...]]
    buildings: tuple[shapely.Geometry, ...]
    outline: shapely.Geometry

    def points(self, service_ids: list[str]) -> list[tuple[float, float]]:
        """Return longitude and latitude of every stop of these services.

        Raises BadInputError for an id that is no open service.
        """
        known = {each.service_id for each in self.services}
        unknown = [each for each in service_ids if each not in known]
        if unknown:
            raise BadInputError(
                "Services", f"{unknown[0]!r:.60} is no open service of this place", "Choose from the list."
            )
        return [(one.longitude, one.latitude) for one in self.services if one.service_id in service_ids]


class ZoneDesk:
    """One home as its analysts draw zones in it; asked from any thread."""

    def __init__(self, home: Path, follower: AnalystHome, clock: Clock = utc_now) -> None:
        """Name the home; nothing is opened yet."""
        self.home, self.follower, self.clock = home, follower, clock
        self.worker = Worker()
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._material: OrderedDict[str, ZoneMaterial] = OrderedDict()
        self._scenery = functools.lru_cache(maxsize=MOST_KEPT)(self._read_scenery)

    def store(self) -> Store:
        """Return the home's state store. Raises StoreError when it cannot be opened."""
        with self._lock:
            if self._store is None:
                self._store = open_store(workspace_target(self.home))
            return self._store

    def close(self) -> None:
        """Let the state store go."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def place(self) -> Place:
        """Return the place as it is set now."""
        return find_place(self.home)

    def as_of(self) -> dt.date:
        """Return the day of what boards see, so that the same weeks are counted here."""
        return dt.date.fromisoformat(self.follower.published().meta().as_of[:10])

    def scenery(self) -> Scenery:
        """Return what shapes are made from, as it is loaded and published now."""
        return self._scenery(self._state())

    def material(self) -> ZoneMaterial | None:
        """Return what zones are weighed with by whoever asks; None while it is being read, which this begins.

        Raises BadInputError when it could not be read.
        """
        state = self._state()
        with self._lock:
            if state in self._material:
                self._material.move_to_end(state)
                return self._material[state]
        work = self.worker.state()
        if work.running:
            return None
        if work.what == state and work.error:
            raise BadInputError("The figures", work.error, "Load the data again, or tell the data steward.")
        if work.what == state and isinstance(work.result, ZoneMaterial):
            with self._lock:
                self._material[state] = work.result
                while len(self._material) > MOST_KEPT:
                    self._material.popitem(last=False)
            return work.result
        as_of, sources = self.as_of(), self.follower.entitled.sources()  # the thread has no request
        self.worker.start(state, lambda _: zone_material(self.home, as_of, sources=sources))
        return None

    def waited(self) -> ZoneMaterial:
        """Return what zones are weighed with, once it has been read. Raises BadInputError."""
        while (found := self.material()) is None:
            self._wait()
        return found

    def _wait(self) -> Work:
        return self.worker.wait()

    def _state(self) -> str:
        """Return a name that differs with the data, the settings, the published day and who may see what."""
        return f"{self.follower.name()} {self.follower.published().version}"

    def _read_scenery(self, _state: str) -> Scenery:
        published: Published = self.follower.published()
        with opened(self.home, self.follower.entitled.sources()) as held:
            services = read_open(held.con, TYPES, self.as_of())
            if held.place.closed_of("service"):
                services += _published_services(published, {(one.service_id, one.stop) for one in services})
        streets: dict[str, list[shapely.Geometry]] = {}
        for feature in _features(published, "street"):
            if feature.name:
                streets.setdefault(feature.name, []).append(shapely.from_wkb(feature.geometry_wkb))
        shapes = [shapely.from_wkb(feature.geometry_wkb) for feature in _features(published, "place")]
        buildings = [shapely.from_wkb(feature.geometry_wkb) for feature in _features(published, "building")]
        return Scenery(
            services,
            {name: tuple(lines) for name, lines in sorted(streets.items())},
            tuple(buildings),
            shapely.union_all(shapes) if shapes else shapely.box(*published.meta().place.bounds),
        )


def _published_services(published: Published, known: set[tuple[str, str]]) -> tuple[TestedService, ...]:
    """Return the services that boards see, but for those known: where they stand is no secret."""
    return tuple(
        TestedService(one.service_id, one.stop, one.name, one.type, one.latitude, one.longitude, None, ())
        for one in published.services()
        if one.latitude is not None and one.longitude is not None and (one.service_id, one.stop) not in known
    )


def _features(published: Published, kind: str) -> tuple[BaseFeature, ...]:
    return published.base_features(kind) if kind in published.base_kinds() else ()
