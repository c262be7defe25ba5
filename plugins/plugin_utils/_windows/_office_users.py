# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Office keeps of the users of a computer: in their hives, which exist while they are logged on, and in files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Final

from .._cim._session import MethodFailed, Query, Session, quote
from .._licensing._office_model import Account, AccountKind, OfficeFiles, OfficeUser, OfficeUsers
from .._licensing._registry_copy import KeyCopy, RegistryValue, SignIn, SignIns, ValueKind
from .._licensing._sid import is_user_sid
from .._wsman._errors import WSManFault
from ._registry import TYPE_MISMATCH, Registry

_PROFILES: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
_COMMON: Final = r"Software\Microsoft\Office\16.0\Common"

#: LicensingNext holds 2 for a product with the licensing of version 1910 and later (documented).
_NEXT: Final = 2

#: ProviderId of an identity (community).
_PROVIDERS: Final = {"adal": AccountKind.WORK, "orgid": AccountKind.WORK, "liveid": AccountKind.PERSONAL}

#: At most so many users and entries of one are read; a session host may have hundreds.
MOST_USERS: Final = 20
MOST_ENTRIES: Final = 10

_SEPARATOR: Final = "\\"

#: Keys of a user, and values in all of them, that are read to be removed; where there are more, all are left.
MOST_KEYS: Final = 300
MOST_VALUES: Final = 3000

#: Where Office keeps how it is licensed and who is signed in (documented).
_SIGN_IN: Final = (rf"{_COMMON}\Licensing", rf"{_COMMON}\Identity")

#: Where licence files lie (documented; that of the computer community): below %ProgramData%, and with each user.
_OF_COMPUTER: Final = r"C:\ProgramData\Microsoft\Office\Licenses"
_OF_USER: Final = (r"AppData\Local\Microsoft\Office\Licenses", r"AppData\Local\Microsoft\Office\16.0\Licensing")


def read_users(computer: Registry, hives: Registry, *, with_addresses: bool) -> OfficeUsers:
    """The users of a computer; of those who are logged on, one who may not be read is left out."""
    loaded = tuple(sid for sid in hives.key_names("") or () if is_user_sid(sid))
    profiles = {sid.lower() for sid in computer.key_names(_PROFILES) or () if is_user_sid(sid)}
    users: list[OfficeUser] = []
    for sid in loaded[:MOST_USERS]:
        with contextlib.suppress(MethodFailed):
            users.append(_read_user(hives, sid, with_addresses))
    unread = len(profiles - {sid.lower() for sid in loaded})
    return OfficeUsers(tuple(users), left_out=len(loaded) - len(users), unread=unread)


def _read_user(hives: Registry, sid: str, with_addresses: bool) -> OfficeUser:
    """One who logs off meanwhile shows nothing more, which is no error."""
    path = rf"{sid}\{_COMMON}\Licensing\LicensingNext"
    names = [value.name for value in hives.values(path) or () if value.kind == ValueKind.NUMBER]
    found = (name.lower() for name in names[:MOST_ENTRIES] if hives.number(path, name) == _NEXT)
    return OfficeUser(sid, tuple(found), tuple(_accounts(hives, _identities_of(sid), with_addresses)))


def _accounts(hives: Registry, path: str, with_addresses: bool) -> Iterator[Account]:
    for name in (hives.key_names(path) or ())[:MOST_ENTRIES]:
        provider = hives.string(rf"{path}\{name}", "ProviderId") or ""
        address = hives.string(rf"{path}\{name}", "EmailAddress") if with_addresses else None
        yield Account(_PROVIDERS.get(provider.lower(), AccountKind.UNKNOWN), address or None)


def read_sign_ins(computer: Registry, hives: Registry, wanted: tuple[str, ...]) -> SignIns:
    """What Office keeps of the sign-ins of users, with all its values.

    Args:
        computer: The registry of the computer.
        hives: The hives of users.
        wanted: SIDs of the users who are meant; all of them without any.
    """
    meant = {sid.lower() for sid in wanted}
    loaded = [sid for sid in hives.key_names("") or () if is_user_sid(sid) and (not meant or sid.lower() in meant)]
    known = {sid.lower(): sid for sid in (*(computer.key_names(_PROFILES) or ()), *wanted) if is_user_sid(sid)}
    absent = known.keys() - {sid.lower() for sid in loaded}
    unread = sorted(sid for key, sid in known.items() if key in absent and (not meant or key in meant))
    return SignIns(tuple(_sign_in(hives, sid) for sid in loaded), tuple(unread))


def _sign_in(hives: Registry, sid: str) -> SignIn:
    keys: list[KeyCopy] = []
    try:
        for key in _keys_of(hives, sid):
            keys.append(key)
            if len(keys) > MOST_KEYS:
                return SignIn(sid, tuple(keys[:MOST_KEYS]), is_whole=False)
    except (MethodFailed, _TooMuch):
        return SignIn(sid, tuple(keys), is_whole=False)
    return SignIn(sid, tuple(keys))


class _TooMuch(Exception):
    """A user has more values than are read."""


def _keys_of(hives: Registry, sid: str) -> Iterator[KeyCopy]:
    """Each key before those in it.

    Raises:
        MethodFailed: One may not be read.
        _TooMuch: There are too many values; those of the last key were only counted.
    """
    waiting = list(reversed(_SIGN_IN))
    room = MOST_VALUES
    while waiting:
        path = waiting.pop()
        names = hives.key_names(rf"{sid}\{path}")
        if names is None:
            continue
        values = hives.values(rf"{sid}\{path}") or ()
        room -= len(values)
        if room < 0:
            raise _TooMuch
        yield KeyCopy(path, tuple(_with_data(hives, rf"{sid}\{path}", values)))
        waiting += [rf"{path}\{name}" for name in reversed(names)]


def _with_data(hives: Registry, path: str, values: Iterable[RegistryValue]) -> Iterator[RegistryValue]:
    """Those that go meanwhile are none; one that is of another type than it said counts as not readable."""
    for value in values:
        try:
            found = hives.with_data(path, value)
        except MethodFailed as problem:
            if problem.code != TYPE_MISMATCH:
                raise
            found = value
        if found is not None:
            yield found if _is_exact(found) else value


def _is_exact(value: RegistryValue) -> bool:
    """Whether a text arrived as it stands: XML makes one line break of all kinds of them (documented)."""
    texts = value.data if isinstance(value.data, tuple) else (value.data,)
    return not any(isinstance(text, str) and "\n" in text for text in texts)


def remove_keys(hives: Registry, sid: str, paths: Iterable[str]) -> None:
    """Keys of a user, those in others first: a key that has keys in it is not removed (inferred)."""
    for path in sorted(paths, key=lambda item: item.count(_SEPARATOR), reverse=True):
        hives.delete_key(rf"{sid}\{path}")


def glance_at_users(hives: Registry, most: int) -> OfficeUsers:
    """The users who are logged on, with the kinds of their accounts alone: one request, and one for each user.

    Args:
        hives: HKEY_USERS.
        most: How many users are looked at.
    """
    loaded = tuple(sid for sid in hives.key_names("") or () if is_user_sid(sid))
    users = tuple(
        OfficeUser(sid, accounts=tuple(map(_account_of_key, hives.key_names(_identities_of(sid)) or ())))
        for sid in loaded[:most]
    )
    return OfficeUsers(users, left_out=len(loaded) - len(users))


def _identities_of(sid: str) -> str:
    return rf"{sid}\{_COMMON}\Identity\Identities"


def _account_of_key(name: str) -> Account:
    """The keys are named after the account and its provider (community)."""
    return Account(_PROVIDERS.get(name.rpartition("_")[2].lower(), AccountKind.UNKNOWN))


def read_licence_files(session: Session, computer: Registry) -> OfficeFiles:
    """Names of licence files, directory by directory."""
    profiles = tuple(sid for sid in computer.key_names(_PROFILES) or () if is_user_sid(sid))
    places = (computer.string(rf"{_PROFILES}\{sid}", "ProfileImagePath") for sid in profiles[:MOST_USERS])
    folders = (_OF_COMPUTER, *(rf"{place.rstrip(_SEPARATOR)}\{own}" for place in places if place for own in _OF_USER))
    paths: list[str] = []
    unread: list[str] = []
    for folder in folders:
        try:
            paths += _files_below(session, folder)
        except (WSManFault, MethodFailed):
            unread.append(folder)
    return OfficeFiles(tuple(paths), tuple(unread), max(0, len(profiles) - MOST_USERS))


def _files_below(session: Session, folder: str) -> list[str]:
    """The files of a directory and of those in it, whose names are numbers (documented).

    Drive and Path name each directory whole, because a pattern makes Windows walk through its disks (community).
    """
    within = _names(session, "Win32_Directory", folder)[:MOST_ENTRIES]
    return [name for place in (folder, *within) for name in _names(session, "CIM_DataFile", place)]


def _names(session: Session, class_name: str, folder: str) -> list[str]:
    drive, _colon, path = folder.partition(":")
    condition = f"Drive = {quote(f'{drive}:')} AND Path = {quote(f'{path}{_SEPARATOR}')}"
    return [row.text("Name") or "" for row in session.query(Query(class_name, ("Name",), condition))]
