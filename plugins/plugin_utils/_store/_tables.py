# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a store. docs/history.md describes them for people who read them by SQL; it changes with them.

What a host shows is kept once, as a state, for as long as it stays the same, and each run refers to it: so a run of an
unchanged fleet adds a short row for each host. ``data`` holds all of it as JSON, from which surveys are read back; the
columns beside it are for people.
"""

from __future__ import annotations

from typing import Any, Final

from ._sql import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

#: Of the tables. One more for each change of them, with its statements in ``_schema.MIGRATIONS``.
STORE_FORMAT: Final = 1

TABLES: Final = MetaData()


def _number(name: str = "id") -> Column[int]:
    """The number of a row, given by who adds it, one writer at a time."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _fingerprint() -> Column[bytes]:
    """By which the same is recognized."""
    return Column("fingerprint", LargeBinary, nullable=False, unique=True)


def _refers(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), **options)


STORE = Table("store", TABLES, Column("format", Integer, nullable=False), Column("last_run", Integer, nullable=False))

RUN = Table(
    "run",
    TABLES,
    _number(),
    _fingerprint(),
    Column("began_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("pattern", Text, nullable=False),
    Column("application", Text),
    Column("complete", Boolean),
    Column("hosts_read", Integer, nullable=False),
    Column("hosts_unreachable", Integer, nullable=False),
    Column("hosts_failed", Integer, nullable=False),
    Column("hosts_not_asked", Integer, nullable=False),
    Column("data", Text, nullable=False),
)

MACHINE = Table(
    "machine",
    TABLES,
    _number(),
    Column("uuid", Text, unique=True),
    Column("name", Text, nullable=False, index=True),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
)

STATE = Table(
    "state",
    TABLES,
    _number(),
    _fingerprint(),
    _refers("machine_id", "machine.id", nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("computer_name", Text),
    Column("fate", Text, nullable=False),
    Column("reason", Text),
    Column("licensed", Boolean),
    Column("build", BigInteger),
    Column("client_machine_id", Text),
    Column("is_kms_host", Boolean),
    Column("subscription", Text),
    Column("support", Text),
    Column("support_ends", Text),
    Column("data", Text, nullable=False),
)

STATE_GROUP = Table(
    "state_group",
    TABLES,
    _refers("state_id", "state.id", primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    sqlite_with_rowid=False,
)

LICENSE_KEY = Table(
    "license_key",
    TABLES,
    _number(),
    Column("last_five", Text, nullable=False),
    Column("channel", Text, nullable=False),
    UniqueConstraint("last_five", "channel"),
)

KMS_SOURCE = Table(
    "kms_source",
    TABLES,
    _number(),
    Column("source", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("port", BigInteger, nullable=False),
    UniqueConstraint("source", "host", "port"),
)

PRODUCT = Table(
    "product",
    TABLES,
    _number(),
    _fingerprint(),
    Column("activation_id", Text),
    Column("application", Text),
    Column("name", Text),
    Column("family", Text),
    Column("channel", Text),
    Column("is_addon", Boolean),
    Column("esu_year", BigInteger),
    Column("license_status", Text),
    Column("licensed", Boolean),
    Column("reason_code", Text),
    Column("activated_by", Text),
    Column("office_product", Text),
    _refers("key_id", "license_key.id", index=True),
    _refers("kms_source_id", "kms_source.id", index=True),
    Column("data", Text, nullable=False),
)

STATE_PRODUCT = Table(
    "state_product",
    TABLES,
    _refers("state_id", "state.id", primary_key=True, autoincrement=False),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    _refers("product_id", "product.id", nullable=False, index=True),
    sqlite_with_rowid=False,
)

DIAGNOSIS = Table(
    "diagnosis",
    TABLES,
    _number(),
    _fingerprint(),
    Column("healthy", Boolean),
    Column("title", Text),
    Column("data", Text, nullable=False),
)

READING = Table(
    "reading",
    TABLES,
    _refers("run_id", "run.id", primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _refers("state_id", "state.id", nullable=False, index=True),
    Column("asked_at", Text),
    Column("minutes_left", BigInteger),
    Column("times", Text),
    _refers("diagnosis_id", "diagnosis.id"),
    sqlite_with_rowid=False,
)

#: Most rows have none.
Index(
    "ix_reading_diagnosis_id",
    READING.c.diagnosis_id,
    sqlite_where=READING.c.diagnosis_id.is_not(None),
    postgresql_where=READING.c.diagnosis_id.is_not(None),
)
