"""Where a service is shown: the one answer for maps, paper, slides and files."""

from __future__ import annotations

import numpy as np

from etl.cells import centres
from layers.published.rows import Service


def position_of(service: Service) -> tuple[float, float] | None:
    """Return longitude and latitude (WGS 84): its cell's where only that may be shown, None for neither."""
    if service.latitude is not None and service.longitude is not None:
        return service.longitude, service.latitude
    if service.cell is None:
        return None
    latitude, longitude = centres(np.array([service.cell], np.int64))
    return float(longitude[0]), float(latitude[0])
