# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a host before its edition is changed, and while it changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from .._cim._session import MethodFailed, Query, Session, quote
from .._licensing._readiness import BusyProcess, Readiness, Uptime
from .._licensing._servicing import SERVICING_KEYS, Pending, ServicingRestart
from .._licensing._subscription import SubscriptionState
from .._licensing._windows_installation import WindowsInstallation, plain_edition
from .._wsman._errors import MalformedAnswer, WSManFault
from ._queries import BATTERY, DOMAIN_ROLE, SUBSCRIPTION, SYSTEM_DIRECTORY, UPTIME
from ._registry import Registry
from ._rows import read_subscription

_Answer = TypeVar("_Answer")

_CURRENT_VERSION: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_SERVICING: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
_UPDATE: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
_POLICY: Final = r"SYSTEM\CurrentControlSet\Control\CI\Policy"

_DRIVE: Final = re.compile("[A-Za-z]:")

#: KEY_SET_VALUE and KEY_CREATE_SUB_KEY.
_WRITE: Final = 0x0002 | 0x0004

#: DomainRole of backup and primary domain controllers (documented).
_CONTROLLERS: Final = frozenset({4, 5})

#: Programs that change components, of DISM, Windows Update and setup.
_AT_WORK: Final = ("dism.exe", "changepk.exe", "TiWorker.exe", "wusa.exe", "setuphost.exe")

#: Services that changepk needs (community).
_SERVICES: Final = ("LicenseManager", "wuauserv")


def read_installation(registry: Registry) -> WindowsInstallation:
    """EditionID, build and kind of Windows, from the registry.

    Raises:
        MalformedAnswer: One of those that every Windows has is missing.
    """
    edition_id = registry.string(_CURRENT_VERSION, "EditionID") or ""
    build = registry.string(_CURRENT_VERSION, "CurrentBuild") or ""
    kind = registry.string(_CURRENT_VERSION, "InstallationType") or ""
    if not edition_id or not build.isdigit() or not kind:
        raise MalformedAnswer("the edition or the build of Windows cannot be read")
    return WindowsInstallation(plain_edition(edition_id), int(build), registry.number(_CURRENT_VERSION, "UBR"), kind)


def read_uptime(session: Session) -> Uptime:
    """LastBootUpTime and LocalDateTime of one reading.

    Raises:
        MalformedAnswer: The host does not tell.
    """
    rows = session.query(UPTIME)
    booted = rows[0].moment("LastBootUpTime") if rows else None
    now = rows[0].moment("LocalDateTime") if rows else None
    if booted is None or now is None:
        raise MalformedAnswer("the host does not tell when it was started")
    return Uptime(booted, now)


def read_servicing_restart(registry: Registry) -> ServicingRestart:
    """The keys below Component Based Servicing that come and go; several thousand packages lie deeper."""
    names = registry.key_names(_SERVICING) or ()
    return ServicingRestart(frozenset(SERVICING_KEYS[name.lower()] for name in names if name.lower() in SERVICING_KEYS))


def read_readiness(session: Session, registry: Registry, *, is_server: bool) -> Readiness:
    """What speaks for or against a change; a part that the host refuses is not known."""
    return Readiness(
        can_write=_known(lambda: registry.grants("SOFTWARE", _WRITE)),
        is_domain_controller=_known(lambda: _is_controller(session)),
        battery_statuses=_known(lambda: _battery(session)) or (),
        is_s_mode=None if is_server else _known(lambda: registry.number(_POLICY, "SkuPolicyRequired") == 1),
        free_bytes=_known(lambda: _free_bytes(session)),
        pending=_known(lambda: _pending(registry)) or frozenset(),
        busy=_known(lambda: _busy(session)) or (),
        disabled_services=() if is_server else _known(lambda: _disabled(session)) or (),
        has_subscription=None if is_server else _known(lambda: _has_subscription(session)),
    )


def _known(read: Callable[[], _Answer]) -> _Answer | None:
    try:
        return read()
    except (MethodFailed, MalformedAnswer):
        return None
    except WSManFault as fault:
        if fault.is_timeout:
            raise
        return None


def _is_controller(session: Session) -> bool | None:
    rows = session.query(DOMAIN_ROLE)
    role = rows[0].number("DomainRole") if rows else None
    return None if role is None else role in _CONTROLLERS


def _battery(session: Session) -> tuple[int, ...]:
    return tuple(row.number("BatteryStatus") or 0 for row in session.query(BATTERY))


def _free_bytes(session: Session) -> int | None:
    """Of the drive that Windows is on, which need not be C:."""
    found = session.query(SYSTEM_DIRECTORY)
    drive = (found[0].text("SystemDirectory") or "")[:2] if found else ""
    if not _DRIVE.fullmatch(drive):
        return None
    rows = session.query(Query("Win32_LogicalDisk", ("DeviceID", "FreeSpace"), f"DeviceID = {quote(drive)}"))
    return rows[0].number("FreeSpace") if rows else None


def _pending(registry: Registry) -> frozenset[Pending]:
    """The restart that Windows Update waits for. Files to be renamed at the next start do no harm (community)."""
    updates = registry.key_names(_UPDATE) or ()
    return frozenset({Pending.WINDOWS_UPDATE} if any(name.lower() == "rebootrequired" for name in updates) else ())


def _busy(session: Session) -> tuple[BusyProcess, ...]:
    """CommandLine is not asked for: it may hold a key of somebody else."""
    where = " OR ".join(f"Name = {quote(name)}" for name in _AT_WORK)
    rows = session.query(Query("Win32_Process", ("ProcessId", "Name", "CreationDate"), where))
    return tuple(
        BusyProcess(row.text("Name") or "", row.number("ProcessId") or 0, row.moment("CreationDate")) for row in rows
    )


def _disabled(session: Session) -> tuple[str, ...]:
    where = " OR ".join(f"Name = {quote(name)}" for name in _SERVICES)
    rows = session.query(Query("Win32_Service", ("Name", "StartMode"), where))
    return tuple(row.text("Name") or "" for row in rows if (row.text("StartMode") or "").lower() == "disabled")


def _has_subscription(session: Session) -> bool | None:
    """A Windows without the columns refuses the query, and has no subscription."""
    rows = session.query(SUBSCRIPTION)
    state = read_subscription(rows[0]).state if rows else SubscriptionState.UNKNOWN
    return None if state is SubscriptionState.UNKNOWN else state is SubscriptionState.ACTIVE
