"""What the clash page's map fetches: a class for each cell, and the services with theirs."""

from __future__ import annotations

import numpy as np
import shapely

from layers.look.colours import ZERO
from layers.look.standing import has_index
from layers.published.clash import WITHHELD_CLASS, Clash
from layers.published.version import Published
from web.map.files import collect


def class_bytes(published: Published, surface_id: str, grid: str) -> bytes:
    """Return one byte for each row: its class, or ZERO * 16 where nothing is shown. Raises KeyError."""
    found = published.clash_cells(surface_id, grid)
    return np.where(found == WITHHELD_CLASS, ZERO * 16, found).astype(np.uint8).tobytes()


def service_points(clash: Clash | None) -> bytes:
    """Return the services as GeoJSON points in the order of the list; `rank` counts from 1.

    Raises KeyError for a version from before there was a clash index.
    """
    if clash is None:
        raise KeyError("clash")
    features = []
    for rank, service in enumerate(clash.services, 1):
        figures = ""
        if has_index(service):
            figures = f"Index {service.index:.0f} ({service.low:.0f} to {service.high:.0f})"
        about = {
            "id": service.service_id,
            "stop": service.stop,
            "name": service.title,
            "state": service.state.value,
            "label": service.label,
            "figures": figures,
            "rank": rank,
        }
        features.append((shapely.Point(service.longitude, service.latitude), about))
    return collect(features)
