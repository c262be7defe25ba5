# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reg.exe and findstr.exe, as far as their options go that are read here; anything else fails as a typing error does.

Options and exit codes as the help texts of the programs say (documented): reg 0 and 1, findstr 0 found, 1 not found.
"""

from __future__ import annotations

from .command_line import words_of
from .process_table import Running, Script
from .registry import HKEY_LOCAL_MACHINE, REG_DWORD, REG_KINDS, RegistryValue

_HIVES = ("HKLM", "HKEY_LOCAL_MACHINE")
_FAILED, _FOUND, _NOT_FOUND, _BAD = 1, 0, 1, 2
_TEXT_KINDS = ("REG_SZ", "REG_EXPAND_SZ")
#: letters with a meaning of their own in a search text that is not /l
_PATTERN = frozenset(".*[]^$\\")


def reg(run: Running) -> Script:
    """`reg add KEY /v NAME [/t TYPE] [/d DATA] /f`; with nobody to answer, a value that exists needs /f."""
    yield from ()
    options = _reg_options(words_of(run.arguments))
    if options is None:
        run.write("ERROR: Invalid syntax.\r\n")
        return _FAILED
    return _add(run, options)


def _reg_options(words: list[str]) -> dict[str, str] | None:
    if len(words) < 2 or words[0].lower() != "add" or words[1].startswith("/"):
        return None
    found, rest = {"key": words[1]}, words[2:]
    while rest:
        name = rest.pop(0).lower()
        if name in found or name not in ("/v", "/ve", "/t", "/d", "/f"):
            return None
        if name in ("/ve", "/f"):
            found[name] = ""
        elif not rest:
            return None
        else:
            found[name] = rest.pop(0)
    return None if {"/v", "/ve"} <= set(found) else found


def _add(run: Running, options: dict[str, str]) -> int:
    state = run.state
    hive, _backslash, path = options["key"].strip("\\").partition("\\")
    value = _value(options)
    if hive.upper() not in _HIVES or value is None or not path:
        run.write("ERROR: Invalid syntax.\r\n")
        return _FAILED
    root = path.partition("\\")[0].lower()
    is_denied = any(item.covers(HKEY_LOCAL_MACHINE, path) for item in state.spec.denied_keys)
    if not run.process.is_elevated or is_denied or root not in {name.lower() for name in state.registry.roots()}:
        run.write("ERROR: Access is denied.\r\n")
        return _FAILED
    name = options.get("/v", "")
    if "/f" not in options and state.registry.value(path, name) is not None:
        return _FAILED
    if "/v" in options or "/ve" in options:
        state.registry.set(path, name, value)
    else:
        state.registry.create(path)
    run.write("The operation completed successfully.\r\n")
    return 0


def _value(options: dict[str, str]) -> RegistryValue | None:
    """A number is written without a sign: -1 is none (documented)."""
    kind, data = options.get("/t", "REG_SZ").upper(), options.get("/d", "")
    if kind in _TEXT_KINDS:
        return RegistryValue(REG_KINDS[kind], data)
    if kind != "REG_DWORD":
        return None
    try:
        number = int(data or "0", 0)
    except ValueError:
        return None
    return RegistryValue(REG_DWORD, number) if 0 <= number <= 0xFFFFFFFF else None


def findstr(run: Running) -> Script:
    """Lines of its input that hold one of some texts, or begin or end with it; cases matter unless /i is given."""
    yield from ()
    flags, wanted = set[str](), list[str]()
    for word in words_of(run.arguments):
        option = word.lower()
        if option.startswith("/c:"):
            wanted.append(word[3:])
        elif option in ("/b", "/e", "/i", "/l", "/x", "/v"):
            flags.add(option[1])
        elif option.startswith("/") or wanted:
            return _BAD
        else:
            wanted += word.split(" ")
    is_pattern = "l" not in flags and any(set(text) & _PATTERN for text in wanted)
    if not wanted or is_pattern:
        return _BAD
    found = [line for line in run.process.text.splitlines() if _holds(line, wanted, flags) is not ("v" in flags)]
    run.write("".join(f"{line}\r\n" for line in found))
    return _FOUND if found else _NOT_FOUND


def _holds(line: str, wanted: list[str], flags: set[str]) -> bool:
    if "i" in flags:
        line, wanted = line.lower(), [text.lower() for text in wanted]
    if "x" in flags or flags >= {"b", "e"}:
        return line in wanted
    if "b" in flags:
        return line.startswith(tuple(wanted))
    if "e" in flags:
        return line.endswith(tuple(wanted))
    return any(text in line for text in wanted)
