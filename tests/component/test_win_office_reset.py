# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_office_reset in five beats, and its copy, which another program than ours reads and puts back."""

from __future__ import annotations

import codecs
import re
import stat
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from pypsrp.wsman import WSMan

from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._registry import Registry
from tests.component.bench import PORT, LocalFleet
from tests.support.launch import PlayRun
from tests.support.play import Playbook
from tests.support.plays import play as play_of
from tests.support.plays import played

MODULE = "win_office_reset"
CHECK = ("--check", "--diff")
ADA = "S-1-5-21-1111111111-2222222222-3333333333-1001"
BOB = "S-1-12-1-1-2-3-4"
COMMON = r"software\microsoft\office\16.0\common"

Hives = dict[str, dict[str, dict[str, Any]]]
Values = dict[str, dict[str, tuple[int, Any]]]

REGISTRY = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/StdRegProv"
USERS = 0x80000003
SETTERS = {
    1: ("SetStringValue", "sValue"),
    2: ("SetExpandedStringValue", "sValue"),
    3: ("SetBinaryValue", "uValue"),
    4: ("SetDWORDValue", "uValue"),
    7: ("SetMultiStringValue", "sValue"),
    11: ("SetQWORDValue", "uValue"),
}


@pytest.fixture(scope="module")
def hosts_at_start() -> LocalFleet:
    """The hosts all tests of this file share."""
    return LocalFleet.of(Path(__file__).parent / "office_reset.yml")


@pytest.fixture
def hosts(hosts_at_start: LocalFleet) -> LocalFleet:
    """The hosts as their scenario describes them, with empty journals."""
    hosts_at_start.reset()
    return hosts_at_start


@pytest.fixture
def play(hosts: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs tasks against these hosts."""
    return Playbook(hosts, tmp_path)


def hives(fleet: LocalFleet, host: str) -> Hives:
    """The hives of users, as the model has them."""
    users: dict[str, Any] = fleet.admin.state(host)["users"]
    return {
        sid: {
            path: {name: bytes(data) if name == "Bytes" else data for name, data in values.items()}
            for path, values in user["keys"].items()
        }
        for sid, user in users.items()
    }


def families(fleet: LocalFleet, host: str) -> set[str]:
    """The licences that have a key, as the model knows them."""
    return {row["family"] for row in fleet.admin.state(host)["keyed"]}


def test_what_is_listed_is_removed_and_nothing_else(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    options = {"backup": str(tmp_path / "resets")}
    before, licences = hives(hosts, "session"), families(hosts, "session")

    foreseen = play.task("session", MODULE, options, arguments=CHECK).result
    assert hosts.mutating("session") == 0
    assert not (tmp_path / "resets").exists()
    assert (hives(hosts, "session"), families(hosts, "session")) == (before, licences)

    done = play.task("session", MODULE, options).result
    assert done["removed"] == foreseen["removed"]
    assert done["steps"] == foreseen["steps"]
    after = hives(hosts, "session")
    for sid, keys in after.items():
        kept = {path: values for path, values in before[sid].items() if not is_sign_in(path)}
        assert {path: values for path, values in keys.items() if values} == {
            path: values for path, values in kept.items() if values
        }
    assert licences - families(hosts, "session") == {
        "Office16O365BusinessR_Grace",
        "Office16O365ProPlusR_Subscription1",
    }
    assert any("is not logged on" in sentence for sentence in done["left"])
    assert done["sheet"][0].startswith("1. Sign out of every account")
    assert hosts.admin.state("session")["service"]["kms_machine"] == ""

    hosts.mark()
    again = play.task("session", MODULE, options)
    assert not again.is_changed
    assert again.result["backup"] is None
    assert hosts.mutating_since_mark("session") == 0
    assert len(list((tmp_path / "resets").iterdir())) == 1


def is_sign_in(path: str) -> bool:
    return path.lower().startswith((rf"{COMMON}\licensing", rf"{COMMON}\identity"))


def test_the_copy_restores_every_value(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    before = hives(hosts, "session")
    copy = Path(play.task("session", MODULE, {"backup": str(tmp_path / "resets")}).result["backup"])
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not any(is_sign_in(path) for keys in hives(hosts, "session").values() for path in keys)
    with hosts.reached():
        put_back(WSMan("session", port=PORT, ssl=False, auth="ntlm", **account(hosts)), read_registry_file(copy))
    assert hives(hosts, "session") == before


def account(fleet: LocalFleet) -> dict[str, Any]:
    """A login, as pypsrp has it."""
    return {"username": fleet.state["user"], "password": fleet.state["password"]}


def put_back(client: WSMan, keys: Values) -> None:
    """What regedit does with such a file, by StdRegProv and a client that is not ours."""
    for path, values in keys.items():
        call(client, "CreateKey", path)
        for name, (kind, data) in values.items():
            setter, field = SETTERS[kind]
            items = data if isinstance(data, list) else [data]
            call(client, setter, path, sValueName=[name], **{field: items})


def call(client: WSMan, method: str, path: str, **more: list[Any]) -> None:
    """One method of StdRegProv."""
    given: dict[str, list[Any]] = {"hDefKey": [USERS], "sSubKeyName": [path], **more}
    body = ET.Element(f"{{{REGISTRY}}}{method}_INPUT")
    for name, items in given.items():
        for item in items:
            ET.SubElement(body, f"{{{REGISTRY}}}{name}").text = str(item)
    answer = client.invoke(f"{REGISTRY}/{method}", REGISTRY, body)
    assert [item.text for item in answer.iter(f"{{{REGISTRY}}}ReturnValue")] == ["0"], (method, path)


def read_registry_file(path: Path) -> Values:
    """Keys, and values by name with type and data, by the documented format."""
    raw = path.read_bytes()
    assert raw.startswith(codecs.BOM_UTF16_LE)
    text = raw[2:].decode("utf-16-le")
    assert text.startswith("Windows Registry Editor Version 5.00\r\n\r\n")
    found: Values = {}
    for line in text.split("\r\n")[2:]:
        if line.startswith("["):
            key = line[1:-1].removeprefix("HKEY_USERS\\")
            found[key] = {}
        elif line:
            match = re.fullmatch(r'(?:@|"((?:[^"\\]|\\.)*)")=(.*)', line)
            assert match is not None, line
            found[key][re.sub(r"\\(.)", r"\1", match[1] or "")] = value_of(match[2])
    return found


def value_of(text: str) -> tuple[int, Any]:
    """Type and data of a value."""
    if text.startswith('"'):
        return 1, re.sub(r"\\(.)", r"\1", text[1:-1])
    if text.startswith("dword:"):
        return 4, int(text[6:], 16)
    word, _colon, digits = text.partition(":")
    data = bytes.fromhex(digits.replace(",", ""))
    if word == "hex":
        return 3, list(data)
    kind = int(word[4:-1], 16)
    if kind == 11:
        return kind, int.from_bytes(data, "little")
    wide = data.decode("utf-16-le")
    return kind, wide[:-2].split("\0") if kind == 7 else wide[:-1]


def test_a_user_who_logs_off_meanwhile_is_told_and_stops_nobody(
    hosts: LocalFleet, play: Playbook, tmp_path: Path
) -> None:
    hosts.admin.add_fault("session", "hive_unloads", sid=ADA, on={"class": "StdRegProv", "method": "DeleteKey"})
    task = play.task("session", MODULE, {"backup": str(tmp_path)})
    assert task.verdict == "failed"
    assert f"{ADA} logged off meanwhile" in task.result["msg"]
    assert {item["sid"] for item in task.result["removed"] if item["kind"] == "registry_key"} == {BOB}
    assert f"{ADA} logged off meanwhile." in task.result["left"]
    hosts.admin.log_on("session", ADA)
    again = play.task("session", MODULE, {"backup": str(tmp_path)})
    assert (again.verdict, {item["sid"] for item in again.result["removed"]}) == ("ok", {ADA})
    assert len(list(tmp_path.glob("*.reg"))) == 2, "no copy takes the place of another"


def test_one_user_alone(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    before = hives(hosts, "session")
    done = play.task("session", MODULE, {"backup": str(tmp_path), "users": [BOB]}).result
    assert {item["sid"] for item in done["removed"] if item["kind"] == "registry_key"} == {BOB}
    assert hives(hosts, "session")[ADA] == before[ADA]


def test_what_cannot_be_copied_stays_and_what_fails_stops_nobody(
    hosts: LocalFleet, play: Playbook, tmp_path: Path
) -> None:
    first, second, third, fourth = (f"S-1-5-21-1111111111-2222222222-3333333333-100{number}" for number in range(1, 5))
    task = play.task("stubborn", MODULE, {"backup": str(tmp_path)})
    assert task.verdict == "failed"
    assert second in task.result["msg"]
    left = hives(hosts, "stubborn")
    assert [path[-12:] for path in left[first] if is_sign_in(path) and left[first][path]] == [
        r"\Licensing\A",
        r"\Licensing\C",
    ]
    assert any("has a value that cannot be copied" in sentence for sentence in task.result["left"])
    assert [path for path in left[third] if is_sign_in(path)] == []
    assert any(is_sign_in(path) for path in left[second])
    assert any(is_sign_in(path) for path in left[fourth])
    assert any(sentence.startswith(f"{fourth} has keys that were not read") for sentence in task.result["left"])
    assert {item["sid"] for item in task.result["removed"]} == {first, third}


def test_a_user_who_may_not_be_read_does_not_hide_the_others(play: Playbook) -> None:
    office = play.task("stubborn", "win_office_status", {}).result["office"]
    assert (len(office["users"]), office["left_out_users"]) == (3, 1)


def test_a_host_without_office_is_left_as_it_is(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    task = play.task("plain", MODULE, {"backup": str(tmp_path / "resets")})
    assert (task.verdict, task.is_changed, task.result["removed"]) == ("ok", False, [])
    assert hosts.mutating("plain") == 0


def requests(fleet: LocalFleet, host: str) -> int:
    """Requests so far, the login excluded."""
    counts = fleet.summary(host)
    return counts["requests"] - counts["authentication"]


def test_the_requests_are_those_of_the_documentation(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    sign_ins = [
        {path: values for path, values in keys.items() if is_sign_in(path)}
        for keys in hives(hosts, "session").values()
        if any(map(is_sign_in, keys))
    ]
    count = sum(map(len, sign_ins))
    values = sum(len(key) for keys in sign_ins for key in keys.values())
    absent = sum(
        not any(path.lower() == rf"{COMMON}\{name}" for path in keys)
        for keys in sign_ins
        for name in ("licensing", "identity")
    )
    assert (len(sign_ins), count, values, absent) == (2, 17, 20, 1)
    reading, reading_nothing = 3 + absent + 2 * count + values, 3 + 2 * len(sign_ins)

    # Rows are answered in two parts where many have keys.
    play.task("session", MODULE, {"backup": str(tmp_path)}, arguments=CHECK)
    assert requests(hosts, "session") == reading + 1
    before = requests(hosts, "session")
    done = play.task("session", MODULE, {"backup": str(tmp_path)}).result
    rows = sum(item["kind"] == "product_key" for item in done["removed"])
    assert (rows, len(done["removed"])) == (2, 2 + count)
    spent = requests(hosts, "session") - before
    assert hosts.mutating("session") == len(done["removed"])
    assert spent <= 1 + 2 * (reading + 1) + reading_nothing + len(done["removed"])
    before = requests(hosts, "session")
    play.task("session", MODULE, {"backup": str(tmp_path)})
    assert requests(hosts, "session") - before == 1 + reading_nothing


class Killed(BaseException):
    """Nothing catches it, as nothing catches a signal."""


@pytest.mark.parametrize("deletions", [0, 3, 16])
def test_a_run_that_is_killed_is_finished_by_the_next(
    hosts: LocalFleet, play: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deletions: int
) -> None:
    before = hives(hosts, "session")
    copies = tmp_path / "resets"
    delete, sent = Registry.delete_key, 0

    def die(registry: Registry, path: str) -> None:
        nonlocal sent
        if sent == deletions:
            raise Killed
        sent += 1
        delete(registry, path)

    with monkeypatch.context() as patch:
        patch.setattr(Registry, "delete_key", die)
        dead = play.run("session", [{"name": "Reset", f"licenseops.windows.{MODULE}": {"backup": str(copies)}}])
    assert "Killed" in dead.output
    (first,) = copies.iterdir()
    done = play.task("session", MODULE, {"backup": str(copies)})
    assert done.verdict == "ok"
    assert len([item for item in done.result["removed"] if item["kind"] == "registry_key"]) == 17 - deletions
    assert not any(is_sign_in(path) for keys in hives(hosts, "session").values() for path in keys)
    assert Path(done.result["backup"]) != first
    with hosts.reached():
        client = WSMan("session", port=PORT, ssl=False, auth="ntlm", **account(hosts))
        for copy in (Path(done.result["backup"]), first):
            put_back(client, read_registry_file(copy))
    assert hives(hosts, "session") == before


def test_no_name_of_a_user_becomes_a_line_of_the_copy(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    before = hives(hosts, "devious")
    first = "S-1-5-21-1111111111-2222222222-3333333333-1001"
    task = play.task("devious", MODULE, {"backup": str(tmp_path), "users": [first]})
    copied = read_registry_file(Path(task.result["backup"]))
    assert all(path.startswith(rf"{first}\Software\Microsoft\Office\16.0\Common\Identity") for path in copied)
    assert copied[rf"{first}\Software\Microsoft\Office\16.0\Common\Identity\Fine"] == {"全角\u3000の 名前": (1, "text")}
    after = hives(hosts, "devious")[first]
    assert [path for path in before[first] if path not in after] == [
        r"Software\Microsoft\Office\16.0\Common\Identity",
        r"Software\Microsoft\Office\16.0\Common\Identity\Fine",
    ]
    assert sum("has a name that cannot be copied" in sentence for sentence in task.result["left"]) == 3
    assert any(r"\Names has a value that cannot be copied" in sentence for sentence in task.result["left"])
    assert all(sentence.isprintable() for sentence in task.result["left"])
    again = play.task("devious", MODULE, {"backup": str(tmp_path), "users": [first]})
    assert (again.verdict, again.is_changed, again.result["backup"]) == ("ok", False, None)


def test_what_went_before_a_key_that_stays_is_told(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    before = hives(hosts, "devious")
    second = "S-1-5-21-1111111111-2222222222-3333333333-1002"
    task = play.task("devious", MODULE, {"backup": str(tmp_path), "users": [second]})
    after = hives(hosts, "devious")[second]
    assert task.verdict == "failed"
    gone = {path for path in before[second] if path not in after}
    assert {item["path"] for item in task.result["removed"]} == gone
    assert r"Software\Microsoft\Office\16.0\Common\Licensing\A" in gone
    left = [path for path in after if is_sign_in(path)]
    assert f"{second}: {len(left)} keys that were to be removed are still there." in task.result["left"]


def role(play: Playbook, directory: Path, hosts: str, confirm: object) -> PlayRun:
    """The role on some hosts."""
    story = play_of(hosts, roles=["licenseops.windows.office_reset"], vars={"office_reset_confirm": confirm})
    return played(play, directory, [story], variables={"office_reset_backup": str(directory / "resets")})


def test_the_consent_of_one_host_is_none_of_another(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    run = role(play, tmp_path, "plain,session", "{{ inventory_hostname == 'plain' }}")
    assert run.returncode != 0
    assert "office_reset_confirm has to be true" in run.output
    assert (hosts.summary("session")["requests"], hosts.summary("plain")["mutating"]) == (0, 0)
    assert "2 hosts: 1 fine, 1 failed." in run.output


def test_a_reset_that_failed_halfway_says_where_the_copy_is(hosts: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    run = role(play, tmp_path, "stubborn", True)
    (copy,) = (tmp_path / "resets").iterdir()
    assert run.returncode != 0
    assert f"    Copy: {copy}" in run.output
    assert "    Left: S-1-5-21-1111111111-2222222222-3333333333-1002: 5 keys that were to be removed" in run.output
    assert "8. Start an Office app and sign in" in run.output
