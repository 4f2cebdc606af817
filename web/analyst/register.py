"""What only a server for analysts has: its pages, callbacks and addresses. A board's never imports it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dash import Dash
from flask import Flask

from layers.published.home import PublishedHome
from web.analyst.guard import refuse_other_hosts
from web.shell import Page

# address -> page with its static content; what a page's callbacks name must be part of that content
ANALYST_PAGES: dict[str, Page] = {}


@dataclass(frozen=True)
class AnalystServer:
    """The parts of one server for analysts, for those who add to it."""

    app: Dash
    server: Flask
    home: Path
    follower: PublishedHome


def register_analyst(parts: AnalystServer) -> None:
    """Add everything that only analysts may use. The server must listen on this machine only."""
    refuse_other_hosts(parts.server)
