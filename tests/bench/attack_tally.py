"""How often attackers are right, beside the baseline that knows less."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from layers.statistics.checked import Ints


@dataclass
class Tally:
    """Targets told by an attacker and by the baseline."""

    gain: list[int] = field(default_factory=list)
    base: list[int] = field(default_factory=list)

    def add(self, told: Ints, base: Ints, true: Ints) -> None:
        """Count one city's targets."""
        self.base += (base == true).astype(int).tolist()
        self.gain += ((told == true).astype(int) - (base == true)).tolist()

    @property
    def upper(self) -> float:
        """Return the upper 95 % bound of the paired gain."""
        return float(np.mean(self.gain) + 1.645 * np.std(self.gain) / max(len(self.gain), 1) ** 0.5)


Tallies = dict[str, Tally]
