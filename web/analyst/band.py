"""The band under the header: which figures the page reads, and the way to the others."""

from __future__ import annotations

from dash import html

from layers.published.version import Published
from web.analyst.entitled import entitled_here
from web.aria import aria
from web.people.who import account_name
from web.url import url

EXACT_SAID = "They may single people out: do not pass them on"
SERVER = "Analysts’ server"
ON_THIS_MACHINE = "Analysts’ server: answers on this machine only"


def build_band(published: Published) -> html.Section:
    """Return the band. assets/analyst.js keeps the view when somebody follows one of its links."""
    exact = published.meta().exact
    choices = (
        ("store-published", url("/"), "Published figures", not exact),
        ("store-exact", url("/?store=exact"), "Exact figures, not for publication", exact),
    )
    links = [
        html.A(text, id=name, href=href, className="store-link", **(aria(current="true") if here else {}))
        for name, href, text, here in choices
    ]
    said = EXACT_SAID if exact else "As boards see them"
    entitled = entitled_here()
    closed = entitled.closed_said() if entitled else ""
    return html.Section(
        [
            html.Nav(links, className="stores", **aria(label="Which figures to read")),
            html.Span(said, className="band-said"),
            html.Span(SERVER if account_name() else ON_THIS_MACHINE, className="band-mode"),
            *([html.Span(closed, className="band-closed")] if closed else []),
        ],
        className="band",
        **aria(label="Which figures this page reads"),
    )
