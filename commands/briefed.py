"""What `safepassage brief` makes and writes: choices checked, files whole, each noted before it appears."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.asked import MOST_PAGES, TEMPLATE, Asked, read_asked
from briefing.content.earlier import Earlier
from briefing.make import FORMATS, Made, make_several
from commands.briefed_zones import zones_named
from commands.noting import command_pen
from etl.errors import BadInputError, RefusedError
from layers.published.home import follow
from layers.published.offer import ENVIRONMENTS, offer_of
from layers.published.version import Published
from web.briefing.offered import view_link
from web.trail import utc_now

if TYPE_CHECKING:
    from briefing.recipe import Planned

NOT_NOTED = (
    "The home cannot be written, so the audit trail does not know of these files. Its data are invented."
)


@dataclass(frozen=True)
class Order:
    """A briefing that can be made. planned: the run of a recipe, None without one. said: what to tell."""

    published: Published
    asked: Asked
    formats: tuple[str, ...]
    template: bytes | None
    planned: Planned | None = None
    said: tuple[str, ...] = ()
    template_path: Path | None = None

    def make(self, step: Callable[[str], None]) -> tuple[Made, ...]:
        """Return its files."""
        earlier: Earlier | None = self.planned.earlier if self.planned else None
        try:
            return make_several(
                self.published, self.asked, self.formats, earlier=earlier, template=self.template, step=step
            )
        except BadInputError as error:
            if error.where != TEMPLATE:
                raise
            raise BadInputError(f"{TEMPLATE} {self.template_path}", error.what, error.next_step) from error


@dataclass(frozen=True)
class Written:
    """What was written. noted: whether the audit trail knows of it; planned: the run of a recipe."""

    version: str
    content_id: str
    files: tuple[tuple[Path, Made], ...]
    noted: bool
    said: tuple[str, ...]
    planned: Planned | None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        files = [
            {
                "file": str(path),
                "format": path.suffix[1:],
                "bytes": len(made.body),
                "sha256": hashlib.sha256(made.body).hexdigest(),
            }
            for path, made in self.files
        ]
        told: dict[str, Any] = {"version": self.version, "content_id": self.content_id, "noted": self.noted}
        if self.planned is not None:
            run = self.planned
            told |= {"recipe": run.recipe.name, "period": run.period, "since": run.asked.since}
        return {**told, "files": files, "notes": list(self.said)}

    def lines(self) -> Iterator[str]:
        """Return it as lines to read."""
        for path, made in self.files:
            yield f"{path} ({len(made.body) / 1000:,.0f} kB)"
        yield f"Content id {self.content_id}, data version {self.version}."
        yield from self.said


def choose(
    home: Path,
    typed: Mapping[str, str],
    period: str,
    maps: str,
    zones: Path | None,
    formats: str,
    template: Path | None,
) -> Order:
    """Return the briefing that options ask for.

    Raises:
        BadInputError: what this version has not, or a file that cannot be read.
        RefusedError: a zone that is not published.
    """
    published = follow(home).published()
    given: dict[str, Any] = dict(typed)
    if period:
        given["period"] = _period(published, period)
    if maps:
        given |= _maps(published, [each.strip() for each in maps.split(",")])
    if zones is not None:
        given["zones"] = zones_named(published, zones)
    asked = read_asked(published, given)
    asked = read_asked(published, {**asked.as_json(), "view": view_link(offer_of(published), asked)})
    wanted = formats_of(formats, ("pdf",))
    return Order(published, asked, wanted, _template(template, wanted), template_path=template)


def put_files(home: Path, out: Path, order: Order, made: tuple[Made, ...], purpose: str) -> Written:
    """Write files whole into a folder, each once the audit trail has it; a file of the same name is replaced.

    Raises:
        RefusedError: the trail of a home with real data cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    noted, paths = True, []
    with tempfile.TemporaryDirectory(dir=out, prefix=".safepassage-") as folder:
        for each in made:
            (Path(folder) / each.name).write_bytes(each.body)
        for each in made:
            with ExitStack() as stack:
                noted = _note(stack, home, order, each, purpose) and noted
                (Path(folder) / each.name).replace(out / each.name)
            paths.append(out / each.name)
    said = (*order.said, *_too_long(made), *(() if noted else (NOT_NOTED,)))
    files = tuple(zip(paths, made, strict=True))
    written = Written(order.published.version, made[0].content_id, files, noted, said, order.planned)
    if order.planned is not None and noted:
        _keep_run(home, order.planned, made[0])
    return written


def _too_long(made: tuple[Made, ...]) -> Iterator[str]:
    """Yield that the paper is longer than it should be, where nothing more can give way."""
    pages = max(each.pages for each in made)
    if pages > MOST_PAGES:
        yield (
            f"The PDF has {pages} pages, more than {MOST_PAGES}, though its text is small and shortened: "
            "choose fewer zones, or shorten the notes."
        )


def _note(stack: ExitStack, home: Path, order: Order, made: Made, purpose: str) -> bool:
    """Note that a file is taken out, and where it then does not appear that too; False: it cannot be."""
    filters = {"format": made.name.rpartition(".")[2], **order.asked.for_trail()}
    if order.template is not None:
        filters["template_sha256"] = hashlib.sha256(order.template).hexdigest()
    if order.planned is not None:
        filters["recipe"] = order.planned.recipe.name
    try:
        stack.enter_context(
            command_pen(home).noting(
                "export",
                made.name[:200],
                content_id=made.content_id,
                file_sha256=hashlib.sha256(made.body).hexdigest(),
                purpose=purpose,
                version=order.published.version,
                exact=False,
                filters=filters,
            )
        )
    except (BadInputError, OSError) as error:
        if os.access(home, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise
        if not order.published.meta().only_invented:
            raise RefusedError(
                str(home),
                "cannot be written, so the audit trail would not know who took a briefing of real data",
                "Make the home writable, or keep the trail on a server: SAFE_PASSAGE_ACCESS_URL",
            ) from error
        return False
    return True


def formats_of(given: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the formats that an option names, each once. Raises BadInputError for one that is not made."""
    wanted = tuple(dict.fromkeys(each.strip().lower() for each in given.split(",") if each.strip()))
    unknown = [each for each in wanted if each not in FORMATS]
    if unknown:
        raise BadInputError("--format", f"{unknown[0][:20]!r} is not known", f"Known: {', '.join(FORMATS)}.")
    return wanted or default


def _template(path: Path | None, formats: tuple[str, ...]) -> bytes | None:
    if path is None:
        return None
    if not {"pptx", "zip"} & set(formats):
        raise BadInputError("--template", "is for slides, which are not asked for", "Add --format pptx.")
    return path.read_bytes()


def _period(published: Published, wanted: str) -> str:
    known = [each.id for each in published.periods() if each.kind != "current"]
    found = [each for each in known if each.upper() == wanted.strip().upper()]
    if not found:
        raise BadInputError(
            "--period", f"{wanted[:40]!r} is not published", f"Published: {', '.join(known)}."
        )
    return found[0]


def _maps(published: Published, wanted: list[str]) -> dict[str, Any]:
    """Return the large map and the four small ones: an environment that is not named has none."""
    layers = published.layers()
    drawable = [each for each in layers if offer_of(published).drawable(each)]
    small = dict.fromkeys(ENVIRONMENTS, "")
    for each in wanted:
        if each not in drawable:
            listed = ", ".join(drawable)
            raise BadInputError(
                "--maps", f"{each[:40]!r} has no map in this version", f"There are: {listed}."
            )
        environment = layers[each].environment
        if small[environment]:
            raise BadInputError(
                "--maps",
                f"{small[environment]} and {each} are of one environment, {environment}",
                "Name one.",
            )
        small[environment] = each
    return {"main": wanted[0], "maps": list(small.values())}


def from_recipe(home: Path, name: str, period: str, formats: str, template: Path | None) -> Order:
    """Return the run of a saved recipe. Raises BadInputError where it cannot be made."""
    from briefing.recipe import plan_run
    from records.recipes import get_recipe
    from web.workspace import kept_errors, open_workspace

    with kept_errors(), open_workspace(home) as store:
        recipe = get_recipe(store, name)
        planned = plan_run(store, follow(home).published(), recipe, period)
    wanted = formats_of(formats, recipe.formats)
    slides = _template(template, wanted)
    return Order(planned.published, planned.asked, wanted, slides, planned, planned.said, template)


def _keep_run(home: Path, planned: Planned, made: Made) -> None:
    from briefing.recipe import note_run
    from web.workspace import kept_errors, open_workspace

    with kept_errors(), open_workspace(home) as store:
        note_run(store, planned, made.content, by=command_pen(home).by, at=utc_now())
