"""The frozen table of noise that every published count receives.

Changing a weight changes every figure already published: add a new version instead.
"""

from __future__ import annotations

NOISE_VERSION = 1
LARGEST_NOISE = 7
# Weights of d = -7 .. 7 out of 65,536: P(d) proportional to exp(-d^2 / 2s^2) with s = 3.475211, the
# s whose variance on -7..7 is 10; rounded to integers in pairs, so that the mean is exactly 0, the
# remainder going to d = 0 (variance 9.9993). tests/layers/test_disclosure.py derives it again.
NOISE_WEIGHTS = (1020, 1748, 2756, 4000, 5345, 6575, 7444, 7760, 7444, 6575, 5345, 4000, 2756, 1748, 1020)
