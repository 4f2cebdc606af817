"""One service as it is shown: in bands to boards, exact to analysts; and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass

from layers.clash.states import COMPARED, LABELS, MEANINGS, NOTES, Note, State


@dataclass(frozen=True)
class ClashService:
    """One tested service or stop, WGS 84. None: there is no such figure, or it may not be shown.

    exposure, expected: events at the door every four weeks, to 0.5. index, low, high: 100 = comparable
    places, 95 % bounds, to the nearest 10. p, q: only in an analysts' exact file, where nothing is rounded.
    """

    service_id: str
    stop: str
    name: str
    type: str
    latitude: float
    longitude: float
    state: State
    exposure: float | None
    expected: float | None
    index: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    notes: tuple[Note, ...]

    @property
    def title(self) -> str:
        """Return the service's name with its stop."""
        return f"{self.name}, {self.stop}" if self.stop else self.name

    @property
    def label(self) -> str:
        """Return its class in words."""
        return LABELS[self.state]

    @property
    def meaning(self) -> str:
        """Return what its class says, in a sentence or two."""
        return MEANINGS[self.state]

    @property
    def sentence(self) -> str:
        """Return what was found here in a sentence; states.CLOSING always follows it."""
        if self.state not in COMPARED or self.index is None or self.exposure is None:
            return f"{self.title}: {LABELS[self.state].lower()}. {MEANINGS[self.state]}"
        return (
            f"Police activity near {self.title} equals {self.exposure:.1f} events at its door every four "
            f"weeks; comparable places have {self.expected:.1f}: index {self.index:.0f} "
            f"(95 %: {self.low:.0f} to {self.high:.0f})."
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader must know beside its figures, in sentences."""
        return tuple(NOTES[note] for note in self.notes)
