# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of SQLAlchemy that this room uses. Where it is missing, each stands for nothing, and files can be imported.

Ansible's checks of a collection import all of them without its optional libraries. ``open_store`` says what is missing
before any of these names is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import (
        BigInteger,
        Boolean,
        Column,
        Connection,
        Engine,
        ForeignKey,
        Index,
        Integer,
        LargeBinary,
        MetaData,
        NullPool,
        Select,
        SmallInteger,
        Table,
        Text,
        UniqueConstraint,
        create_engine,
        delete,
        event,
        exists,
        func,
        insert,
        inspect,
        make_url,
        or_,
        select,
        text,
        update,
    )
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

__all__ = [
    "BigInteger",
    "Boolean",
    "Column",
    "Connection",
    "DBAPIError",
    "Engine",
    "ForeignKey",
    "Index",
    "Integer",
    "LargeBinary",
    "MetaData",
    "NullPool",
    "SQLAlchemyError",
    "Select",
    "SmallInteger",
    "Table",
    "Text",
    "UniqueConstraint",
    "create_engine",
    "delete",
    "event",
    "exists",
    "func",
    "insert",
    "inspect",
    "make_url",
    "or_",
    "select",
    "text",
    "update",
]


class _Absent:
    """Takes whatever is made of it when a file is imported."""

    def __call__(self, *_given: object, **_named: object) -> _Absent:
        return self

    def __getattr__(self, name: str) -> _Absent:
        return self


def __getattr__(name: str) -> Any:
    """A name of SQLAlchemy or of its errors."""
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        library, errors = importlib.import_module("sqlalchemy"), importlib.import_module("sqlalchemy.exc")
    except ImportError:
        return _Absent()
    return getattr(library if hasattr(library, name) else errors, name)
