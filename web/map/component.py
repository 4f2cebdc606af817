"""The map as a Dash component: MapLibre GL JS in the browser, nothing from another origin.

    MapView(id="map", layers=scene(published, view), bounds=published.meta().place.bounds, theme="light")

Props that Python sets (all may change at any time):
    layers      list of dicts, drawn in order; build it with web.map.scene.scene(published, view)
    theme       'light' or 'dark'
    bounds      [west, south, east, north] to fit at the start, and on the "whole place" button
    view        {lng, lat, zoom} to start at instead
    selected    {grid, row} outlined as chosen, or None
    flyTo       {lng, lat, zoom} or {bounds}; give a new `n` to go to the same place again
    label       what a screen reader calls the map
    group       maps of one group show the same part of the world and point at the same place
    off         True: nothing is drawn, and no graphics memory is held
    tableHref   where the same figures are as a table, for a browser that cannot draw the map
Props that the browser sets:
    clickInfo   {kind: 'cell', grid, row, n} | {kind: 'service', id, stop, n}
                | {kind: 'venue', id, n} | {kind: 'hotspot', id, n} | None (Escape); `n` counts, so that
                choosing the same thing twice is two events
    hoverInfo   the same without n, or None; only with hoverEvents=True
    viewport    {lng, lat, zoom, bounds, whole} after each move; whole: nobody has moved it since it was
                fitted to `bounds`
    ready       True once the map is drawn, False where the browser cannot draw it
    stale       True when the server has a newer version than the page: offer to reload

The element carries, for tests: data-ready, data-theme, data-painted (the addresses whose values are on
the map, separated by spaces) and data-idle (counts the moments at which everything was drawn).

The page must serve assets/ at /assets/, load assets/map.js and assets/map.css, and keep Dash from loading
the modules as plain scripts: Dash(..., assets_ignore=r".*\\.mjs"). Policy: script-src, worker-src,
connect-src and img-src 'self' are enough. A page that lays something over the left of the map says how far
in the CSS variable --map-covered-left (px); the place is then fitted into the rest.
"""

from __future__ import annotations

from web.browser_part import BrowserPart


class MapView(BrowserPart):
    """The map (see the module's text for its props). Its browser half is assets/map.js."""

    PROPS = (
        "id",
        "className",
        "layers",
        "theme",
        "bounds",
        "view",
        "selected",
        "flyTo",
        "label",
        "group",
        "off",
        "tableHref",
        "clickInfo",
        "hoverInfo",
        "hoverEvents",
        "viewport",
        "ready",
        "stale",
    )
    _type = "MapView"
