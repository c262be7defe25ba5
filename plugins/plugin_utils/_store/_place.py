# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a store is: the path of a file, or the URL of a PostgreSQL database. Nothing is opened here.

The password that a URL may carry is shown by nothing that stands here.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from .._language._errors import InputError

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):/", re.ASCII)
_SCHEMES = frozenset({"postgresql", "postgresql+psycopg"})

_ADVICE = "Give the path of a file, or postgresql+psycopg://user@host/database."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is.

    Attributes:
        shown: For people, without a password.
        path: The file of SQLite; None for a database of PostgreSQL.
        url: The whole address, which may hold a password; empty for a file.
        secrets: What of the address must not show.
    """

    shown: str
    path: Path | None
    url: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def place_of(text: str) -> Place:
    """A place from what people write.

    Raises:
        InputError: It is a database of another kind, or no address.
    """
    scheme = _URL.match(text)
    if scheme is not None:
        return _database(text, scheme[1].lower())
    path = Path.cwd() / os.path.expandvars(os.path.expanduser(text))
    return Place(str(path), path)


def _database(text: str, scheme: str) -> Place:
    if scheme not in _SCHEMES:
        raise InputError("store: {scheme} is no database that is supported.", advice=_ADVICE, scheme=scheme)
    try:
        parts = urlsplit(text)
        host, port, password = parts.hostname or "", parts.port, parts.password
        queried = [value for name, value in parse_qsl(parts.query) if "password" in name]
    except ValueError:  # of the address nothing is shown, since nobody knows where its password is
        raise InputError("store: the address of the database cannot be read.", advice=_ADVICE) from None
    user = f"{parts.username}@" if parts.username else ""
    shown = f"postgresql://{user}{host}{f':{port}' if port else ''}{parts.path}"
    secrets = tuple(text for given in (password, *queried) if given for text in (given, unquote(given)))
    return Place(shown, None, f"postgresql+psycopg{text[len(scheme) :]}", tuple(dict.fromkeys(secrets)))
