# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Situations, desires, faults and other people's doings: the space that is searched, as hypothesis strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from tests.simulator.catalogue import key_ring, unknown_keys

MAKS = ("mak-windows-pro", "mak-windows-pro-low")
REFUSED = (
    "mak-windows-pro-blocked",
    "mak-windows-pro-exhausted",
    "mak-windows-pro-refused",
    "mak-windows-enterprise",
    "unknown",
)
SETUP_KEY = "gvlk-windows-professional"
KMS_HOSTS = ("kms1.corp.example", "kms2.corp.example", "kms-small.corp.example", "kms-down.corp.example")

WORLD: Mapping[str, Any] = {
    "kms_hosts": {
        "kms1.corp.example": {"other_clients": 50},
        "kms2.corp.example": {"other_clients": 50, "port": 1690},
        "kms-small.corp.example": {"other_clients": 1},
        "kms-down.corp.example": {"reachable": False},
        "kms-new.corp.example": {"activated": False},
    },
    "dns": {
        "srv": {
            "corp.example": [{"host": "kms1.corp.example"}],
            "small.example": [{"host": "kms-small.corp.example"}],
        },
        "errors": {"broken.example": 0x8007232A},
    },
}


def key_text(name: str) -> str:
    """The text of a key of the simulated world."""
    record = key_ring().named(name)
    return unknown_keys()[0] if record is None else record.key


@dataclass(frozen=True, slots=True)
class Wish:
    """A desire in plain words; ``lab`` makes it the planner's."""

    kind: str
    key: str | None = None
    source: str | None = None
    method: str = "auto"
    application: str = "windows"
    esu_year: int | None = None
    kms: tuple[tuple[str, Any], ...] = ()
    at_product: bool = False
    confirmation: str | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody else does, or what happens, ``at`` that request of the run.

    The name says what. ``rival``: another of our tasks runs on the same machine, for the same wish. ``killed``: the
    task dies over the request, which reaches the host so many seconds later, or never when the argument is empty.
    ``lost``: the same for the connection alone.
    """

    what: str
    argument: str = ""
    at: int = 0


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


_UNACTIVATED = {"situation": "key_not_activated", "key": "mak-windows-pro"}
_MAK_LICENSED = {"situation": "mak_licensed", "key": "mak-windows-pro"}
_WINDOWS = st.sampled_from(
    [
        "no_key",
        "default_key",
        "digital_licence",
        _UNACTIVATED,
        {"situation": "key_not_activated", "key": "mak-windows-pro-exhausted"},
        {"situation": "key_not_activated", "key": "mak-windows-pro-blocked"},
        {"situation": "key_not_activated", "key": "retail-windows-pro"},
        _MAK_LICENSED,
        "retail_licensed",
        "oem_licensed",
        "kms_never_activated",
        "kms_in_grace",
        "kms_licensed",
        "kms_lapsed",
        {"situation": "kms_licensed", "kms": {"machine": "kms1.corp.example"}},
        {"situation": "kms_never_activated", "kms": {"machine": "kms-down.corp.example", "port": 1689}},
        {"situation": "out_of_tolerance", "key": "mak-windows-pro"},
        {"situation": "non_genuine", "key": "mak-windows-pro"},
    ]
)


def _addon(key: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(
        [{"situation": "key_not_activated", "key": key}, {"situation": "mak_licensed", "key": key}, None, None]
    )


_LICENCES = st.fixed_dictionaries(
    {
        "esu-year-1": _addon("esu-windows-10-year-1"),
        "esu-year-2": _addon("esu-windows-10-year-2"),
        "proplus/mak": _addon("mak-office-2024-proplus"),
        "visio/mak": _addon("mak-visio-2024"),
    }
)
_SWITCHES = st.fixed_dictionaries(
    {},
    optional={
        "licensing_errors": st.just("return_value"),
        "fault_dialect": st.sampled_from(["wsmanfault", "wmierror"]),
        "timed_out_dialect": st.just("wmierror"),
        "spp_fault_code": st.just("text"),
        "zero_rows": st.sampled_from(["context_then_end", "end_of_sequence"]),
        "null_outputs": st.just("absent"),
        "derived_classes": st.just(True),
        "minimum_refresh": st.just(True),
        "reinstall_keeps_activation": st.just(False),
        "kms_direct_dns_errors": st.just(True),
        "kms_automatic_attempts": st.just(False),
        "installation_id_length": st.just("54"),
        "activity_id": st.just(True),
    },
)
_SERVICE_KMS = st.sampled_from(
    [
        {},
        {},
        {"machine": "kms1.corp.example"},
        {"machine": "kms2.corp.example", "port": 1690, "lookup_domain": "corp.example", "host_caching": False},
        {"machine": "kms-down.corp.example", "activation_type": 2},
        {"activation_type": 1},
    ]
)


@st.composite
def situations(draw: st.DrawFn) -> dict[str, Any]:
    """Host settings as a scenario has them."""
    system = draw(st.sampled_from(["windows-10-pro"] * 4 + ["windows-11-pro", "ltsc", "server-2025-standard"]))
    settings: dict[str, Any] = {
        "profile": [system],
        "kms": draw(_SERVICE_KMS),
        "switches": {} if draw(st.booleans()) else dict(draw(_SWITCHES)),
        "dns_suffix": draw(_maybe(st.sampled_from(["corp.example", "small.example", "broken.example"]))),
    }
    if system == "ltsc":
        return settings
    if system == "server-2025-standard":
        return settings | {"windows": draw(st.sampled_from(["no_key", "kms_never_activated", "kms_licensed"]))}
    licences = {row: value for row, value in draw(_LICENCES).items() if value is not None}
    if any(row.endswith("/mak") for row in licences):
        settings["profile"] = [system, "office-ltsc-2024-proplus"]
    if system == "windows-11-pro":
        licences = {row: value for row, value in licences.items() if not row.startswith("esu")}
    settings |= {
        "windows": draw(_WINDOWS),
        "licences": licences,
        "firmware_key": draw(st.sampled_from([None, None, "firmware-windows-pro"])),
        "internet": draw(st.sampled_from(["reachable"] * 4 + ["0x80072EE7"])),
        "locale": draw(st.sampled_from(["en-US", "en-US", "ja-JP", "de-DE"])),
        "installed_days_ago": draw(st.sampled_from([400, 400, 5])),
        "durations": draw(st.sampled_from([{}] * 5 + [{"Activate": 75.0}, {"InstallProductKey": 70.0}])),
    }
    if settings["locale"] == "ja-JP":
        # The Japanese text of a fault does not carry the code.
        settings["switches"].pop("spp_fault_code", None)
    return {name: value for name, value in settings.items() if value is not None}


_KEYS = st.sampled_from([*MAKS, *MAKS, *REFUSED, "retail-windows-pro", SETUP_KEY])
_KMS = st.fixed_dictionaries(
    {},
    optional={
        "HOST": st.sampled_from([*KMS_HOSTS, None]),
        "PORT": st.sampled_from([None, 1690]),
        "LOOKUP_DOMAIN": st.sampled_from(["corp.example", "small.example", "broken.example", None]),
        "HOST_CACHING": st.booleans(),
        "ACTIVATION_TYPE": st.sampled_from([None, 2, 1]),
    },
).map(lambda values: tuple(values.items()))
_OFFICE_KEYS = st.sampled_from(["mak-office-2024-proplus", "mak-visio-2024"])
_OFFICE = st.just("office")
_SOURCES = st.sampled_from(["gvlk", "firmware"])

#: A published key of Windows says whose it is; an unknown one says so only where it is installed already.
_STRANGE_KEYS = st.just(SETUP_KEY)


def wishes() -> st.SearchStrategy[Wish]:
    """What a task wants."""
    return st.builds(replace, _wishes(), replaces=st.sampled_from([True, True, False]))


def _wishes() -> st.SearchStrategy[Wish]:
    methods = st.sampled_from(["auto"] * 4 + ["online", "kms", "ad"])
    return st.one_of(
        st.builds(Wish, st.just("activated"), key=_maybe(_KEYS), method=methods),
        st.builds(Wish, st.just("activated"), key=_maybe(_KEYS), kms=_KMS),
        st.builds(Wish, st.just("activated"), source=_SOURCES, kms=_KMS),
        st.builds(Wish, st.just("activated"), key=st.none(), kms=_KMS),
        st.builds(Wish, st.just("activated"), application=_OFFICE, key=_maybe(_OFFICE_KEYS), method=methods),
        st.builds(Wish, st.just("activated"), application=_OFFICE, key=_STRANGE_KEYS, method=methods),
        st.builds(Wish, st.just("activated"), application=_OFFICE, source=_SOURCES, method=methods),
        st.builds(Wish, st.just("activated"), application=_OFFICE, key=_maybe(_OFFICE_KEYS), kms=_KMS.filter(bool)),
        st.integers(1, 3).flatmap(
            lambda year: st.builds(
                Wish,
                st.just("activated"),
                key=_maybe(st.just(f"esu-windows-10-year-{year}")),
                esu_year=st.just(year),
                confirmation=st.sampled_from([None, None, "right", "wrong"]),
            )
        ),
        st.builds(
            Wish,
            st.just("activated"),
            key=_maybe(_KEYS),
            method=st.just("offline"),
            confirmation=st.sampled_from(["right", "right", "wrong"]),
        ),
        st.builds(Wish, st.just("key_present"), key=_KEYS | st.just("esu-windows-10-year-1")),
        st.builds(Wish, st.just("key_present"), key=_OFFICE_KEYS | _STRANGE_KEYS, application=_OFFICE),
        st.builds(Wish, st.just("key_present"), source=_SOURCES, application=st.sampled_from(["windows", "office"])),
        st.builds(Wish, st.just("kms_configured"), kms=_KMS.filter(bool), at_product=st.booleans()),
        st.builds(Wish, st.just("key_cleared")),
    )


_ON = st.sampled_from(
    [
        {},
        {},
        {"kind": "enumerate"},
        {"kind": "pull"},
        {"kind": "invoke"},
        *({"method": "Activate"},) * 4,
        *({"method": "InstallProductKey"},) * 2,
        {"method": "DepositOfflineConfirmationId"},
        {"method": "RefreshLicenseStatus"},
        {"method": "SetKeyManagementServiceMachine"},
        {"method": "ClearKeyManagementServicePort"},
        {"method": "ClearProductKeyFromRegistry"},
        {"method": "GetStringValue"},
    ]
)
_VARIANTS = st.sampled_from(["not_xml", "truncated_xml", "html", "empty", "wrong_relates_to", "unknown_body"])
_PROCESSED = st.fixed_dictionaries({"processed": st.booleans()})
_OPTIONS: Mapping[str, st.SearchStrategy[dict[str, Any]]] = {
    "access_denied": st.fixed_dictionaries({"level": st.sampled_from(["service", "wmi", "provider"])}),
    "timed_out": st.fixed_dictionaries({"completes": st.sampled_from(["true", "false", "later", "later"])}),
    "hresult": st.fixed_dictionaries(
        {
            "code": st.sampled_from(["0x80041001", "0xC004F074", "0x80072EE2", "0xC004E028", "0xC004C001"]),
            # A refusal of what was done all the same, and shown late on top, cannot be told from a refusal.
            "processed": st.just(False),
        }
    ),
    "malformed_response": st.fixed_dictionaries({"variant": _VARIANTS}),
    "late_status": st.fixed_dictionaries({"reads": st.integers(0, 4), "seconds": st.sampled_from([0, 2, 20])}),
    "slow": st.fixed_dictionaries({"seconds": st.sampled_from([30, 90, 130])}),
    **dict.fromkeys(("busy_503", "empty_400", "login_expired"), _PROCESSED),
    "redirect": st.fixed_dictionaries({"processed": st.booleans(), "status": st.sampled_from([301, 302, 303, 307])}),
}
_LOGIN_FAULTS = ("drop_before", "busy_503")
_PLAIN = ("drop_after", "drop_before", "dead_context", "too_many_operations", "quota", "internal_error")


@st.composite
def faults(draw: st.DrawFn) -> dict[str, Any]:
    """One fault as the admin endpoint takes it; it ends by itself."""
    name = draw(st.sampled_from([*_OPTIONS, *_PLAIN, "drop_after", "timed_out", "service_disabled"]))
    if name == "service_disabled":
        return {"name": name}
    rule = {"name": name, "times": draw(st.sampled_from([1, 1, 1, 2, 3, 5])), **draw(_OPTIONS.get(name, st.just({})))}
    if name == "late_status":
        return rule
    on = draw(_ON)
    if name in _LOGIN_FAULTS and draw(st.integers(0, 3)) == 0:
        on = {"kind": "authentication"}
        rule.pop("processed", None)
    return rule | {"on": on, "skip": draw(st.sampled_from([0, 0, 0, 1, 2, 3, 6]))}


def costly_situations() -> st.SearchStrategy[dict[str, Any]]:
    """Hosts that need exactly one activation of a MAK."""
    return st.fixed_dictionaries(
        {
            "profile": st.just(["windows-11-pro"]),
            "kms": st.just({}),
            "windows": st.sampled_from(["no_key", "default_key", _UNACTIVATED, "kms_licensed"]),
            "switches": st.fixed_dictionaries(
                {},
                optional={
                    "licensing_errors": st.just("return_value"),
                    "minimum_refresh": st.just(True),
                    "reinstall_keeps_activation": st.just(False),
                },
            ),
            "durations": st.sampled_from([{}, {}, {"Activate": 75.0}, {"InstallProductKey": 70.0}]),
        }
    )


@st.composite
def costly_faults(draw: st.DrawFn) -> dict[str, Any]:
    """One fault at a request that matters for the activation, or right after it."""
    name = draw(st.sampled_from([*_OPTIONS, *_PLAIN]))
    rule = {"name": name, "times": draw(st.integers(1, 4)), **draw(_OPTIONS.get(name, st.just({})))}
    if name == "late_status":
        return rule
    methods = ["Activate", "Activate", "InstallProductKey", "RefreshLicenseStatus"]
    return rule | {"on": {"method": draw(st.sampled_from(methods))}, "skip": draw(st.integers(0, 1))}


def accidents() -> st.SearchStrategy[Deed]:
    """What happens to a task among others of our own."""
    when = st.integers(1, 16)
    delays = st.sampled_from(["", "0", "2", "5"])
    return st.one_of(
        st.builds(Deed, st.just("rival"), st.just(""), when),
        st.builds(Deed, st.just("killed"), delays, when),
        st.builds(Deed, st.just("lost"), delays, when),
    )


def deeds() -> st.SearchStrategy[Deed]:
    """What somebody else does meanwhile."""
    when = st.integers(1, 14)
    return st.one_of(
        st.builds(Deed, st.just("install"), st.sampled_from([*MAKS, SETUP_KEY, "retail-windows-pro"]), when),
        st.builds(Deed, st.just("activate"), st.just(""), when),
        st.builds(Deed, st.just("kms_host"), st.sampled_from(["kms1.corp.example", "kms-down.corp.example", ""]), when),
        st.builds(Deed, st.just("reboot"), st.just(""), when),
        st.builds(Deed, st.just("start_activation"), st.just(""), when),
    )
