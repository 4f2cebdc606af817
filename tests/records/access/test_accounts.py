from __future__ import annotations

import datetime as dt
import hashlib
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from records.access import accounts, passwords
from records.access.open import access_path, open_access
from records.access.roles import ROLES, reaches
from records.access.schema import account, sign_in_try
from records.errors import NotFoundError, NotNowError, RecordsError, UnfitError
from records.store import Store

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
PASSWORD = "violin gravel otter"


def later(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


@pytest.fixture
def store(access: Store) -> Store:
    accounts.add_organisation(access, "Velmouth Public Health", "health")
    return access


def invite(store: Store, login: str = "ada", role: str = "steward") -> accounts.Invitation:
    return accounts.add(
        store, login=login, name="Ada Lane", organisation="velmouth  public health", role=role, at=NOON
    )


def settled(store: Store, login: str = "ada", role: str = "steward") -> accounts.Account:
    return accounts.use_link(store, invite(store, login, role).token, PASSWORD, NOON)


def test_roles_reach_what_is_below_them() -> None:
    assert [[reaches(role, needed) for needed in ROLES] for role in ROLES] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
    with pytest.raises(ValueError, match="not in"):
        reaches("admin", "board")


def test_a_link_sets_a_password_that_signs_in_however_the_login_is_written(store: Store) -> None:
    made = invite(store, "Ada@Example.org")
    assert made.expires_at == NOON + dt.timedelta(hours=72)
    assert accounts.holder_of_link(store, made.token, NOON) == made.account
    assert accounts.use_link(store, made.token, PASSWORD, NOON).epoch == made.account.epoch + 1
    signed = accounts.sign_in(store, " ＡDA@example.org ", PASSWORD, later(1))
    assert signed == accounts.find(store, made.account.account_id) == accounts.everyone(store)[0]
    assert (signed.login, signed.signed_in_at) == ("ada@example.org", later(1))
    assert (signed.organisation, signed.organisation_kind) == ("Velmouth Public Health", "health")
    assert accounts.find(store, "a2") is accounts.find(store, "z1") is None


def test_a_link_works_once_for_72_hours_and_not_after_another_or_while_disabled(store: Store) -> None:
    settled(store, "sam")
    first = invite(store)
    ada = first.account.account_id
    second = accounts.reset(store, ada, later(1))
    late = second.expires_at
    for token, at in ((first.token, later(2)), (second.token, late), ("", NOON), ("\ud800\0", NOON)):
        with pytest.raises(NotNowError, match="this link"):
            accounts.use_link(store, token, PASSWORD, at)
    with pytest.raises(UnfitError):
        accounts.use_link(store, second.token, "too short", later(2))
    accounts.use_link(store, second.token, PASSWORD, late - dt.timedelta(seconds=1))
    with pytest.raises(NotNowError, match="this link"):
        accounts.use_link(store, second.token, PASSWORD, later(3))
    third = accounts.reset(store, ada, later(4))
    accounts.disable(store, ada)
    accounts.enable(store, ada)
    with pytest.raises(NotNowError, match="this link"):
        accounts.use_link(store, third.token, PASSWORD, later(5))


def test_the_file_holds_neither_link_nor_password_and_is_its_owners(tmp_path: Path) -> None:
    path = access_path(tmp_path / "home")
    with open_access(path) as store:
        accounts.add_organisation(store, "Velmouth Public Health", "health")
        made, reset = invite(store, "ada"), invite(store, "ben")
        accounts.use_link(store, made.token, PASSWORD, NOON)
        with pytest.raises(NotNowError):
            accounts.sign_in(store, PASSWORD, "typed in the wrong box", NOON)
        files = [each for each in path.parent.iterdir() if each.name.startswith(path.name)]
        assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
        kept = b"".join(each.read_bytes() for each in files)
    for secret in (made.token, reset.token, PASSWORD):
        assert secret.encode() not in kept
    assert hashlib.sha256(reset.token.encode()).hexdigest().encode() in kept
    with closing(sqlite3.connect(path)) as connection:
        (written,) = connection.execute("select password from account where login = 'ada'").fetchone()
    assert written.startswith("$argon2id$v=19$")


def test_passwords_are_hashed_as_rfc_9106_recommends(
    monkeypatch: pytest.MonkeyPatch, product_hasher: PasswordHasher
) -> None:
    """Its second recommended option: three passes over 64 MiB in four lanes; nobody's costs the same."""
    monkeypatch.setattr(passwords, "_HASHER", product_hasher)
    passwords._nobody.cache_clear()
    for kept in (passwords.hashed(PASSWORD), passwords._nobody()):
        assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(passwords.hashed(PASSWORD), PASSWORD)
    passwords._nobody.cache_clear()


def test_a_password_kept_with_other_parameters_is_kept_anew_when_it_is_next_used(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(store)
    with store.reading() as connection:
        before = connection.execute(select(account.c.password)).scalar_one()
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    accounts.sign_in(store, "ada", PASSWORD, NOON)
    with store.reading() as connection:
        after = connection.execute(select(account.c.password)).scalar_one()
    assert ("t=1" in before, "t=2" in after) == (True, True)
    accounts.sign_in(store, "ada", PASSWORD, NOON)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("fourteen chars", "fewer than 15"),
        ("x" * 100 + "violin gravel otter otters mine", "more than 128"),
        ("violin\0gravel otter", "no keyboard"),
        ("violin\ud800gravel otter", "no keyboard"),
        ("abababababababab", "guessed first"),
        ("Password2026!!!!", "guessed first"),
        ("123456789012345", "guessed first"),
        ("poiuytrewq098765", "guessed first"),
        ("Welcome-Summer-2026", "guessed first"),
        ("correct horse battery staple", "guessed first"),
        ("ada@example.org", "guessed first"),
        ("Ada.Lane.Ada.Lane.1", "guessed first"),
        ("Velmouth Public Health", "guessed first"),
        ("safepassage-health-1", "guessed first"),
        (None, "not text"),
    ],
)
def test_a_password_that_is_guessed_first_is_not_taken(password: object, why: str) -> None:
    with pytest.raises(UnfitError, match=why) as caught:
        passwords.require_fit(password, ("ada@example.org", "Ada Lane", "Velmouth Public Health"))
    assert str(password) not in str(caught.value)


def test_other_passwords_are_taken_whatever_they_are_made_of() -> None:
    for fit in (
        PASSWORD,
        "739104826473829",
        "q7$Rv!m2#Zp9&Lx",
        "Die Möwe über Velmouth",
        "海はとても広くて青いですね、ほんとう",
    ):
        assert passwords.require_fit(fit, ("ada", "Ada Lane", "Velmouth Public Health")) == fit


@settings(max_examples=40)
@given(st.text(max_size=160), st.text(max_size=40))
def test_any_text_is_weighed_or_refused_in_words(password: str, about: str) -> None:
    try:
        fit = passwords.require_fit(password, (about,))
    except UnfitError:
        return
    assert fit == passwords.normal(password)
    assert passwords.LEAST <= len(fit) <= passwords.MOST


def test_a_password_counts_as_the_same_however_its_letters_are_composed(store: Store) -> None:
    accounts.use_link(store, invite(store).token, "Die Mo\u0308we u\u0308ber uns", NOON)
    assert accounts.sign_in(store, "ada", "Die M\u00f6we \u00fcber uns", NOON).login == "ada"


def test_whatever_is_wrong_the_words_and_the_work_are_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(store, "sam")
    settled(store, "off")
    accounts.disable(store, accounts.find_login(store, "off").account_id)
    invite(store, "new")
    accounts.outside(
        store,
        issuer="https://example.org",
        subject="7",
        login="far",
        name="Far",
        organisation="Velmouth Public Health",
        role="board",
        at=NOON,
    )
    weighed: list[str] = []
    verify = PasswordHasher.verify

    def count(self: PasswordHasher, kept: str, typed: bytes) -> bool:
        weighed.append(re.sub(r"\$[^$]*\$[^$]*$", "", kept))
        return verify(self, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", count)
    said = set()
    cases = [("sam", "wrong wrong wrong"), ("sam", ""), ("off", PASSWORD), ("new", PASSWORD), ("far", "")]
    cases += [("nobody", PASSWORD), ("", ""), ("\0", PASSWORD), ("\ud800", "\ud800"), ("sam", "x" * 100_000)]
    for login, password in cases:
        with pytest.raises(NotNowError) as caught:
            accounts.sign_in(store, login, password, NOON)
        said.add(str(caught.value))
    assert len(said) == 1
    assert len(weighed) == len(cases)
    assert len(set(weighed)) == 1


def test_after_five_wrong_tries_in_a_quarter_of_an_hour_nothing_opens_the_account(store: Store) -> None:
    settled(store)
    settled(store, "ben")
    for minute in range(5):
        with pytest.raises(NotNowError):
            accounts.sign_in(store, "Ada" if minute % 2 else "ada", "wrong wrong wrong", later(minute))
    for minute in (5, 14.9):
        with pytest.raises(NotNowError):
            accounts.sign_in(store, "ada", PASSWORD, later(minute))
    assert accounts.sign_in(store, "ben", PASSWORD, later(5)).login == "ben"
    assert accounts.sign_in(store, "ada", PASSWORD, later(15)).login == "ada"
    with store.reading() as connection:
        assert connection.execute(select(sign_in_try)).all() == []


def test_a_right_password_lets_wrong_ones_be_forgotten_and_so_does_a_reset(store: Store) -> None:
    settled(store)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(NotNowError):
                accounts.sign_in(store, "ada", "wrong wrong wrong", NOON)
        accounts.sign_in(store, "ada", PASSWORD, NOON)
    for _ in range(9):
        with pytest.raises(NotNowError):
            accounts.sign_in(store, "ada", "wrong wrong wrong", NOON)
    made = accounts.reset(store, "a1", NOON)
    with pytest.raises(NotNowError):
        accounts.sign_in(store, "ada", PASSWORD, NOON)
    accounts.use_link(store, made.token, "quartz lantern meadow", NOON)
    assert accounts.sign_in(store, "ada", "quartz lantern meadow", NOON).account_id == "a1"


def test_a_password_that_was_right_opens_nothing_once_the_account_has_changed_meanwhile(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(store, "sam")
    ada = settled(store)
    matches = passwords.matches

    def disabled_meanwhile(kept: str | None, typed: str) -> bool:
        accounts.disable(store, ada.account_id)
        return matches(kept, typed)

    monkeypatch.setattr("records.access.sign_in.matches", disabled_meanwhile)
    with pytest.raises(NotNowError):
        accounts.sign_in(store, "ada", PASSWORD, NOON)


def test_every_change_of_rights_ends_open_sessions(store: Store) -> None:
    settled(store, "sam")
    ada = settled(store)
    seen = [ada.epoch]
    for change in (
        lambda: accounts.set_role(store, ada.account_id, "analyst"),
        lambda: accounts.reset(store, ada.account_id, NOON).account,
        lambda: accounts.disable(store, ada.account_id),
        lambda: accounts.enable(store, ada.account_id),
    ):
        seen.append(change().epoch)
        assert accounts.find(store, ada.account_id).epoch == seen[-1]  # type: ignore[union-attr]
    assert seen == sorted(set(seen))
    assert accounts.set_role(store, ada.account_id, "analyst").epoch == seen[-1]


def test_the_last_steward_who_may_sign_in_stays_one(store: Store) -> None:
    ada, ben = settled(store), settled(store, "ben", "analyst")
    for change in (
        lambda: accounts.disable(store, ada.account_id),
        lambda: accounts.set_role(store, ada.account_id, "board"),
    ):
        with pytest.raises(NotNowError, match="last steward"):
            change()
    accounts.set_role(store, ben.account_id, "steward")
    accounts.disable(store, ada.account_id)
    with pytest.raises(NotNowError, match="last steward"):
        accounts.set_role(store, ben.account_id, "board")
    assert accounts.enabled_count(store) == 1


def test_what_cannot_be_an_account_or_organisation_is_said(store: Store) -> None:
    invite(store)
    assert accounts.organisations(store) == (accounts.Organisation("Velmouth Public Health", "health"),)
    with pytest.raises(UnfitError, match="there already"):
        accounts.add_organisation(store, "VELMOUTH public health", "police")
    with pytest.raises(UnfitError, match="charity"):
        accounts.add_organisation(store, "Outreach", "charity")
    for login in ("ADA", "a", "two words", "a\nb", "ada\u0301", "аdа", "", "x" * 101, 7, "\0"):
        with pytest.raises(UnfitError):
            invite(store, login)  # type: ignore[arg-type]
    with pytest.raises(UnfitError, match="admin"):
        invite(store, "ben", "admin")
    with pytest.raises(NotFoundError, match="organisation 'Nowhere'"):
        accounts.add(store, login="ben", name="Ben", organisation="Nowhere", role="board", at=NOON)
    for unknown in (lambda: accounts.find_login(store, "ben"), lambda: accounts.disable(store, "a9")):
        with pytest.raises(NotFoundError):
            unknown()
    assert [one.login for one in accounts.everyone(store)] == ["ada"]


def test_somebody_from_outside_is_known_by_issuer_and_subject_alone(store: Store) -> None:
    settled(store)
    accounts.add_organisation(store, "Velmouth Police", "police")

    def outside(**changed: str) -> accounts.Account:
        told = {"issuer": "https://example.org", "subject": "7", "login": "cleo", "name": "Cleo"}
        told |= {"organisation": "Velmouth Public Health", "role": "analyst"} | changed
        return accounts.outside(store, at=NOON, **told)  # type: ignore[arg-type]

    cleo = outside()
    assert (cleo.outside, cleo.role, cleo.signed_in_at) == (True, "analyst", NOON)
    assert outside(login="renamed", name="Cleo May") == accounts.find(store, cleo.account_id)
    moved = outside(organisation="Velmouth Police")
    assert (moved.organisation_kind, moved.epoch) == ("police", cleo.epoch + 1)
    assert outside(role="board").epoch == cleo.epoch + 2
    with pytest.raises(NotNowError, match="another account"):
        outside(subject="8", login="ada")
    with pytest.raises(NotNowError, match="identity provider"):
        accounts.reset(store, cleo.account_id, NOON)
    with pytest.raises(NotNowError):
        accounts.sign_in(store, "cleo", PASSWORD, NOON)
    for nobody in ({"issuer": ""}, {"subject": ""}, {"subject": "x" * 501}):
        with pytest.raises(UnfitError):
            outside(**nobody)
    accounts.disable(store, cleo.account_id)
    with pytest.raises(NotNowError, match="disabled"):
        outside(role="steward")
    kept = accounts.find(store, cleo.account_id)
    assert kept is not None
    assert (kept.role, kept.disabled) == ("board", True)


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Return what each of several threads that start together got, or the error it met."""
    ready = Barrier(count)

    def run(number: int) -> object:
        ready.wait()
        try:
            return act(number)
        except RecordsError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_two_stewards_who_disable_each_other_at_once_one_remains(store: Store) -> None:
    people = [settled(store).account_id, settled(store, "ben").account_id]
    got = at_once(2, lambda number: accounts.disable(store, people[number]))
    assert {type(each) for each in got} == {NotNowError, accounts.Account}
    assert accounts.enabled_count(store) == 1


def test_a_link_that_two_use_at_once_sets_one_password(store: Store) -> None:
    token, words = invite(store).token, ("violin gravel otter", "quartz lantern meadow")
    got = at_once(2, lambda number: accounts.use_link(store, token, words[number], NOON))
    (winner,) = [number for number, each in enumerate(got) if isinstance(each, accounts.Account)]
    assert accounts.sign_in(store, "ada", words[winner], NOON).login == "ada"
    with pytest.raises(NotNowError):
        accounts.sign_in(store, "ada", words[1 - winner], NOON)


def test_many_guesses_at_once_are_weighed_no_more_than_five_times(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(store)
    weighed = []
    matches = passwords.matches

    def count(kept: str | None, typed: str) -> bool:
        weighed.append(kept is not None)
        return matches(kept, typed)

    monkeypatch.setattr("records.access.sign_in.matches", count)
    got = at_once(12, lambda number: accounts.sign_in(store, "ada", f"guess guess {number:03}", NOON))
    assert all(isinstance(each, NotNowError) for each in got)
    assert (len(weighed), sum(weighed)) == (12, 5)
