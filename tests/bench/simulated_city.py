"""A city whose truth is known: where need is, where services stand, and at which of them police do more.

Distances are metres walked on a plane. Need is residents times a risk that varies over the city; services
stand where need is. The constants were settled on trial seeds (900001 to 900008), then frozen before the
seed of any reported run was chosen: they are not to be tuned to a result.

Setting A: enforcement follows need and nothing else. Setting B: enforcement also varies for reasons
nobody recorded, and half of it comes in operations of several events at one spot. Setting H: what nobody
recorded moves services and police alike, and overdoses not at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.kernel import CUT, Pairs, kernel_weights

RINGS = 28  # 3 x 28 x 29 + 1 = 2,437 cells
SPACING_M = 348.0
SERVICES, TREATED = 12, 6
OVERDOSES, EVENTS = 1500, 3000
EFFECT_SCALE_M = 300.0
NEED_SPREAD, NEED_SCALE_M = 1.2, 1200.0  # log risk a resident: standard deviation, smoothing
CENTRE_LIFT, CENTRE_M = 0.5, 3500.0  # log risk is this much higher in the centre, fading over this
RESIDENTS, RESIDENTS_SPREAD, RESIDENTS_SCALE_M = 150.0, 1.0, 800.0
HIDDEN_SPREAD, HIDDEN_SCALE_M = 0.4, 700.0  # settings B and H: log of what nobody recorded
IN_OPERATIONS, OPERATION_SIZE = 0.5, 4.0  # setting B: share of events, and mean size of an operation


@dataclass(frozen=True)
class Lattice:
    """The hexagonal disc every city stands on: distances between all cells, kernel weights, neighbours."""

    distance_m: Floats
    from_centre_m: Floats
    weights: sparse.csr_array
    neighbours: sparse.csr_array
    smoothing: dict[float, Floats]

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.from_centre_m)


@dataclass(frozen=True)
class City:
    """Window totals of each cell, the cells services stand in, and which of those are treated."""

    overdoses: Floats
    residents: Floats
    enforcement: Floats
    service: Ints
    treated: Flags


def make_lattice(bandwidth_m: float) -> Lattice:
    """Return the disc with kernels of one bandwidth and the smoothing of each random surface."""
    q, r = np.meshgrid(np.arange(-RINGS, RINGS + 1), np.arange(-RINGS, RINGS + 1))
    inside = np.abs(q + r) <= RINGS
    q, r = q[inside], r[inside]
    x, y = SPACING_M * (q + r / 2), SPACING_M * np.sqrt(0.75) * r
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    first, second = np.nonzero(distance <= CUT * bandwidth_m)
    pairs = Pairs(first, second, distance[first, second], distance.shape)
    smoothing = {}
    for scale in (NEED_SCALE_M, RESIDENTS_SCALE_M, HIDDEN_SCALE_M):
        blur = np.exp(-(distance**2) / (2 * scale**2))
        smoothing[scale] = blur / np.linalg.norm(blur, axis=1, keepdims=True)
    near = (distance > 0) & (distance < 1.1 * SPACING_M)
    return Lattice(
        distance,
        np.hypot(x, y),
        kernel_weights(pairs, bandwidth_m),
        sparse.csr_array(near.astype(float)),
        smoothing,
    )


def make_city(
    lattice: Lattice,
    setting: str,
    multiplier: float,
    random: np.random.Generator,
    *,
    treated: int = TREATED,
    overdoses: int = OVERDOSES,
) -> City:
    """Return one city. multiplier: of the rate at a treated door; the total of events stays the same."""

    def field(spread: float, scale: float) -> Floats:
        return spread * (lattice.smoothing[scale] @ random.normal(size=lattice.cells))

    lift = CENTRE_LIFT * np.exp(-((lattice.from_centre_m / CENTRE_M) ** 2))
    residents = np.round(RESIDENTS * np.exp(field(RESIDENTS_SPREAD, RESIDENTS_SCALE_M)))
    need = residents * np.exp(field(NEED_SPREAD, NEED_SCALE_M) + lift)
    called = random.multinomial(overdoses, need / need.sum())
    driver = np.exp(field(HIDDEN_SPREAD, HIDDEN_SCALE_M)) if setting == "H" else 1.0
    siting = need * driver
    service = random.choice(lattice.cells, SERVICES, replace=False, p=siting / siting.sum())
    chosen = np.arange(SERVICES) < treated
    effect = treatment(lattice.distance_m[service[chosen]], multiplier)
    hidden = np.exp(field(HIDDEN_SPREAD, HIDDEN_SCALE_M)) if setting == "B" else driver
    rate = need * hidden * effect
    in_operations = IN_OPERATIONS if setting == "B" else 0.0
    enforcement = _events(rate / rate.sum(), in_operations, random)
    return City(called.astype(float), residents, enforcement.astype(float), service, chosen)


def treatment(reach_m: Floats, multiplier: float) -> Floats:
    """Return max over treated services (rows of reach_m) of 1 + (m - 1) exp(-d^2 / (2 x 300^2))."""
    raised = (multiplier - 1) * np.exp(-(reach_m**2) / (2 * EFFECT_SCALE_M**2))
    return np.asarray(1 + raised.max(axis=0, initial=0.0))


def _events(share: Floats, in_operations: float, random: np.random.Generator) -> Ints:
    """Return 3,000 events a city: alone by their share, and in operations until the total is reached."""
    left = round(EVENTS * in_operations)
    events = random.multinomial(EVENTS - left, share)
    while left:
        size = min(left, 1 + int(random.poisson(OPERATION_SIZE - 1)))
        events[random.choice(len(share), p=share)] += size
        left -= size
    return np.asarray(events)
