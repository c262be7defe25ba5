# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cmd.exe, reg.exe and findstr.exe: quotes, operators, variables, loops, and what they do not do."""

from __future__ import annotations

import pytest

from tests.simulator.model.command_line import words_of
from tests.unit.simulator.jobs import CMD, DISM, FINDSTR, NOTES, REG, SYSTEM, Bench

KEEP = rf"{REG} add HKLM\{NOTES} /v {{name}} /t REG_SZ /d {{data}} /f"
LIST = rf"{DISM} /English /Online /Get-TargetEditions"


def keep(data: str = "1", name: str = "code") -> str:
    """A command that leaves a value."""
    return KEEP.format(name=name, data=data)


def kept(line: str, switches: str = "/d /v:on /s /c") -> dict[str, object]:
    """What a line leaves on a host whose name of the edition can become one other."""
    bench = Bench()
    bench.run(f'{CMD} {switches} "{line}"')
    return bench.notes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("a  b", ["a", "b"]),
        ('"a b" c', ["a b", "c"]),
        ('/c:"a b"', ["/c:a b"]),
        (r"a\b\\c", [r"a\b\\c"]),
        (r"a\"b", ['a"b']),
        (r'"a\\" b', ["a\\", "b"]),
        ('""', [""]),
        ("", []),
    ],
)
def test_arguments_are_parted_as_the_c_runtime_does(arguments: str, words: list[str]) -> None:
    assert words_of(arguments) == words


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (keep(), {"code": "1"}),
        (f"{keep('1', 'a')} & {keep('2', 'b')}", {"a": "1", "b": "2"}),
        (f"{keep('1', 'a')}&{keep('2', 'b')}", {"a": "1", "b": "2"}),
        (f"({keep('1', 'a')}) & {keep('2', 'b')}", {"a": "1", "b": "2"}),
        (f"{DISM} /no & {keep('!errorlevel!')}", {"code": "87"}),
        (f"{DISM} /no & {keep('%errorlevel%')}", {"code": "0"}),
        (f"{DISM} /no && {keep()}", {}),
        (f"{DISM} /no || {keep()}", {"code": "1"}),
        (f"{DISM} /no >nul 2>&1 & {keep('!errorlevel!')}", {"code": "87"}),
        (f"{SYSTEM}\\none.exe & {keep('!errorlevel!')}", {"code": "9009"}),
        (f"{DISM} /no && {keep('1', 'a')} & {keep('2', 'b')}", {"b": "2"}),
        (f"echo one& echo two| {FINDSTR} /v two && {keep()}", {}),
        (f"exit 5 & {keep()}", {}),
        (f"(exit /b 5) & {keep()}", {}),
        (f"rem {keep()}", {}),
        (f"{keep('a^&b')}", {"code": "a&b"}),
        (f"{keep('!none!x')}", {"code": "x"}),
        (f"{keep('%none%')}", {"code": "%none%"}),
        (f"{keep('%windir%')}", {"code": r"C:\Windows"}),
    ],
)
def test_a_line_does_what_cmd_does(line: str, found: dict[str, object]) -> None:
    assert kept(line) == found


@pytest.mark.parametrize(
    "line",
    [
        f"{keep('1', 'a')} & ({keep('2', 'b')}",
        f"{keep('1', 'a')} & & {keep('2', 'b')}",
        f"{keep()} > C:\\out.txt",
        f"{keep()} < C:\\in.txt",
        f"{keep()} | | {keep()}",
        f"if 1==1 {keep()}",
        f"for %a in (1) do {keep()}",
        f"for /f %a in ({DISM}) do {keep()}",
        f"for /f \"tokens=0\" %a in ('{DISM}') do {keep()}",
        f"for /f \"token=1\" %a in ('{DISM}') do {keep()}",
        f"for /f %a in ('{DISM}') {keep()}",
        f"set x=1 & {keep()} & {keep('2', 'b')}" + " " * 8200,
    ],
)
def test_a_line_it_does_not_understand_does_nothing_and_ends_with_1(line: str) -> None:
    bench = Bench()
    assert bench.run(f'{CMD} /d /v:on /s /c "{line}"') == 1
    assert (bench.names, bench.notes()) == (["cmd.exe"], {})


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f'{CMD} /d /s /c "{keep("!errorlevel!")}"', {"code": "!errorlevel!"}),
        (f'{CMD} /d /v:off /s /c "{keep("!errorlevel!")}"', {"code": "!errorlevel!"}),
        (f'{CMD} /v /c "{keep("!errorlevel!")}"', {"code": "0"}),
        (f"{CMD} /c {keep()}", {"code": "1"}),
        (f'{CMD} /c"{keep()}"', {"code": "1"}),
        (f'cmd /c "{keep()}"', {"code": "1"}),
        (f'{CMD} /c "{REG}" add HKLM\\{NOTES} /v code /d "a b" /f', {}),
        (f'{CMD} /c ""{REG}" add HKLM\\{NOTES} /v code /d "a b" /f"', {"code": "a b"}),
        (f'{CMD} /s "{keep()}"', {}),
        (f'{CMD} /z /c "{keep()}"', {}),
        (f"{CMD}", {}),
        (f"%comspec% /c {keep()}", {}),
        (keep(), {"code": "1"}),
    ],
)
def test_switches_and_quotes_of_cmd(line: str, found: dict[str, object]) -> None:
    bench = Bench()
    bench.create(line)
    assert bench.notes() == found


@pytest.mark.parametrize(
    ("options", "search", "found"),
    [
        ("tokens=3 delims=: ", '/b /c:"Target Edition"', {"ServerDatacenter"}),
        ("tokens=3 delims=: ", '/b /c:"Target Edition" /c:"The operation"', {"ServerDatacenter", "completed"}),
        ("delims=: tokens=3", '/b /c:"Target Edition"', set()),
        ("tokens=2 delims=:", '/b /c:"Target Edition"', {"ServerDatacenter"}),
        ("tokens=3", '/b /c:"Target Edition"', {":"}),
        ("tokens=9", '/b /c:"Target Edition"', set()),
        ("tokens=3 delims=: ", '/b /c:"target edition"', set()),
        ("tokens=3 delims=: ", '/b /i /c:"target edition"', {"ServerDatacenter"}),
        ("tokens=3 delims=: ", '/b /c:"Current Edition"', set()),
        ("tokens=3 delims=: ", "/z", set()),
        ("skip=9 tokens=3 delims=: ", '/b /c:"Target Edition"', set()),
        ("eol=T tokens=3 delims=: ", '/b /c:"Target Edition"', set()),
    ],
)
def test_a_loop_takes_the_words_of_lines(options: str, search: str, found: set[str]) -> None:
    source = f"{LIST} ^| {FINDSTR} {search}"
    assert set(kept(f"for /f \"{options}\" %a in ('{source}') do {keep('1', '%a')}")) == found


def test_without_a_caret_the_bar_cuts_the_line_in_two() -> None:
    bench = Bench()
    line = f"for /f \"tokens=3\" %a in ('{LIST} | {FINDSTR} /b Target') do {keep('1', '%a')}"
    assert bench.run(f'{CMD} /d /s /c "{line}"') == 1
    assert bench.names == ["cmd.exe"]


def test_the_body_goes_on_to_the_end_of_the_line_unless_the_loop_stands_in_parentheses() -> None:
    loop = f"for /f \"tokens=3\" %a in ('{LIST} ^| {FINDSTR} /b None') do {keep('1', 'a')}"
    assert kept(f"{loop} & {keep('2', 'b')}") == {}
    assert kept(f"({loop}) & {keep('2', 'b')}") == {"b": "2"}


def test_a_loop_starts_a_command_processor_of_its_own() -> None:
    bench = Bench()
    bench.run(f'{CMD} /d /s /c "for /f "tokens=3" %a in (\'{LIST} ^| {FINDSTR} /b Target\') do {keep()}"')
    assert bench.names == ["cmd.exe", "cmd.exe", "dism.exe", "findstr.exe", "reg.exe"]
    top, inner, dism, _findstr, reg = bench.log
    assert (inner.parent_id, dism.parent_id, reg.parent_id) == (top.process_id, inner.process_id, top.process_id)


@pytest.mark.parametrize(
    ("arguments", "code", "found"),
    [
        (r"add HKLM\SOFTWARE\Example /v a /t REG_SZ /d x /f", 0, {"a": "x"}),
        (r'add "HKEY_LOCAL_MACHINE\SOFTWARE\Example" /f /d "x y" /v a', 0, {"a": "x y"}),
        (r"add HKLM\SOFTWARE\Example /v a /t REG_DWORD /d 0x10 /f", 0, {"a": 16}),
        (r"add HKLM\SOFTWARE\Example /v a /t REG_DWORD /d -1 /f", 1, {}),
        (r"add HKLM\SOFTWARE\Example /v a /t REG_NONE /d 1 /f", 1, {}),
        (r"add HKLM\SOFTWARE\Example /ve /d x /f", 0, {"": "x"}),
        (r"add HKLM\SOFTWARE\Example", 0, {}),
        (r"add HKLM\SOFTWARE\Example /v a /d", 1, {}),
        (r"add HKLM\SOFTWARE\Example /v a /v b /f", 1, {}),
        (r"add HKLM\SOFTWARE\Example /q", 1, {}),
        (r"add HKCU\SOFTWARE\Example /v a /f", 1, {}),
        (r"add HKLM\Example /v a /f", 1, {}),
        (r"query HKLM\SOFTWARE\Example", 1, {}),
        ("add", 1, {}),
        ("", 1, {}),
    ],
)
def test_reg_knows_its_options(arguments: str, code: int, found: dict[str, object]) -> None:
    bench = Bench()
    assert bench.run(f"{REG} {arguments}") == code
    assert bench.notes() == found


def test_reg_asks_before_it_replaces_a_value_and_needs_rights() -> None:
    bench = Bench()
    assert bench.run(rf"{REG} add HKLM\{NOTES} /v a /d 1") == 0
    assert bench.run(rf"{REG} add HKLM\{NOTES} /v a /d 2") == 1
    assert bench.run(rf"{REG} add HKLM\{NOTES} /v a /d 3 /f") == 0
    assert bench.notes() == {"a": "3"}
    assert Bench(settings={"elevated": False}).run(keep()) == 1
    assert Bench(settings={"denied_keys": {rf"HKLM\{NOTES}": "writing"}}).run(keep()) == 1


@pytest.mark.parametrize(
    ("search", "code"),
    [
        ("one", 0),
        ("none", 1),
        ("/x one", 0),
        ("/e two", 0),
        ("/v o", 1),
        ("o.e", 2),
        ("/l o.e", 1),
        ("/q one", 2),
        ("", 2),
    ],
)
def test_findstr_has_an_exit_code(search: str, code: int) -> None:
    assert Bench().run(f'{CMD} /s /c "(echo one& echo two) | {FINDSTR} {search}"') == code


def test_exit_codes_are_printed_with_a_sign() -> None:
    bench = Bench()
    bench.fates.exit_code = 0x800F0830
    line = (
        f"{DISM} /Online /Set-Edition:ServerDatacenter /ProductKey:WX4NM-KYWYW-QJJR4-XV3QB-6VM33 /AcceptEula /NoRestart"
    )
    bench.run(f'{CMD} /d /v:on /s /c "{line} & {keep("!errorlevel!")}"')
    assert bench.notes() == {"code": "-2146498512"}
