"""What each place of a server for several has published, and whether it can be shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal import print_json, say_lines

if TYPE_CHECKING:
    from web.region.file import Region


def region_status(file: Path, *, as_json: bool) -> None:
    """Say of each place whether it can be shown and in which version, or why not.

    Raises BadInputError where the file cannot be used, RefusedError where places would share a store.
    """
    from web.region.file import read_region

    region = read_region(file, os.environ)
    places = _places(region)
    if as_json:
        print_json({"region": region.name, "places": places})
        return
    lines = [f"{region.name}: {len(places)} places"]
    for place in places:
        said = place["trouble"] or f"version {place['version']}"
        kind = "analysts" if place["analysts"] else "boards"
        shown = "" if place["in_overview"] else ", not in the overview"
        lines.append(f"  {place['path']} ({kind}{shown}): {said}")
    say_lines(lines)


def _places(region: Region) -> list[dict[str, Any]]:
    from layers.published.home import PublishedHome
    from web.region.server import make_places

    found = []
    for member, place in zip(region.places, make_places(region).values(), strict=True):
        trouble = place.trouble()
        found.append(
            {
                "path": place.path,
                "home": str(member.home),
                "analysts": member.analysts,
                "in_overview": member.in_overview,
                "version": None if trouble else PublishedHome(member.home).pointer(),
                "trouble": f"{trouble.where}: {trouble.what}. {trouble.next_step}" if trouble else None,
            }
        )
    return found
