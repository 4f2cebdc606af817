"""Which figures a request is about: the published ones, or the exact ones, perhaps of some hours and days."""

from __future__ import annotations

import atexit
import functools
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from flask import abort, request

from etl.errors import BadInputError
from etl.place_file import find_place
from etl.store import restricted_path
from layers.chosen import read_chosen
from layers.publish.entitled import Sources
from layers.publish.exact import exact_folder, exact_name, make_exact
from layers.publish.pointer import current_version
from layers.published.filtered import MARK, Filtered
from layers.published.home import PublishedHome
from layers.published.kept import Kept
from layers.published.version import Published
from web.analyst.entitled import Entitled
from web.analyst.work import Worker
from web.approval import approved_zones
from web.people.who import found
from web.workspace import workspace_stamp

PREFIX = "/exact"  # before the addresses that a page of exact figures asks of the server's machinery
VIA_PREFIX = "safepassage.exact"
NAMED = "exact-"
ASKED = "exact"  # ?store=exact
MOST_OPEN = 4  # files of exact figures, each of one set of sources


class AnalystHome(PublishedHome):
    """Follows the published version and beside it the exact figures.

    A page of exact figures asks under PREFIX, and whatever it fetches names the version it shows; so
    everything that asks for `current()` answers each page from the store that page reads.
    """

    def __init__(self, home: Path) -> None:
        """Name the home to follow; nothing is opened yet."""
        super().__init__(home)
        self.home = home
        self.entitled = Entitled(home)
        self.worker = Worker()
        self._exact: OrderedDict[Sources | None, Published] = OrderedDict()
        self._named: dict[Sources | None, tuple[Any, str]] = {}
        self._exact_lock = threading.RLock()
        self._figures = Kept()
        self.filtered = functools.lru_cache(maxsize=16)(self._filtered)

    def current(self) -> Published:
        """Return the version that the present request is about, the published one outside a request."""
        asked = asked_version()
        if asked is None:
            return self.published()
        exact = self.exact()
        name, _, code = asked.partition(MARK)
        return self.filtered(exact, code) if code and name == exact.version else exact

    def published(self) -> Published:
        """Return the version that boards see, whatever the present request is about."""
        return super().current()

    def unpublished(self) -> bool:
        """Return whether nothing has been published yet."""
        return current_version(self.folder) is None

    def can_answer(self) -> bool:
        """Return whether there is a version for the present request: exact figures need no published one.

        Never where nobody is known to ask: Dash builds a layout ahead of the first request's check.
        """
        if found() is None:
            return False
        return asked_version() is not None or not self.unpublished()

    def require(self) -> None:
        """Raise BadInputError where there is no version to make a page of."""
        if not wants_exact():
            self.current()

    def place(self) -> tuple[str, str]:
        """Return the place's name and base map, before the first version as its own file says."""
        if not self.unpublished():
            return super().place()
        place = find_place(self.home)
        return place.name, place.basemap_url

    def exact(self) -> Published:
        """Return the exact figures that were opened last of the sources that whoever asks may see.

        Raises BadInputError when there are none, RefusedError where every source is closed.
        """
        with self._exact_lock:
            sources = self.entitled.sources()
            opened = self._exact.get(sources)
            if opened and not (exact_folder(self.home) / f"{opened.version}.duckdb").is_file():
                del self._exact[sources]  # deleted because rows were erased: nobody is shown them any more
                self.forget_filtered()
            if sources not in self._exact and not self.ready():
                raise BadInputError(
                    str(exact_folder(self.home)),
                    "the exact figures have to be made again",
                    "Reload the page.",
                )
            self._exact.move_to_end(sources)
            return self._exact[sources]

    def ready(self) -> bool:
        """Open the exact figures of what is loaded now; return False where they are still to be made.

        They are those of the sources that whoever asks may see. Raises BadInputError when the restricted
        store cannot be read, RefusedError where every source is closed.
        """
        with self._exact_lock:
            path, sources = exact_folder(self.home) / f"{self.name()}.duckdb", self.entitled.sources()
            if not path.is_file():
                return False
            if sources not in self._exact or self._exact[sources].version != path.stem:
                self._exact[sources] = Published(path)  # the earlier one closes with its last reader
                self._exact.move_to_end(sources)
                while len(self._exact) > MOST_OPEN:
                    self._exact.popitem(last=False)
            return True

    def make(self) -> None:
        """Begin to make the exact figures of whoever asks, unless any are being made."""
        sources = self.entitled.sources()  # asked for here: the worker's thread has no request
        self.worker.start(
            self.name(),
            lambda progress: make_exact(
                self.home, zones=approved_zones(self.home), sources=sources, progress=progress
            ),
        )

    def close(self) -> None:
        """Let the open files go."""
        super().close()
        with self._exact_lock:
            self.forget_filtered()
            for opened in self._exact.values():
                opened.close()
            self._exact.clear()

    def name(self) -> str:
        """Return the name of the exact figures of whoever asks, worked out anew when anything has changed."""
        sources = self.entitled.sources()
        paths = (restricted_path(self.home), restricted_path(self.home).with_name("place.toml"))
        found = [path.stat() for path in paths if path.is_file()]
        stamp = (*((each.st_mtime_ns, each.st_size) for each in found), workspace_stamp(self.home))
        with self._exact_lock:
            if sources not in self._named or self._named[sources][0] != stamp:
                name = exact_name(self.home, approved_zones(self.home), sources=sources)
                self._named = {key: each for key, each in self._named.items() if each[0] == stamp}
                self._named[sources] = stamp, name
            return self._named[sources][1]

    def forget_filtered(self) -> None:
        """Let every choice of events go, with the figures that were counted for it."""
        self.filtered.cache_clear()
        self._figures.clear()

    def _filtered(self, exact: Published, code: str) -> Filtered:
        try:
            return Filtered(exact, read_chosen(code), self._figures)
        except BadInputError as error:
            abort(400, description=str(error))


@functools.cache
def follow_both(home: Path) -> AnalystHome:
    """Return this process's one follower of a home for analysts; it is closed when the process ends."""
    follower = AnalystHome(home)
    atexit.register(follower.close)
    return follower


def wants_exact() -> bool:
    """Return whether the present request is for a page of exact figures."""
    return request.args.get("store") == ASKED


def asked_version() -> str | None:
    """Return the exact version that the present request names, NAMED where it names none.

    None where it is about published figures, there is no request, or nobody is known to ask: what anybody
    may ask for (assets, the health address, signing in) may name anything.
    """
    if found() is None:
        return None
    named = (request.view_args or {}).get("version") or request.args.get("version")
    if request.environ.get(VIA_PREFIX):
        named = named or _posted_version()
        return named if isinstance(named, str) and named.startswith(NAMED) else NAMED
    return named if isinstance(named, str) and named.startswith(NAMED) else None


def _posted_version() -> Any:
    """Return what a callback's request says of the version that its page shows."""
    posted = request.get_json(silent=True)
    if not isinstance(posted, dict):
        return None
    for part in ("state", "inputs"):
        for each in posted.get(part) or ():
            if isinstance(each, dict) and each.get("id") == "version":
                return each.get("value")
    return None
