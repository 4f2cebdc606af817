"""The form of a zone: each field of its document with what to write there, for somebody who never saw one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import dash_mantine_components as dmc
from dash import html

from layers.zones.choices import ALWAYS_OUT, COVERS, LADDER, OFFENCES, STRENGTHS, SUPPLIES, Choices
from layers.zones.zone import FIELD_LABELS, Zone, write_zone
from web.aria import aria

Kind = Literal["line", "text", "day", "choice", "yes", "choices", "list"]


@dataclass(frozen=True)
class Field:
    """One field of the form. about: what to write, in a line. choices: of choice and choices."""

    name: str
    kind: Kind
    about: str
    choices: Choices | None = None

    @property
    def label(self) -> str:
        """Return what the field is called everywhere."""
        return FIELD_LABELS[self.name]


_DAY = "YYYY-MM-DD; empty while it is not settled."
# heading -> (what it is about, its fields), in the order of the form. Hours have a control of their own.
GROUPS: Final[dict[str, tuple[str, tuple[Field, ...]]]] = {
    "What it is": (
        "A name that people in the meeting will use, and what it is for.",
        (
            Field("name", "line", "Short and local: “Harbour Street needle exchange, 250 m”."),
            Field("note", "text", "Why this shape; what was discussed. Analysts see it, boards do not."),
            Field("services", "list", "The services whose visitors it is meant to keep safe on their way."),
        ),
    ),
    "Who agrees to what": (
        "An agreement binds somebody. Say who, on what ground, and how firmly.",
        (
            Field(
                "authority", "line", "Who gives the word: “Chief constable and director of public health”."
            ),
            Field(
                "strength", "choice", "How firmly it binds: from advice to officers to a statute.", STRENGTHS
            ),
            Field(
                "legal_basis",
                "text",
                "The policy, memorandum or law it rests on, with its date. No legal advice is given here.",
            ),
        ),
    ),
    "Who and what is covered": (
        "What officers would not do in the zone, towards whom. What is not ticked stays as it is today.",
        (
            Field("covers", "choices", "People who could rely on it.", COVERS),
            Field("offences_in", "choices", "No search or arrest for these alone.", OFFENCES),
            Field("offences_out", "choices", "Named as not covered, so that nobody is misled.", OFFENCES),
            Field("supply", "choice", "People who use also sell: say what holds for supply.", SUPPLIES),
            Field("en_route", "yes", "Does it also hold on the way to a service, outside the shape?"),
        ),
    ),
    "What comes first": (
        "Responsive regulation: support is offered before any sanction, and sanctions come last. Tick the "
        "steps that are agreed; their order is fixed.",
        (Field("ladder", "choices", "The steps an officer goes through.", LADDER),),
    ),
    "When": (
        "Without a start it is a proposal; without an end somebody has to remember to review it.",
        (
            Field("starts_on", "day", _DAY),
            Field("ends_on", "day", _DAY),
            Field("review_on", "day", "When the partners look at it again. " + _DAY),
        ),
    ),
    "Anything else": (
        "",
        (Field("conditions", "text", "Exceptions, duties of the services, how complaints are heard."),),
    ),
}
FIELDS: Final = tuple(field for _, fields in GROUPS.values() for field in fields)


def control_id(name: str) -> str:
    """Return the id of a field's control."""
    return f"draw-f-{name}"


def blank_fields() -> dict[str, Any]:
    """Return the document of a zone of which nothing is said yet, without its parts."""
    document = write_zone(Zone(""))
    del document["parts"]
    return document


def build_fields() -> list[Any]:
    """Return the form, group by group; the hours' control stands with the days."""
    return [
        html.Fieldset(
            [
                html.Legend(heading),
                *([html.P(about, className="about")] if about else []),
                html.Div([_control(field) for field in fields], className=f"draw-group {_layout(fields)}"),
            ],
            className="draw-fields",
        )
        for heading, (about, fields) in GROUPS.items()
    ]


def _layout(fields: Sequence[Field]) -> str:
    return "short" if all(field.kind in ("day", "choice", "yes") for field in fields) else ""


def _control(field: Field) -> Any:
    named = {"id": control_id(field.name), "label": field.label, "description": field.about}
    if field.kind == "choices":
        assert field.choices is not None
        boxes = [
            dmc.Checkbox(value=choice.id, label=choice.label, description=choice.help, size="sm")
            for choice in field.choices.values()
        ]
        return dmc.CheckboxGroup(html.Div(boxes, className="draw-boxes"), value=[], **named)
    if field.kind == "list":
        return dmc.MultiSelect(data=[], value=[], searchable=True, clearable=True, **named)
    if field.kind in ("choice", "yes"):
        return dmc.Select(data=_options(field), value="", allowDeselect=False, **named)
    if field.kind == "text":
        return dmc.Textarea(value="", autosize=True, minRows=2, maxRows=10, debounce=300, **named)
    return dmc.TextInput(value="", debounce=300, **named)


def _options(field: Field) -> list[dict[str, str]]:
    if field.kind == "yes":
        return [
            {"value": "", "label": "Not said yet"},
            {"value": "yes", "label": "Yes"},
            {"value": "no", "label": "No"},
        ]
    assert field.choices is not None
    found = [{"value": each.id, "label": f"{each.label}: {each.help}"} for each in field.choices.values()]
    return [{"value": "", "label": "Not said yet"}, *found]


def build_always_out() -> html.Section:
    """Return what no zone ever covers: shown, and no choice."""
    return html.Section(
        [
            html.H3("Never covered, in any zone"),
            html.Ul([html.Li([html.B(f"{each.label}. "), each.help]) for each in ALWAYS_OUT.values()]),
        ],
        className="always-out",
        **aria(label="Never covered, in any zone"),
    )
