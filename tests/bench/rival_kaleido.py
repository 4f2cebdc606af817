"""The same briefing as plotly figures that Chromium prints through kaleido: a page a figure, put together.

Run by bench_briefing: python -m tests.bench.rival_kaleido HOME. It says "ready", then makes one PDF for each
line it is given and says how many bytes it has; the browser stays open between them, as kaleido advises.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import shapely
from plotly.subplots import make_subplots
from pypdf import PdfWriter

from briefing.asked import opening
from briefing.content.compose import compose
from briefing.content.model import Content, MapShown, Table
from layers.published.home import follow

A4 = {"width": 794, "height": 1123}  # pixels of 1/96 inch


def pages(content: Content) -> list[go.Figure]:
    """Return the briefing's pictures and tables as figures, one a page."""
    main = go.Figure(_cells(content.main_map))
    for service in content.ground.services:
        main.add_scatter(
            x=[service.longitude], y=[service.latitude], text=[service.letter], mode="markers+text"
        )
    for zone in content.ground.zones:
        ring = shapely.get_coordinates(zone.geometry)
        main.add_scatter(x=ring[:, 0], y=ring[:, 1], mode="lines", name=zone.name)
    main.update_layout(title=f"{content.title}<br>{content.headline}", showlegend=False)
    small = make_subplots(2, 2, subplot_titles=[each.title for each in content.environments])
    for at, shown in enumerate(content.environments):
        for trace in _cells(shown):
            small.add_trace(trace, row=at // 2 + 1, col=at % 2 + 1)
    small.update_layout(showlegend=False)
    found = [main, small]
    if content.clashes is not None:
        ranked = [each for each in content.clashes.services if each.index.number is not None]
        index = [each.index for each in ranked]
        found.append(
            go.Figure(
                go.Scatter(
                    x=[each.number for each in index],
                    y=[each.name for each in ranked],
                    error_x={
                        "type": "data",
                        "array": [(each.high or 0) - (each.number or 0) for each in index],
                        "arrayminus": [(each.number or 0) - (each.low or 0) for each in index],
                    },
                    mode="markers",
                )
            )
        )
    trend = make_subplots(len(content.trends) or 1, 1, subplot_titles=[each.title for each in content.trends])
    for at, each in enumerate(content.trends, 1):
        x, y = [point.label for point in each.points], [point.value for point in each.points]
        trend.add_trace(go.Scatter(x=x, y=y), row=at, col=1)
    tables = [each for each in (content.zones.compared, content.measures, content.changed) if each]
    return [*found, trend, *(_table(each) for each in tables)]


def _cells(shown: MapShown) -> list[Any]:
    """Return a map's shapes, a trace for each colour: one a shape takes five times as long."""
    traces = []
    coloured = np.isin(shown.state, (0, 1))
    for level in np.unique(shown.level[coloured]) if shown.colours else ():
        shapes = shown.shapes[coloured & (shown.level == level)]
        rings = [np.vstack([shapely.get_coordinates(each), [[np.nan, np.nan]]]) for each in shapes]
        corners = np.vstack(rings)
        traces.append(
            go.Scatter(
                x=corners[:, 0],
                y=corners[:, 1],
                fill="toself",
                fillcolor=shown.colours[int(level)],
                line={"width": 0.5, "color": "white"},
                mode="lines",
            )
        )
    return traces


def _table(table: Table) -> go.Figure:
    columns = [[row.label for row in table.rows]]
    columns += [[row.cells[at].text for row in table.rows] for at in range(len(table.head) - 1)]
    return go.Figure(go.Table(header={"values": list(table.head)}, cells={"values": columns}))


def printed(content: Content) -> bytes:
    """Return the pages as one PDF."""
    whole = PdfWriter()
    for figure in pages(content):
        whole.append(io.BytesIO(figure.to_image("pdf", **A4)))
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()


def main() -> None:
    """Make a PDF for each line of standard input."""
    import kaleido

    published = follow(Path(sys.argv[1])).published()
    asked = opening(published)
    compose(published, asked)  # what reads the version for the first time is no part of drawing
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    started = False
    for _ in sys.stdin:
        if not started:
            kaleido.start_sync_server(silence_warnings=True)
            started = True
        sys.stdout.write(f"{len(printed(compose(published, asked)))}\n")
        sys.stdout.flush()
    if started:
        kaleido.stop_sync_server(silence_warnings=True)


if __name__ == "__main__":
    main()
