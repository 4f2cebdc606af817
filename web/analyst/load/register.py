"""What answers on the Load data page. Only a server for analysts has it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields, replace
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from flask import Flask

from etl.errors import BadInputError, SafePassageError
from etl.feed import all_feeds
from etl.load.place import Progress
from etl.source_text import source_block
from web.analyst.load.desk import Desk
from web.analyst.load.drafts import Draft
from web.analyst.load.form import build_form, part
from web.analyst.load.outcome import build_dry_run, build_failure, build_loaded, build_progress
from web.analyst.load.page import build_files, build_status, limit_words
from web.analyst.load.propose import NEW, propose
from web.analyst.load.rights import wrong_rights
from web.analyst.load.routes import register_routes
from web.analyst.load.run import load, try_out
from web.analyst.load.settle import PARTS, Settled, read_form, settle
from web.asked import refusing
from web.people.who import asking
from web.shell import wanted_id
from web.trail import noting, pen

KINDS = ("setting", *PARTS)


@dataclass(frozen=True)
class Shown:
    """What one answer changes on the page, in the order of the callback's outputs."""

    draft: Any = no_update
    form: Any = no_update
    desk_hidden: Any = no_update
    outcome: Any = no_update
    files: Any = no_update
    status: Any = no_update
    beat: Any = no_update  # new while something is under way: then the page asks again a moment later
    waiting: Any = no_update
    limit: Any = no_update


def register_load(app: Dash, server: Flask, desk: Desk) -> None:
    """Add the page's addresses and callbacks."""
    register_routes(server, desk)
    outputs = (
        ("load-draft", "data"),
        ("load-form", "children"),
        ("load-desk", "hidden"),
        ("load-outcome", "children"),
        ("load-files", "children"),
        ("load-status", "children"),
        ("load-beat", "data"),
        ("load-waiting", "className"),
        ("load-size", "children"),
    )

    @app.callback(
        *[Output(name, prop) for name, prop in outputs],
        Input(wanted_id("/load"), "data"),
        Input("load-chosen", "data"),
        Input("load-try", "n_clicks"),
        Input("load-tick", "data"),
        Input(part("continue", ALL), "n_clicks"),  # type: ignore[arg-type]
        Input(part("discard", ALL), "n_clicks"),  # type: ignore[arg-type]
        Input(part("go", ALL), "n_clicks"),  # type: ignore[arg-type]
        Input(part("which", ALL), "value"),  # type: ignore[arg-type]
        Input(part("feed", ALL), "value"),  # type: ignore[arg-type]
        State("load-draft", "data"),
        prevent_initial_call=True,
    )
    def act(*given: Any) -> tuple[Any, ...]:
        changed, value = ctx.triggered_id, (ctx.triggered or [{"value": None}])[0]["value"]
        try:
            shown = _act(desk, changed, value, given[-1])
        except SafePassageError as error:  # somebody else discarded the file, or the home cannot be read now
            shown = Shown(outcome=build_failure("That did not work", desk.plain(str(error))))
        if desk.worker.state().running:  # each answer keeps the page asking, else a dropped one would stop it
            shown = replace(shown, beat=secrets.token_hex(4))
        return tuple(getattr(shown, field.name) for field in fields(Shown))

    # An interval would ask again before a slow answer is there, and Dash would drop that answer
    app.clientside_callback(
        ClientsideFunction("load", "askAgain"),
        Output("load-upload", "data-beat"),
        Input("load-beat", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        *[Output(part(kind, ALL), "error") for kind in KINDS],  # type: ignore[arg-type]
        Output("load-toml", "children"),
        Output("load-problem", "children"),
        Output("load-problem", "hidden"),
        Output("load-try", "disabled"),
        *[Input(part(kind, ALL), "value") for kind in KINDS],  # type: ignore[arg-type]
        State("load-draft", "data"),
        prevent_initial_call=True,
    )
    def check(*given: Any) -> tuple[Any, ...]:
        return refusing(lambda: _check(desk, given[-1]))  # type: ignore[no-any-return]


def _act(desk: Desk, changed: Any, value: Any, draft_id: Any) -> Shown:
    """Return what one press or choice changes. `changed` is the control; `value` what it now says."""
    if changed == wanted_id("/load"):
        return replace(_opened(desk, ""), waiting="load-here", limit=limit_words(desk))
    if changed == "load-tick":
        return _ticked(desk)
    if not value:  # a control that has just come onto the page
        return Shown()
    if changed == "load-chosen":
        return _opened(desk, value.get("draft") if isinstance(value, dict) else None)
    if changed == "load-try":
        return _started(desk, draft_id, "Dry run under way")
    kind, name = changed["load"], changed["name"]
    if kind == "continue":
        return _opened(desk, name)
    if kind == "discard":
        return _discarded(desk, name, draft_id)
    if kind == "go":
        return _started(desk, name, "Loading")
    return _other_choice(desk, desk.draft(draft_id), kind, value)


def _opened(desk: Desk, draft_id: Any) -> Shown:
    """Return the page with one draft on it, '' for none; work under way is shown with it."""
    place, state = desk.entitled.place(), desk.work()
    outcome: Any = build_progress(state) if state.running else None
    status = no_update if state.running else build_status(desk)
    if not draft_id:
        files = build_files(desk.waiting(), "")
        return Shown("", None, True, outcome, files, status)
    draft = desk.draft(draft_id)
    if not state.running and draft.outcome and draft.tried == draft.digest():
        outcome = build_dry_run(draft)
    files = build_files(desk.waiting(), draft.id)
    return Shown(draft.id, build_form(draft, place), False, outcome, files, status)


def _other_choice(desk: Desk, draft: Draft, kind: str, value: Any) -> Shown:
    """Return the form for another source or another kind of data; the same one again changes nothing."""
    path, place = desk.drafts.file(draft), desk.entitled.place()
    if kind == "which":
        source = NEW if value == "new" else str(value)
        if source == draft.source:
            return Shown()
        changed = propose(draft, path, place, source)
        if changed.source != source:
            raise BadInputError("form", "this file is not one of that source", "Reload the page.")
    else:
        if value == draft.table["feed"]:
            return Shown()
        if value not in all_feeds() or draft.source != NEW:
            raise BadInputError("form", "this kind of data cannot be chosen", "Reload the page.")
        changed = propose(draft, path, place, NEW, str(value))
    return Shown(form=build_form(desk.drafts.save(changed), place), outcome=None)


def _settled(desk: Desk, draft: Draft) -> Settled:
    """Return the draft checked: as a place file, and for whoever asks as a load of theirs."""
    place = desk.place()
    settled, wrong = settle(draft, desk.home, place), wrong_rights(draft, asking(), place)
    return replace(settled, text="", errors=settled.errors | wrong) if wrong else settled


def _started(desk: Desk, draft_id: Any, what: str) -> Shown:
    """Begin a dry run or a load, or say why not."""
    settled = _settled(desk, desk.draft(draft_id))
    if not settled.text:
        said = settled.problem or "Correct the fields marked above first."
        return Shown(outcome=build_failure("Not possible yet", said))
    mine, draft = pen(), settled.draft

    def job(progress: Progress) -> Any:
        if what.startswith("Dry"):
            return try_out(desk, settled, progress)
        with mine.noting("load", str(draft.table["id"]), file_sha256=draft.sha256, bytes=draft.size):
            return load(desk, settled, progress)

    if not desk.worker.start(what, job, whose=asking().organisation):
        under_way = desk.work()
        said = (
            f"Somebody else’s work is under way here ({under_way.what}: {under_way.message}). Try again soon."
        )
        return Shown(outcome=build_failure("Please wait", said))
    return Shown(outcome=build_progress(desk.work()), beat=secrets.token_hex(4))


def _ticked(desk: Desk) -> Shown:
    """Return how the work stands: its progress, or what came of it."""
    state = desk.work()
    if state.running:
        return Shown(outcome=build_progress(state))
    if state.error:
        return Shown(outcome=build_failure(f"{state.what}: it did not work", desk.plain(state.error)))
    if isinstance(state.result, Draft):
        return _opened(desk, state.result.id)
    if isinstance(state.result, dict):
        files = build_files(desk.waiting(), "")
        loaded = build_loaded(state.result)
        return Shown("", None, True, loaded, files, build_status(desk))
    return Shown()


def _discarded(desk: Desk, name: Any, shown: Any) -> Shown:
    if desk.worker.state().running:
        return Shown(outcome=build_failure("Please wait", "A dry run or a load is under way."))
    draft = desk.draft(name)
    with noting("upload_erased", draft.source or "a new source", file_sha256=draft.sha256):
        desk.drafts.discard(draft)
    kept = "" if shown == name else shown
    return _opened(desk, kept)


def _check(desk: Desk, draft_id: Any) -> tuple[Any, ...]:
    """Return the errors of the form's fields, the TOML, what belongs to no field, and whether to wait."""
    listed = [[each["id"]["name"] for each in group] for group in ctx.outputs_list[: len(KINDS)]]
    if not draft_id or not listed[0]:
        return (*[[] for _ in KINDS], no_update, no_update, no_update, no_update)
    asked = {
        kind: {each["id"]["name"]: each.get("value") for each in group}
        for kind, group in zip(KINDS, ctx.inputs_list[: len(KINDS)], strict=True)
    }
    draft = desk.draft(draft_id)
    settled = _settled(desk, desk.drafts.save(read_form(draft, asked)))
    errors = dict(settled.errors)
    shown = [
        [errors.pop(name if kind == "setting" else f"{kind}.{name}", None) for name in names]
        for kind, names in zip(KINDS, listed, strict=True)
    ]
    problem = " ".join([*errors.values(), settled.problem]).strip()
    toml = source_block(settled.draft.table)
    return (*shown, toml, problem, not problem, not settled.text)
