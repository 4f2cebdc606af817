"""Attributes whose names are no Python names, for the people who hear a page instead of seeing it."""

from __future__ import annotations

from typing import Any


def aria(**said: str) -> dict[str, Any]:
    """Return aria attributes to spread into a component: `aria(label="Legend")` is `aria-label`."""
    return {f"aria-{name}": value for name, value in said.items()}


def data(**kept: str) -> dict[str, Any]:
    """Return data attributes to spread into a component: `data(tour="")` is `data-tour`."""
    return {f"data-{name}": value for name, value in kept.items()}
