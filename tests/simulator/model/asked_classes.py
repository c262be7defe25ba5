# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classes whose objects depend on the question: files of a directory, answers to a ping.

Columns of CIM_DataFile and Win32_PingStatus are documented, and so are the defaults of the latter, 11010 and 11001.
That a ping without an answer shows no ProtocolAddress follows from its documentation (the address that replied), that
an unresolved name shows no StatusCode is community; the rest is inferred.
"""

from __future__ import annotations

import ipaddress
import ntpath
from collections.abc import Iterator

from .errors import Wbem, WbemError
from .spec import KnownName
from .state import MachineState
from .values import WmiValue
from .wql import Comparison, Condition, Junction

FILE, DIRECTORY, PING = "CIM_DataFile", "Win32_Directory", "Win32_PingStatus"
#: classes that walk through all disks unless the question says where
ON_DISK = (FILE, DIRECTORY)
_TIMED_OUT, _HOST_NOT_FOUND = 11010, 11001
_HERE = ("localhost", "127.0.0.1", "::1")
_FILE_SIZE = 2048


def is_bounded(where: Condition | None) -> bool:
    """Whether a query for files says which directory it means, or which file: others walk through all disks."""
    columns = {item.column.lower() for item in _certain(where)}
    return "name" in columns or {"drive", "path"} <= columns


def _certain(where: Condition | None) -> Iterator[Comparison]:
    """The equalities every found object satisfies."""
    if isinstance(where, Comparison) and where.operator == "=" and isinstance(where.literal, str):
        yield where
    elif isinstance(where, Junction) and where.word == "AND":
        for term in where.terms:
            yield from _certain(term)


def _addresses(where: Condition | None) -> list[str]:
    """The addresses a question names; with OR there may be several."""
    if isinstance(where, Junction) and where.word == "OR":
        parts = [_addresses(term) for term in where.terms]
        return [address for part in parts for address in part] if all(parts) else []
    return [str(item.literal) for item in _certain(where) if item.column.lower() == "address"]


def file_rows(state: MachineState) -> list[dict[str, WmiValue]]:
    """One object a file; paths are shown in lower case (community)."""
    return [_file(state, path.lower()) for path in state.spec.files]


def directory_rows(state: MachineState) -> list[dict[str, WmiValue]]:
    """One object a directory that holds a file, or another directory, of those there are."""
    parents = {path.lower() for file in state.spec.files for path in _parents(file)}
    columns = ("Caption", "CreationClassName", "Drive", "FileName", "Name", "Path")
    return [{name: value for name, value in _file(state, path).items() if name in columns} for path in sorted(parents)]


def _parents(path: str) -> Iterator[str]:
    parent = ntpath.dirname(path)
    while parent != ntpath.dirname(parent):
        yield parent
        parent = ntpath.dirname(parent)


def _file(state: MachineState, path: str) -> dict[str, WmiValue]:
    drive, rest = ntpath.splitdrive(path)
    folder, name = ntpath.split(rest)
    stem, extension = ntpath.splitext(name)
    return {
        "Caption": path,
        "CreationClassName": "CIM_LogicalFile",
        "CSCreationClassName": "Win32_ComputerSystem",
        "CSName": state.spec.name.split(".")[0].upper()[:15],
        "Drive": drive,
        "Extension": extension.removeprefix("."),
        "FileName": stem,
        "FileSize": _FILE_SIZE,
        "FSCreationClassName": "Win32_FileSystem",
        "FSName": "NTFS",
        "Hidden": False,
        "LastModified": state.installed_at.replace(microsecond=0),
        "CreationDate": state.installed_at.replace(microsecond=0),
        "Name": path,
        "Path": folder.rstrip("\\") + "\\",
        "Readable": True,
        "Status": "OK",
        "Writeable": True,
    }


def ping_rows(state: MachineState, where: Condition | None) -> list[dict[str, WmiValue]]:
    """One object an address; without one the provider does nothing (inferred)."""
    addresses = _addresses(where)
    if not addresses:
        raise WbemError(Wbem.PROVIDER_NOT_CAPABLE, PING)
    return [_ping(address, _found(state, address.lower())) for address in addresses]


def _found(state: MachineState, name: str) -> KnownName | None:
    """What a name leads to: by the scenario's names, by the host itself, or to a KMS host of the world."""
    own = state.spec.name.lower()
    if name in _HERE or name in (own, own.partition(".")[0]):
        return KnownName("127.0.0.1")
    known = state.spec.names.get(name)
    if known is not None:
        return known
    network = state.world.network
    host = network.kms_host(name)
    if host is not None and not network.resolve(name):
        return KnownName(host.address, host.is_reachable)
    try:
        address = str(ipaddress.ip_address(name))
    except ValueError:
        return None
    return next((item for item in state.spec.names.values() if item.address == address), KnownName(address, False))


def _ping(address: str, found: KnownName | None) -> dict[str, WmiValue]:
    is_answered = found is not None and found.answers_ping
    row: dict[str, WmiValue] = {
        "Address": address,
        "BufferSize": 32,
        "NoFragmentation": False,
        "PrimaryAddressResolutionStatus": 0 if found else _HOST_NOT_FOUND,
        "ProtocolAddress": found.address if found and is_answered else "",
        "ProtocolAddressResolved": "",
        "RecordRoute": 0,
        "ResolveAddressNames": False,
        "SourceRoute": "",
        "SourceRouteType": 0,
        "StatusCode": None,
        "Timeout": 1000,
        "TimeStampRoute": 0,
        "TimeToLive": 80,
        "TypeofService": 0,
    }
    if found:
        row["StatusCode"] = 0 if is_answered else _TIMED_OUT
    if is_answered:
        row |= {"ReplyInconsistency": False, "ReplySize": 32, "ResponseTime": 1, "ResponseTimeToLive": 128}
    return row
