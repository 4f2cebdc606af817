"""Colour classes in words."""

from __future__ import annotations

import itertools

from layers import words


def class_ranges(limits: tuple[float, ...]) -> list[str]:
    """Return each colour class's range in words, lowest first; a value at a limit is in the class above."""
    if not limits:
        return ["All figures"]
    texts = [words.number(limit) for limit in limits]
    between = [f"{low} to under {high}" for low, high in itertools.pairwise(texts)]
    return [f"Under {texts[0]}", *between, f"{texts[-1]} or more"]
