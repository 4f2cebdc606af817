"""A share of events that come in clusters, with its 95 % interval, or "too few".

R = A / B, where A = sum of w over the events inside and B over all (w = 1: a plain share; w = k: a share
of exposure). Weeks are the clusters, since bad batches and operations last for days: with T weeks
v = T / (T - 1) x sum over weeks of (A_w - R B_w)^2 / B^2, and never less than independent events would
give, v0 = ((1 - R)^2 sum of w^2 inside + R^2 sum of w^2 outside) / B^2. The effective number of events
is n* = R (1 - R) / v x (1.959964 / t(.975; T - 1))^2; the bounds are the Clopper-Pearson bounds of n* R
among n*: low = Beta(.025; n*R, n* - n*R + 1), high = Beta(.975; n*R + 1, n* - n*R). Where none or all lie
inside, weeks say nothing about R, and n* = B^2 / sum of w^2, divided by the weekly dispersion of B.

Too few to say: n* below 30, or an interval of .30 or more.

Source: Korn & Graubard 1998, Survey Methodology 24:193; limits after Parker et al. 2017, National Center
for Health Statistics Data Presentation Standards for Proportions, Vital Health Stat 2(175).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv
from scipy.stats import t as student

from layers.statistics.checked import Flags, Floats
from layers.statistics.fay_feuer import FEWEST_WEEKS, weekly_dispersion

FEWEST_EFFECTIVE = 30.0  # effective events in the whole
WIDEST = 0.30  # of a 95 % interval that still says something
NORMAL_975 = 1.959964  # the normal quantile behind 95 %


@dataclass(frozen=True)
class Sums:
    """What happened, week by week, in n sets at once. weekly: n x T sums of w; squares: n sums of w^2."""

    weekly: Floats
    squares: Floats

    @property
    def total(self) -> Floats:
        """Return the sum of w of each set."""
        return np.asarray(self.weekly.sum(axis=1))


@dataclass(frozen=True)
class Shares:
    """n shares. value and bounds are NaN where there is no event at all; enough: not "too few"."""

    value: Floats
    low: Floats
    high: Floats
    effective: Floats
    enough: Flags


def sums_by_week(week: np.ndarray, weeks: int, weight: Floats | None = None) -> Sums:
    """Return the sums of one set of events. week: 0 .. weeks - 1 of each event; weight: 1 each if None."""
    counted = np.bincount(week, weight, weeks).astype(np.float64)
    squares = float(len(week)) if weight is None else float(weight @ weight)
    return Sums(counted[None, :], np.array([squares]))


def clustered_shares(inside: Sums, whole: Sums) -> Shares:
    """Return what part each set inside is of its whole; one whole may serve for all sets."""
    a, b = inside.total, np.broadcast_to(whole.total, inside.total.shape)
    squares = np.broadcast_to(whole.squares, a.shape)
    some = b > 0
    base = np.where(some, b, 1.0)
    share = np.where(some, np.clip(a / base, 0.0, 1.0), np.nan)
    split = some & (share > 0) & (share < 1)
    effective = np.zeros(len(a))
    variance = _variance(inside, whole, np.nan_to_num(share), base, squares)
    weeks = whole.weekly.shape[1]
    slack = _slack(weeks)
    effective[split] = share[split] * (1 - share[split]) / variance[split] * slack
    flat = some & ~split
    dispersion = np.broadcast_to(weekly_dispersion(whole.weekly, whole.squares), a.shape)
    effective[flat] = (base**2 / np.where(squares > 0, squares, 1.0) / dispersion)[flat]
    low, high = _clopper_pearson(share, effective)
    return Shares(share, low, high, effective, (effective >= FEWEST_EFFECTIVE) & (high - low < WIDEST))


@functools.cache
def _slack(weeks: int) -> float:
    """Return what few weeks take from the number of events."""
    return float((NORMAL_975 / student.ppf(0.975, weeks - 1)) ** 2) if weeks >= FEWEST_WEEKS else 1.0


def _variance(inside: Sums, whole: Sums, share: Floats, base: Floats, squares: Floats) -> Floats:
    single = ((1 - share) ** 2 * inside.squares + share**2 * (squares - inside.squares)) / base**2
    weeks = whole.weekly.shape[1]
    if weeks < FEWEST_WEEKS:
        return np.asarray(single)
    spread = inside.weekly - share[:, None] * whole.weekly
    clustered = weeks / (weeks - 1) * (spread**2).sum(axis=1) / base**2
    return np.asarray(np.maximum(single, clustered))


def _clopper_pearson(share: Floats, size: Floats) -> tuple[Floats, Floats]:
    low, high = np.where(np.isfinite(share), 0.0, np.nan), np.where(np.isfinite(share), 1.0, np.nan)
    hits = np.nan_to_num(share) * size
    above, below = (hits > 0) & (size > 0), (hits < size) & (size > 0)
    low[above] = betaincinv(hits[above], (size - hits)[above] + 1, 0.025)
    high[below] = betaincinv(hits[below] + 1, (size - hits)[below], 0.975)
    return low, high
