"""The tables of the access store: who may sign in, from which organisation, and what has just been tried.

Nothing here is readable as a secret: passwords are argon2id strings, links are kept as their SHA-256.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from records.access.trail_table import trail_table
from records.tables import Tables, UtcTime, version_table

METADATA = MetaData()

access_version = version_table("access_version", METADATA)

organisation = Table(
    "organisation",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("folded", String(400), nullable=False, unique=True),  # of the name: no two that differ in case
    Column("kind", String(20), nullable=False),
    sqlite_autoincrement=True,
)

account = Table(
    "account",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("organisation_key", ForeignKey("organisation.key"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password", String(300)),  # argon2id, with its parameters; none until a link was used
    Column("issuer", String(500)),  # of an account that signs in elsewhere
    Column("subject", String(500)),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("epoch", Integer, nullable=False, default=0),
    Column("created_at", UtcTime, nullable=False),
    Column("signed_in_at", UtcTime),
    UniqueConstraint("issuer", "subject"),
    sqlite_autoincrement=True,  # a number is never given to another account
)

account_link = Table(
    "account_link",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("account_key", ForeignKey("account.key"), nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False),
)

sign_in_try = Table(
    "sign_in_try",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("login_sha256", String(64), nullable=False, index=True),  # what was typed may be a password
    Column("at", UtcTime, nullable=False, index=True),
)

trail = trail_table(METADATA)

ACCESS = Tables("access", METADATA, access_version, newest=1, lock=0x5AFE0002)
