# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong options: one sentence that says what is wrong and what to do, and no request."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import ROOT, Fleet
from tests.support.play import Playbook

ACTIONS = "ansible_collections.licenseops.windows.plugins.action"
GOOD_CID = "123453" + "543214" * 7

#: Published, so no secrets.
PRO_PLUS_SETUP, WINDOWS_SETUP = "XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB", "W269N-WFGWX-YVC9B-4J6C9-T83GX"

#: Module, options, part of the sentence.
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "key of 24": ("win_product_key", {"product_key": keys.MAK_PRO[:-1]}, "has 24 characters instead of 25"),
    "key of 26": ("win_product_key", {"product_key": keys.MAK_PRO + "9"}, "has 26 characters instead of 25"),
    "letter O": (
        "win_product_key",
        {"product_key": keys.MAK_PRO.replace("P", "O")},
        "contains 'O' (block 5, character 1)",
    ),
    "digit 0": ("win_activation", {"product_key": keys.MAK_PRO.replace("P", "0")}, "Did you mean D or Q?"),
    "two Ns": ("win_activation", {"product_key": keys.MAK_PRO.replace("K", "N")}, "the letter N more than once"),
    "checksum": ("win_activation", {"product_key": keys.MAK_PRO[:-1] + "8"}, "its checksum does not fit"),
    "empty key": ("win_product_key", {"product_key": ""}, "has 0 characters instead of 25"),
    "no key": ("win_product_key", {}, "product_key, source"),
    "key and source": ("win_activation", {"product_key": keys.MAK_PRO, "source": "gvlk"}, "mutually exclusive"),
    "absent by source": ("win_product_key", {"state": "absent", "source": "gvlk"}, "makes no sense with state: absent"),
    "unknown option": ("win_activation", {"key": keys.MAK_PRO}, "Unknown option: key. The options are"),
    "no survey": ("fleet_report", {"survey": "/nowhere/survey.json"}, "survey: there is no file /nowhere/survey.json"),
    "a survey that is none": (
        "fleet_report",
        {"survey": f"{ROOT}/galaxy.yml"},
        "galaxy.yml is no survey. Give what fleet_survey wrote.",
    ),
    "a report over its survey": (
        "fleet_report",
        {"survey": f"{ROOT}/galaxy.yml", "html": f"{ROOT}/docs/../galaxy.yml"},
        "survey and html are one file",
    ),
    "two reports in one file": (
        "fleet_report",
        {"survey": f"{ROOT}/galaxy.yml", "html": "/tmp/fleet", "json": "/tmp/../tmp/fleet"},
        "html and json are one file, /tmp/../tmp/fleet. Give each a file of its own.",
    ),
    "a report over a file of others": (
        "fleet_report",
        {"survey": f"{ROOT}/galaxy.yml", "metrics": f"{ROOT}/README.md"},
        "README.md was not written by this collection",
    ),
    "a limit of no key": (
        "fleet_report",
        {"survey": "s", "limits": {"PKX-99": 5}},
        "limits: 'PKX-99' is not the end of a key. Name a key by its last five characters",
    ),
    "a limit that is no number": (
        "fleet_report",
        {"survey": "s", "limits": {"PKX99": "many"}},
        "limits: 'many' is no number of activations of PKX99.",
    ),
    "two limits of a key": (
        "fleet_report",
        {"survey": "s", "limits": {"PKX99": 5, "pkx99": 6}},
        "limits names the key PKX99 twice.",
    ),
    "no GUID": ("win_activation_status", {"activation_id": "f520e45e"}, "The activation_id is not a GUID"),
    "negative days": ("win_activation_status", {"min_days_remaining": -1}, "min_days_remaining is negative"),
    "no number": ("win_activation", {"timeout": "soon"}, "timeout"),
    "CID of 47": ("win_offline_activation", {"confirmation_id": "1" * 47}, "has 47 digits instead of 48"),
    "CID of 49": ("win_offline_activation", {"confirmation_id": "1" * 49}, "has 49 digits instead of 48"),
    "CID of 54": ("win_offline_activation", {"confirmation_id": "1" * 54}, "That is the length of an Installation ID"),
    "CID with letters": (
        "win_offline_activation",
        {"confirmation_id": "X" + "1" * 47},
        "characters that are not digits",
    ),
    "CID check digit": ("win_offline_activation", {"confirmation_id": "1" * 48}, "wrong digit in blocks A, B, C"),
    "IID of 60": ("win_offline_activation", {"installation_id": "1" * 60}, "has 60 digits instead of 54 or 63"),
    "IID check digit": ("win_offline_activation", {"installation_id": "1" * 63}, "wrong digit in blocks 1, 2, 3"),
    "firmware key for all of Office": (
        "win_activation",
        {"application": "office", "source": "firmware"},
        "source: firmware gives a key of Windows, and application is office.",
    ),
    "unknown release among keys": (
        "win_activation",
        {"application": "office", "product_keys": {"ProPlus2042Volume": keys.OFFICE}},
        "product_keys: 'ProPlus2042Volume' is no volume product of Office that is known. Similar ones are ProPlus20",
    ),
    "number for a key": (
        "win_activation",
        {"application": "office", "product_keys": {"ProPlus2024Volume": 12345}},
        "product_keys: what stands for ProPlus2024Volume is no text.",
    ),
    "short key of a product": (
        "win_activation",
        {"application": "office", "product_keys": {"ProPlus2024Volume": "VWM72"}},
        "product_keys, ProPlus2024Volume: The product key has 5 characters instead of 25.",
    ),
    "key and name the wrong way round": (
        "win_activation",
        {"application": "office", "product_keys": {keys.OFFICE: "ProPlus2024Volume"}},
        "In product_keys a key stands where a release ID belongs.",
    ),
    "a product twice": (
        "win_activation",
        {
            "application": "office",
            "product_keys": {"ProPlus2024Volume": keys.OFFICE, "proplus2024volume": keys.OFFICE},
        },
        "product_keys names the same product twice, as ProPlus2024Volume and as proplus2024volume.",
    ),
    "a key for two products": (
        "win_activation",
        {
            "application": "office",
            "product_keys": {"ProPlus2024Volume": keys.OFFICE, "VisioPro2024Volume": keys.OFFICE},
        },
        "product_keys gives the key ...VWM72 to ProPlus2024Volume and to VisioPro2024Volume.",
    ),
    "keys of Office for Windows": (
        "win_activation",
        {"product_keys": {"ProPlus2024Volume": keys.OFFICE}},
        "product_keys is about products of Office, and the task is about something else.",
    ),
    "a product of Office and Windows": (
        "win_activation",
        {"office_product": "ProPlus2024Volume"},
        "office_product is about products of Office, and the task is about something else.",
    ),
    "one key and many": (
        "win_activation",
        {"application": "office", "product_key": keys.OFFICE, "product_keys": {"ProPlus2024Volume": keys.OFFICE}},
        "parameters are mutually exclusive: product_key|product_keys",
    ),
    "setup key of another product": (
        "win_activation",
        {"application": "office", "product_keys": {"VisioPro2024Volume": "XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB"}},
        "product_keys: the key ...GCVGB for VisioPro2024Volume is the KMS client setup key of Office LTSC Professional",
    ),
    "setup key of Windows for a product of Office": (
        "win_activation",
        {"application": "office", "product_keys": {"VisioPro2024Volume": "W269N-WFGWX-YVC9B-4J6C9-T83GX"}},
        "The key ...T83GX is a KMS client setup key of Windows, and application is office.",
    ),
    "host caching for Office": (
        "win_activation",
        {"application": "office", "kms_host_caching": True},
        "kms_host_caching is a setting of the whole host, Windows included, and application is office.",
    ),
    "offline with keys of several products": (
        "win_activation",
        {"application": "office", "method": "offline", "product_keys": {"ProPlus2024Volume": keys.OFFICE}},
        "Offline activation is about one product, and product_keys may name several.",
    ),
    "firmware key for Office": (
        "win_product_key",
        {"application": "office", "source": "firmware"},
        "source: firmware gives a key of Windows, and application is office.",
    ),
    "unknown product of Office": (
        "win_product_key",
        {"application": "office", "office_product": "ProPlus2042Volume", "source": "gvlk"},
        "office_product: 'ProPlus2042Volume' is no volume product of Office that is known. Similar ones are ProPlus20",
    ),
    "product of Office that is none at all": (
        "win_product_key",
        {"application": "office", "office_product": "Notepad", "source": "gvlk"},
        "Give a release ID such as ProPlus2024Volume",
    ),
    "product of Office for Windows": (
        "win_product_key",
        {"office_product": "ProPlus2024Volume", "source": "gvlk"},
        "office_product names a product of Office, and application is windows.",
    ),
    "product of Office and a row": (
        "win_product_key",
        {
            "application": "office",
            "office_product": "ProPlus2024Volume",
            "activation_id": keys.ESU_YEAR_1,
            "product_key": keys.OFFICE,
        },
        "office_product and activation_id both name a product.",
    ),
    "setup key of no product": (
        "win_product_key",
        {"application": "office", "source": "gvlk"},
        "source: gvlk needs to know of which Office product.",
    ),
    "setup key that is not published": (
        "win_product_key",
        {"application": "office", "office_product": "Standard2013Volume", "source": "gvlk"},
        "Microsoft's list of KMS client setup keys has none for Office Standard 2013.",
    ),
    "setup key of another product of Office": (
        "win_product_key",
        {"application": "office", "office_product": "VisioPro2024Volume", "product_key": PRO_PLUS_SETUP},
        "...GCVGB is the KMS client setup key of Office LTSC Professional Plus 2024, and office_product is VisioPro",
    ),
    "setup key of Office for Windows": (
        "win_product_key",
        {"product_key": PRO_PLUS_SETUP},
        "is the KMS client setup key of Office LTSC Professional Plus 2024, and application is windows.",
    ),
    "setup key of Windows for Office": (
        "win_product_key",
        {"application": "office", "product_key": WINDOWS_SETUP},
        "...T83GX is a KMS client setup key of Windows, and application is office.",
    ),
    "exclusive for Windows": (
        "win_product_key",
        {"state": "exclusive", "product_key": keys.MAK_PRO},
        "state: exclusive is about a product of Office, and application is windows.",
    ),
    "exclusive for a row": (
        "win_product_key",
        {
            "state": "exclusive",
            "application": "office",
            "activation_id": keys.ESU_YEAR_1,
            "product_key": keys.OFFICE,
        },
        "state: exclusive goes by the key, and activation_id names one of its rows.",
    ),
    "caching for Office": (
        "win_kms_client",
        {"application": "office", "host_caching": True},
        "host_caching exists for the service only.",
    ),
    "no user": (
        "win_office_reset",
        {"backup": ".", "users": ["S-1-5-18"]},
        "users: 'S-1-5-18' is no SID of a user.",
    ),
    "no directory for copies": (
        "win_office_reset",
        {"backup": "/dev/null/copies"},
        "backup: /dev/null/copies is no directory that files can be written to.",
    ),
    "a store of another kind": (
        "fleet_history",
        {"store": "mysql://user:Secret1@db/history"},
        "store: mysql is no database that is supported. Give the path of a file, or postgresql+psycopg://",
    ),
    "no run": ("fleet_history", {"store": "none.sqlite", "run": "last"}, "run: 'last' is neither a number, nor a day"),
    "a store that is none": (
        "fleet_history",
        {"store": str(ROOT / "galaxy.yml")},
        "The store {ROOT}/galaxy.yml cannot be used: file is not a database. The file is no SQLite database;".replace(
            "{ROOT}", str(ROOT)
        ),
    ),
    "a policy without its survey": (
        "licence_policy",
        {"policy": str(ROOT / "docs" / "licence-policy.yml")},
        "The rule 'Every Windows is licensed' is about what a survey has read, and survey is not given.",
    ),
    "a policy that is none": (
        "licence_policy",
        {"policy": str(ROOT / "galaxy.yml")},
        "galaxy.yml, line 2, column 1: There is no 'namespace'; the nearest name is name.",
    ),
    "no edition": (
        "win_edition",
        {"edition": "Pro"},
        "edition: 'Pro' is no EditionID that is known. Similar ones are Professional",
    ),
    "an edition in the words of DISM": (
        "win_edition",
        {"edition": "ServerDatacenterCor"},
        "Similar ones are ServerDatacenter; or full",
    ),
    "an evaluation as target": (
        "win_edition",
        {"edition": "ServerStandardEval"},
        "edition: ServerStandardEval is an evaluation, and no Windows becomes one. Name a full edition, ServerStandard",
    ),
    "a key of another edition": (
        "win_edition",
        {"edition": "Enterprise", "product_key": "W269N-WFGWX-YVC9B-4J6C9-T83GX"},
        "product_key: ...T83GX is the KMS client setup key of Professional, and edition is Enterprise.",
    ),
    "a key of Office for Windows": (
        "win_edition",
        {"edition": "Enterprise", "product_key": "XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB"},
        "is the KMS client setup key of",
    ),
    "too little time for a restart": (
        "win_edition",
        {"edition": "Enterprise", "restart_timeout": 30},
        "restart_timeout is out of bounds. Give a number from 60 to 14400.",
    ),
    "no version of Office": (
        "win_office_status",
        {"assert": {"minimum_version": "2408 (Build 17932)"}},
        "minimum_version is no version: '2408 (Build 17932)'.",
    ),
    "no model of Office": ("win_office_status", {"assert": {"model": ["subscription"]}}, "model"),
    "nothing to set in Office": ("win_office_licensing", {}, "There is nothing to set."),
    "neither on nor off": ("win_office_licensing", {"shared_computer": "perhaps"}, "shared_computer"),
    "registry copy of an Office key": (
        "win_product_key",
        {"state": "cleared", "application": "office"},
        "state: cleared is about the key of Windows, and application is office.",
    ),
}

#: All that change a host.
CHANGING = tuple(
    name
    for name in sorted(path.stem for path in (ROOT / "plugins" / "action").glob("win_*.py"))
    if "retries" in importlib.import_module(f"{ACTIONS}.{name}").ActionModule.spec.options
)

#: Values out of bounds, and the bounds the sentence names. YAML knows numbers of any size.
OUT_OF_BOUNDS = (
    *(("retries", value, "from 0 to 10") for value in (-1, 11, 10**30)),
    *(("timeout", value, "from 1 to 3600") for value in (0, -1, 3601, 10**30)),
)
#: What takes Windows long has other bounds.
OUT_OF_LONG_BOUNDS = (
    *OUT_OF_BOUNDS[:3],
    *(("timeout", value, "from 60 to 14400") for value in (59, -1, 14401, 10**30)),
)


def out_of_bounds(module: str) -> tuple[tuple[str, int, str], ...]:
    """Those of a module."""
    return OUT_OF_LONG_BOUNDS if module == "win_edition" else OUT_OF_BOUNDS


def test_every_wrong_option_gets_its_sentence_and_no_request(fleet: Fleet, playbook: Playbook) -> None:
    tasks = [
        {"name": name, f"licenseops.windows.{module}": options, "ignore_errors": True}
        for name, (module, options, _sentence) in CASES.items()
    ]
    run = playbook.run("fresh", tasks)
    for name, (_module, options, sentence) in CASES.items():
        result = run.of(name)
        assert result.verdict == "failed", name
        assert sentence in result.result["msg"], name
        assert result.result["error"]["advice"], name
        for secret in ("product_key", "confirmation_id"):
            assert not options.get(secret) or options[secret] not in result.result["msg"], name
    assert fleet.summary("fresh")["requests"] == 0
    assert "Traceback" not in run.output


def test_waiting_has_bounds_in_every_module(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    needed: dict[str, dict[str, Any]] = {
        "win_activation": {"product_key": keys.MAK_PRO, "ledger": str(ledger), "max_activations": 1},
        "win_edition": {"edition": "full"},
        "win_office_licensing": {"shared_computer": True},
        "win_office_reset": {"backup": str(tmp_path)},
        "win_product_key": {"product_key": keys.MAK_PRO},
    }
    tasks = [
        {
            "name": f"{module} {option} {value}",
            f"licenseops.windows.{module}": {**needed.get(module, {}), option: value},
            "ignore_errors": True,
        }
        for module in CHANGING
        for option, value, _bounds in out_of_bounds(module)
    ]
    run = playbook.run("fresh", tasks)
    assert len(run.results) == len(tasks) == 7 * len(CHANGING) >= 42
    for module in CHANGING:
        for option, value, bounds in out_of_bounds(module):
            result = run.of(f"{module} {option} {value}")
            assert (result.verdict, result.result["msg"]) == (
                "failed",
                f"{option} is out of bounds. Give a number {bounds}.",
            )
    assert fleet.summary("fresh")["requests"] == 0
    assert not ledger.exists(), "nothing is reserved for a task that cannot start"
    assert "Traceback" not in run.output


@pytest.mark.parametrize(
    "module", ["win_activation_status", "win_product_key", "win_activation", "win_offline_activation"]
)
def test_an_unknown_activation_id_is_named(fleet: Fleet, playbook: Playbook, module: str) -> None:
    options: dict[str, Any] = {"activation_id": "00000000-0000-4000-8000-000000000000"}
    if module == "win_product_key":
        options["product_key"] = keys.MAK_PRO
    task = playbook.task("fresh", module, options)
    assert "has no product with activation ID 00000000-0000-4000-8000-000000000000" in task.result["msg"]
    assert fleet.mutating("fresh") == 0


def test_checks_can_be_overridden(fleet: Fleet, playbook: Playbook) -> None:
    mistyped = keys.MAK_PRO[:-1] + "8"
    task = playbook.task("fresh", "win_product_key", {"product_key": mistyped, "allow_failing_checksum": True})
    assert task.result["error"]["code"] == "0xC004F050", "now the host is asked, and refuses"
    options = {"confirmation_id": "1" * 48, "allow_failing_check_digits": True}
    assert playbook.task("airgap", "win_offline_activation", options).result["error"]["code"] == "0xC004F04D"
    assert fleet.methods("airgap").count("DepositOfflineConfirmationId") == 1
