"""The search box as a Dash component: a combobox whose suggestions the server gives.

    SearchBox(id="search", href=url("/search/20261122-0123456789ab"), label="Search the place")

Props that Python sets:
    href        address that answers ?q= with {found: [{label, kind, detail, to}], said}
    label       what the box is called
    placeholder what stands in it while it is empty
Props that the browser sets:
    chosen      {to, label, n} of the suggestion taken; `n` counts
"""

from __future__ import annotations

from web.browser_part import BrowserPart


class SearchBox(BrowserPart):
    """The search box (see the module's text for its props). Its browser half is assets/search.js."""

    PROPS = ("id", "href", "label", "placeholder", "chosen")
    _type = "SearchBox"
