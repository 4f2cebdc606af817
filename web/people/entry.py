"""Coming in and going out: the addresses /sign-in, /sign-out and /set-password."""

from __future__ import annotations

import ipaddress
import re
from html import escape
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, request
from flask_limiter import Limiter
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.wrappers import Response as AnyResponse
from wtforms import ValidationError

from records.access.accounts import Account, find_login, holder_of_link, sign_in, use_link
from records.access.passwords import LEAST
from records.errors import LockedOutError, NotFoundError, NotNowError, UnfitError
from records.store import Store
from web.people.pages import Field, Notice, build_form, build_page
from web.people.session import Sessions, now, person_of
from web.people.settings import Settings
from web.people.who import Person
from web.trail import pen_of
from web.url import url

SIGN_IN, SIGN_OUT, SET_PASSWORD = "/sign-in", "/sign-out", "/set-password"
OIDC_START = "/oidc/start"  # where the home names an identity provider
LONGEST: Final = 1000  # characters of a field
DONE: Final = {
    "password": Notice("Your password is set. Sign in with it.", wrong=False),
    "out": Notice("You are signed out.", wrong=False),
    "ended": Notice("Your session has ended. Sign in to go on.", wrong=False),
}
STALE: Final = Notice("This page was open for too long, so nothing was sent. Please try again.")
NO_ACCOUNT: Final = (
    "<p class='after'>No account yet, or the password forgotten? Your data steward gives you a one-time link "
    "with which you choose a password of your own.</p>"
)
NOBODY: Final = Person(None, "nobody signed in", "", "", "", "")
_PLAIN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def register_entry(server: Flask, settings: Settings, sessions: Sessions, place: str) -> Limiter:
    """Add the addresses, and return what limits how often they are asked. place: its name."""
    limiter = Limiter(_address, app=server, storage_uri="memory://", headers_enabled=False)
    limit = limiter.limit(f"{settings.tries_per_minute} per minute", methods=["POST"])
    elsewhere = settings.oidc.label if settings.oidc else ""

    @server.route(SIGN_IN, methods=["GET", "POST"], endpoint="sign_in")
    @limit
    def come_in() -> AnyResponse:
        onward = safe_next(_given("next"))
        if request.method == "GET":
            if sessions.person() is not None:
                return redirect(url(onward), 303)
            return _sign_in_page(place, elsewhere, onward, DONE.get(_given("done")))
        login, password = _given("login"), _given("password")
        if not _own_form():
            return _sign_in_page(place, elsewhere, onward, STALE, login, status=400)
        try:
            account = sign_in(sessions.store, login, password, now())
        except NotNowError as error:
            _note_failure(sessions.store, login, locked=isinstance(error, LockedOutError))
            said = Notice(f"{error.what[:1].upper()}{error.what[1:]}. {error.next_step}")
            return _sign_in_page(place, elsewhere, onward, said, login, status=403)
        pen_of(person_of(account)).note("sign_in", account.login)
        sessions.begin(account)
        return redirect(url(onward), 303)

    @server.route(SIGN_OUT, methods=["GET", "POST"], endpoint="sign_out")
    def go_out() -> AnyResponse:
        person = sessions.person()
        if person is None:
            return redirect(url(SIGN_IN), 303)
        if request.method == "GET" or not _own_form():
            form = build_form(SIGN_OUT, (), "Sign out", token=generate_csrf())
            said = f"<p>You are signed in as {_plain(person.name)}, {_plain(person.organisation)}.</p>"
            back = f"<p class='after'><a href='{url('/')}'>Go to the map</a></p>"
            return make_response(build_page("Sign out", place, said + form, after=back))
        pen_of(person).note("sign_out", person.login)
        sessions.end()
        reply = redirect(url(f"{SIGN_IN}?done=out"), 303)
        reply.headers["Clear-Site-Data"] = '"cache"'  # what only this person might see may be among it
        return reply

    @server.route(SET_PASSWORD, methods=["GET", "POST"], endpoint="set_password")
    @limit
    def choose() -> AnyResponse:
        token = _given("token")
        try:
            holder = holder_of_link(sessions.store, token, now())
            if request.method == "GET":
                return _password_page(place, holder, token)
            if not _own_form():
                return _password_page(place, holder, token, STALE, status=400)
            password = _given("password")
            if password != _given("again"):
                wrong = "The two are not the same. Type the password again."
                return _password_page(place, holder, token, problem=("again", wrong), status=400)
            with pen_of(person_of(holder)).noting("password_set", holder.login):
                use_link(sessions.store, token, password, now())
        except UnfitError as error:
            wrong = f"The password {error.what}. {error.next_step}"
            return _password_page(place, holder, token, problem=("password", wrong), status=400)
        except NotNowError as error:
            said = Notice(f"This link {error.what}. {error.next_step}")
            way_on = f"<p class='after'><a href='{url(SIGN_IN)}'>Sign in</a></p>"
            page = build_page("Choose a password", place, "", notice=said, after=way_on)
            return make_response(page, 403)
        sessions.end()
        return redirect(url(f"{SIGN_IN}?done=password"), 303)

    return limiter


def turn_away(sessions: Sessions) -> AnyResponse:
    """Return the way to the sign-in page for whoever looks at a page; a short refusal for all else."""
    looks = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not looks:
        return Response("signed out", 401, mimetype="text/plain")
    onward = request.full_path.rstrip("?")
    done = "&done=ended" if sessions.has_ended() else ""
    return redirect(url(f"{SIGN_IN}?next={quote(onward, safe='')}{done}"), 303)


def safe_next(given: str) -> str:
    """Return a page of this server to go on to: the map for anything that might be another's address."""
    return given if _PLAIN_PATH.fullmatch(given) and not given.startswith(SIGN_OUT) else "/"


def _note_failure(store: Store, login: str, *, locked: bool) -> None:
    """Note a try that failed, and the pause it began; what is no account's login may be a password."""
    try:
        whose = find_login(store, login).login
    except (NotFoundError, UnfitError):
        whose = "a login that nobody has"
    for kind in ("sign_in_failed", *(["locked_out"] if locked else [])):
        pen_of(NOBODY).note(kind, whose)


def _sign_in_page(
    place: str, elsewhere: str, onward: str, notice: Notice | None = None, login: str = "", status: int = 200
) -> Response:
    fields = (
        Field("login", "Login", complete="username", value=login),
        Field("password", "Password", "password", "current-password"),
    )
    hidden = [("next", onward)] if onward != "/" else []
    form = build_form(SIGN_IN, fields, "Sign in", token=generate_csrf(), hidden=hidden)
    way = ""
    if elsewhere:
        address = url(f"{OIDC_START}?next={quote(onward, safe='')}")
        way = (
            f"<p class='way'><a href='{escape(address)}'>Sign in with {escape(elsewhere)}</a></p>"
            "<p class='or'>or with a password that you have chosen here</p>"
        )
    page = build_page("Sign in", place, way + form, notice=notice, after=NO_ACCOUNT)
    return make_response(page, status)


def _password_page(
    place: str,
    holder: Account,
    token: str,
    notice: Notice | None = None,
    problem: tuple[str, str] = ("", ""),
    status: int = 200,
) -> Response:
    hint = f"{LEAST} characters or more, such as four or five words that have nothing to do with each other."
    wrong = dict([problem])
    fields = (
        Field(
            "password",
            "New password",
            "password",
            "new-password",
            hint=hint,
            problem=wrong.get("password", ""),
        ),
        Field("again", "The same again", "password", "new-password", problem=wrong.get("again", "")),
    )
    form = build_form(SET_PASSWORD, fields, "Set password", token=generate_csrf(), hidden=[("token", token)])
    about = (
        f"<p>For {_plain(holder.name)}, {_plain(holder.organisation)}. "
        f"Your login is <strong>{_plain(holder.login)}</strong>.</p>"
    )
    notice = notice or (Notice("Nothing was set yet: see below.") if problem[0] else None)
    return make_response(build_page("Choose a password", place, about + form, notice=notice), status)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _given(name: str) -> str:
    value = request.form.get(name) if request.method == "POST" else request.args.get(name)
    return (value or "")[:LONGEST]


def _own_form() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError:
        return False
    return True


def _address() -> str:
    """Return whom to count tries against: an address, of IPv6 the network that one household has."""
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")
    return str(ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address)
