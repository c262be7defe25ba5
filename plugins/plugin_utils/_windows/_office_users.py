# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Office keeps of the users of a computer: in their hives, which exist while they are logged on, and in files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .._cim._session import MethodFailed, Query, Session, quote
from .._licensing._office_model import Account, AccountKind, OfficeFiles, OfficeUser, OfficeUsers
from .._wsman._errors import WSManFault
from ._registry import Registry, ValueKind

#: People: of a domain or of the computer itself, and of Microsoft Entra ID (documented).
_USER_SID: Final = re.compile(r"S-1-(?:5-21|12-1)(?:-[0-9]+)+", re.IGNORECASE)

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

#: Where licence files lie (documented; that of the computer community): below %ProgramData%, and with each user.
_OF_COMPUTER: Final = r"C:\ProgramData\Microsoft\Office\Licenses"
_OF_USER: Final = (r"AppData\Local\Microsoft\Office\Licenses", r"AppData\Local\Microsoft\Office\16.0\Licensing")


def is_user(sid: str) -> bool:
    """Whether a SID is that of a person."""
    return _USER_SID.fullmatch(sid) is not None


def read_users(computer: Registry, hives: Registry, *, with_addresses: bool) -> OfficeUsers:
    """The users of a computer, those who are logged on with what Office keeps of them."""
    loaded = tuple(sid for sid in hives.key_names("") or () if is_user(sid))
    profiles = {sid.lower() for sid in computer.key_names(_PROFILES) or () if is_user(sid)}
    users = tuple(_read_user(hives, sid, with_addresses) for sid in loaded[:MOST_USERS])
    unread = len(profiles - {sid.lower() for sid in loaded})
    return OfficeUsers(users, left_out=len(loaded) - len(users), unread=unread)


def _read_user(hives: Registry, sid: str, with_addresses: bool) -> OfficeUser:
    """One who logs off meanwhile shows nothing more, which is no error."""
    path = rf"{sid}\{_COMMON}\Licensing\LicensingNext"
    names = [value.name for value in hives.values(path) or () if value.kind == ValueKind.NUMBER]
    found = (name.lower() for name in names[:MOST_ENTRIES] if hives.number(path, name) == _NEXT)
    return OfficeUser(
        sid, tuple(found), tuple(_accounts(hives, rf"{sid}\{_COMMON}\Identity\Identities", with_addresses))
    )


def _accounts(hives: Registry, path: str, with_addresses: bool) -> Iterator[Account]:
    for name in (hives.key_names(path) or ())[:MOST_ENTRIES]:
        provider = hives.string(rf"{path}\{name}", "ProviderId") or ""
        address = hives.string(rf"{path}\{name}", "EmailAddress") if with_addresses else None
        yield Account(_PROVIDERS.get(provider.lower(), AccountKind.UNKNOWN), address or None)


def read_licence_files(session: Session, computer: Registry) -> OfficeFiles:
    """Names of licence files, directory by directory."""
    profiles = tuple(sid for sid in computer.key_names(_PROFILES) or () if is_user(sid))
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
