"""A process is measured by itself: not with the memory of whoever starts it."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest

from tests.bench.process import measure_process


def test_the_peak_is_that_of_the_process_alone() -> None:
    held = np.ones(80_000_000 // 8)  # 80 MB in this process, beside all that it has imported
    small, said = measure_process(["-S", "-c", "print('done')"])
    large, _ = measure_process(["-S", "-c", "held = b'x' * 200_000_000; print(sum(range(2_000_000)))"])
    assert held.all()
    assert said == "done\n"
    assert small.peak_mb < 40
    assert 190 < large.peak_mb < 240
    assert large.cpu > small.cpu


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure_process(["-S", "-c", "raise SystemExit(3)"])
