"""How much enforcement comparable places have: a fit over the cells that are near no service.

log E_j = b0 + b1 log(N_j + 1/2) + b2 log^2(N_j + 1/2) + b3 log(P_j + 1), Poisson, over the placebo cells:
every cell whose centre is more than 3h from every service, unweighted, cells at the edge included. The
square is taken first; then each covariate is centred and scaled by the placebo mean and standard
deviation (divisor n), and one that does not vary is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.checked import Flags, Floats
from layers.statistics.poisson import LogLinear, fit_log_linear
from layers.statistics.surroundings import Surroundings


@dataclass(frozen=True)
class NeedModel:
    """The fit over placebo cells, in the units of y (window totals, not per 28 days).

    lowest and highest: the smallest and largest expected total of a placebo cell, NaN without any.
    mean: their mean y. fit is None where nothing can be fitted: no placebo cell, or no enforcement near
    any (then every expected total is 0).
    """

    fit: LogLinear | None
    centre: Floats
    scale: Floats
    kept: Flags
    placebo: Floats
    mean: float

    @property
    def lowest(self) -> float:
        """Smallest expected total among the placebo cells."""
        return float(self.placebo.min()) if len(self.placebo) else float("nan")

    @property
    def highest(self) -> float:
        """Largest expected total among the placebo cells."""
        return float(self.placebo.max()) if len(self.placebo) else float("nan")

    def expected(self, overdoses: Floats, residents: Floats) -> Floats:
        """Return E_raw of points with these kernel sums N and P; NaN without placebo cells."""
        if self.fit is None:
            return np.full(len(overdoses), 0.0 if len(self.placebo) else np.nan)
        return self.fit.expected(self._design(covariates(overdoses, residents)))

    def _design(self, values: Floats) -> Floats:
        return np.column_stack([np.ones(len(values)), ((values - self.centre) / self.scale)[:, self.kept]])


def placebo_cells(service_to_cell: sparse.csr_array) -> Flags:
    """Return which cells lie strictly more than 3h from every service (kernel weights as made here)."""
    reached = np.zeros(service_to_cell.shape[1], bool)
    reached[service_to_cell.indices] = True
    return ~reached


def covariates(overdoses: Floats, residents: Floats) -> Floats:
    """Return log(N + 1/2), its square and log(P + 1), before centring and scaling."""
    need = np.log(overdoses + 0.5)
    return np.column_stack([need, need**2, np.log(residents + 1.0)])


def fit_need_model(placebo: Surroundings) -> NeedModel:
    """Return the fit over the placebo cells' kernel sums. Raises BadInputError without overdoses."""
    if placebo.overdoses is None:
        raise BadInputError(
            "overdoses", "the place has no overdose feed", "Load one: without need nothing can be compared"
        )
    y = placebo.enforcement
    values = covariates(placebo.overdoses, placebo.residents)
    centre, scale = (values.mean(axis=0), values.std(axis=0)) if len(y) else (np.zeros(3), np.zeros(3))
    kept = scale > 1e-12 * np.maximum(1.0, np.abs(centre))  # rounding must not pass for variation
    model = NeedModel(None, centre, np.where(kept, scale, 1.0), kept, np.zeros(len(y)), 0.0)
    if not y.any():
        return model
    design = model._design(values)
    fit = fit_log_linear(design, y)
    return NeedModel(fit, model.centre, model.scale, kept, fit.expected(design), float(y.mean()))
