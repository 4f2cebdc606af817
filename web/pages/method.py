"""The method page: how each figure is worked out, read from the code that does it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import html

from layers.clash.sceptic import OBJECTIONS
from layers.method import Block, method_blocks
from layers.published.rows import Meta

INTRO = (
    "How the clash index and what stands beside it are worked out. The text, the formulas and the numbers "
    "are read from the code at work, so they cannot differ from what it does. How the figures are rounded "
    "and withheld before boards see them is told on the page about the data."
)


def build_method_page(meta: Meta) -> list[Any]:
    """Return the page: each step under its part, then a sceptic's questions."""
    parts = [(part, list(blocks)) for part, blocks in groupby(method_blocks(), key=lambda block: block.part)]
    contents = [html.Li(html.A(part, href=f"#{_anchor(part)}")) for part, _ in parts]
    return [
        html.Div(
            [
                html.H1("Method"),
                html.P(INTRO, className="intro"),
                html.P(f"{meta.purpose} Data version {meta.version}.", className="intro"),
                html.Ul([*contents, html.Li(html.A("A sceptic’s questions", href="#sceptic"))]),
            ],
            className="page-head",
        ),
        *(
            html.Section([html.H2(part, id=_anchor(part)), *(_block(block) for block in blocks)])
            for part, blocks in parts
        ),
        html.Section(
            [
                html.H2("A sceptic’s questions", id="sceptic"),
                html.Dl(
                    [html.Div([html.Dt(each.says), html.Dd(each.answer)]) for each in OBJECTIONS],
                    className="objections",
                ),
            ]
        ),
    ]


def _block(block: Block) -> html.Article:
    constants = [
        html.Div(
            [
                html.Dt(constant.name.capitalize()),
                html.Dd(f"{constant.value}{f', {constant.about}' if constant.about else ''}"),
            ]
        )
        for constant in block.constants
    ]
    return html.Article(
        className="card method",
        children=[
            html.H3(block.title),
            *(html.P(paragraph) for paragraph in block.text),
            html.Dl(constants) if constants else None,
            html.P(f"Source: {block.source}", className="source-line") if block.source else None,
        ],
    )


def _anchor(part: str) -> str:
    return f"method-{part.lower().replace(' ', '-')}"
