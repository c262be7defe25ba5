# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of the registry with all that stands in them, as far as it can be read."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

#: Categories of characters that end a line, do not show, or are half of a character.
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})


class ValueKind(enum.IntEnum):
    """The type of a value, as far as StdRegProv can read it (documented)."""

    STRING = 1
    EXPANDABLE = 2
    BINARY = 3
    NUMBER = 4
    STRINGS = 7
    LONG_NUMBER = 11


@dataclass(frozen=True, slots=True)
class RegistryValue:
    """A value of a key.

    Attributes:
        name: Empty for the default value.
        kind: A number of ``ValueKind``, or that of a type StdRegProv cannot read.
        data: As its type has it, None where StdRegProv cannot read that. That of a user may be personal.
    """

    name: str
    kind: int
    data: str | int | bytes | tuple[str, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class KeyCopy:
    """A key and its values.

    Attributes:
        path: Below the hive of its user.
    """

    path: str
    values: tuple[RegistryValue, ...] = ()

    @property
    def is_named_plainly(self) -> bool:
        """Whether its path fits in a line of a file of regedit.

        People name the keys of their own hives. A line break in a name would make the rest of it another key of the
        file, which an administrator imports.
        """
        return fits_in_line(self.path)

    @property
    def is_whole(self) -> bool:
        """Whether every value could be read, and all names are such that a file of regedit can hold them."""
        return self.is_named_plainly and all(
            value.data is not None and fits_in_line(value.name) for value in self.values
        )


@dataclass(frozen=True, slots=True)
class SignIn:
    """What Office keeps of the sign-in of a user who is logged on.

    Attributes:
        sid: Security identifier.
        keys: Those of licensing and identity, each before the keys in it.
        is_whole: Whether that is all; False where there are more keys than are read, or some that may not be read.
    """

    sid: str
    keys: tuple[KeyCopy, ...] = ()
    is_whole: bool = True

    @property
    def removable(self) -> tuple[KeyCopy, ...]:
        """The keys that can be brought back: read whole, as all keys in them are."""
        if not self.is_whole:
            return ()
        kept = [key.path for key in self.keys if not key.is_whole]
        return tuple(key for key in self.keys if not any(is_within(path, key.path) for path in kept))

    @property
    def kept(self) -> tuple[KeyCopy, ...]:
        """The keys that cannot, and stay."""
        removable = set(self.removable)
        return tuple(key for key in self.keys if key not in removable)

    def without(self, paths: Iterable[str]) -> SignIn:
        """The same without some keys."""
        gone = {path.lower() for path in paths}
        return SignIn(self.sid, tuple(key for key in self.keys if key.path.lower() not in gone), self.is_whole)


@dataclass(frozen=True, slots=True)
class SignIns:
    """What Office keeps of the sign-ins of users.

    Attributes:
        users: Those who are logged on and meant.
        unread: SIDs of users who are meant, have a profile and are not logged on.
    """

    users: tuple[SignIn, ...] = ()
    unread: tuple[str, ...] = ()

    def of(self, sid: str) -> SignIn | None:
        """That of one user; None when they are not logged on."""
        return next((user for user in self.users if user.sid.lower() == sid.lower()), None)


def fits_in_line(name: str) -> bool:
    r"""Whether a name has no character that ends a line or is none.

    >>> fits_in_line("a [b] \u3000c"), fits_in_line("a\n[b]")
    (True, False)
    """
    return not any(unicodedata.category(character) in _UNFIT for character in name)


def is_within(path: str, key: str) -> bool:
    """Whether a key is another one, or in it."""
    return f"{path.lower()}\\".startswith(f"{key.lower()}\\")
