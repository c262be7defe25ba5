# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts with several products of Office, and tasks about them, as hypothesis strategies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_catalog import (
    OfficeRelease,
    find_release,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_activation import OfficeActivated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_kms import OfficeKmsConfigured
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish as Desired

from .space import Wish, key_text

RELEASES = ("ProPlus2021Volume", "VisioPro2021Volume", "ProjectPro2021Volume")
_ROWS = {"ProPlus2021Volume": "proplus", "VisioPro2021Volume": "visio", "ProjectPro2021Volume": "project"}
_MAKS = {
    "ProPlus2021Volume": ("mak-office-2021-proplus", "mak-office-2021-proplus-exhausted"),
    "VisioPro2021Volume": ("mak-office-2021-visio", "mak-office-2021-visio-blocked"),
    "ProjectPro2021Volume": ("mak-office-2021-project",),
}
_KMS_HOSTS = ("kms1.corp.example", "kms-small.corp.example", "kms-down.corp.example")


@dataclass(frozen=True, slots=True)
class OfficeWish(Wish):
    """A task about Office."""

    desired: Desired | None = None


def release(name: str) -> OfficeRelease:
    """A product of the catalogue."""
    found = find_release(name)
    assert found is not None
    return found


@st.composite
def office_situations(draw: st.DrawFn) -> dict[str, Any]:
    """A host with up to three products, some of them with keys, and with licences that may be missing."""
    installed = draw(st.lists(st.sampled_from(RELEASES), min_size=1, unique=True))
    licences: dict[str, Any] = {}
    for name in installed:
        row, mak = _ROWS[name], {"key": _MAKS[name][0]}
        for place, states in (
            (
                f"{row}/mak",
                [None, None, {"situation": "key_not_activated", **mak}, {"situation": "mak_licensed", **mak}],
            ),
            (f"{row}/gvlk", [None, None, "kms_never_activated", "kms_licensed", "kms_lapsed"]),
            (f"{row}/grace", [None, None, None, "grace_over"]),
        ):
            state = draw(st.sampled_from(states))
            if state is not None:
                licences[place] = state
    has_rows = [name for name in installed if draw(st.integers(0, 5)) or any(_ROWS[name] in row for row in licences)]
    return {
        "profile": ["windows-11-pro", "office-2021"],
        "windows": draw(
            st.sampled_from(
                ["no_key", "kms_licensed", "kms_lapsed", {"situation": "mak_licensed", "key": "mak-windows-pro"}]
            )
        ),
        "dns_suffix": draw(st.sampled_from(["corp.example", "corp.example", "small.example"])),
        "office": {
            "release_ids": draw(st.sampled_from([installed, installed, []])),
            "licence_rows": has_rows,
        },
        "licences": licences,
        "switches": draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "licensing_errors": st.just("return_value"),
                    "zero_rows": st.sampled_from(["context_then_end", "end_of_sequence"]),
                    "null_outputs": st.just("absent"),
                    "minimum_refresh": st.just(True),
                    "reinstall_keeps_activation": st.just(False),
                },
            )
        ),
        "durations": draw(st.sampled_from([{}, {}, {"Activate": 75.0}, {"InstallProductKey": 70.0}])),
    }


def _keys(*, is_right: bool) -> st.SearchStrategy[tuple[tuple[OfficeRelease, ProductKey], ...]]:
    """Keys by product; unless they are right, now and then one of another product, which only the host can tell."""
    everything = sorted({key for own in _MAKS.values() for key in own})

    def chosen(name: str) -> st.SearchStrategy[ProductKey]:
        own = st.sampled_from([*_MAKS[name], _MAKS[name][0], _MAKS[name][0]])
        any_key = own if is_right else st.one_of(own, own, own, st.sampled_from(everything))
        return any_key.map(lambda key: ProductKey.parse(key_text(key)))

    given = st.fixed_dictionaries({}, optional={name: chosen(name) for name in RELEASES})
    alone = given.filter(lambda found: len(set(found.values())) == len(found))
    return alone.map(lambda found: tuple((release(name), key) for name, key in found.items()))


_SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        KmsSetting.HOST: st.sampled_from([*_KMS_HOSTS, None]),
        KmsSetting.ACTIVATION_TYPE: st.sampled_from([None, 1, 2]),
    },
).map(lambda found: tuple(found.items()))


def activations(*, is_right: bool = True) -> st.SearchStrategy[OfficeActivated]:
    """Products of Office to be licensed; with keys of their own, unless these may be wrong."""
    return st.builds(
        OfficeActivated,
        release=st.none() | st.sampled_from(RELEASES).map(release),
        keys=_keys(is_right=is_right),
        takes_setup_key=st.booleans(),
        method=st.sampled_from([Method.AUTO, Method.AUTO, Method.KMS, Method.AD, Method.ONLINE]),
        kms=st.just(()) | _SETTINGS,
        replaces_licensed=st.booleans(),
    )


_INSTALLATIONS = st.builds(
    lambda name, is_named: KeyPresent(
        release(name).setup_key or ProductKey.parse(key_text(_MAKS[name][0])),
        Target(Application.OFFICE, base=release(name).base if is_named else None),
    ),
    st.sampled_from(RELEASES),
    st.booleans(),
)

_KMS = _SETTINGS.filter(bool).map(lambda values: OfficeKmsConfigured(KmsWish(values)))


def office_wishes() -> st.SearchStrategy[OfficeWish]:
    """One task about Office."""
    wild = activations(is_right=False)
    desired = st.one_of(wild, wild, wild, _INSTALLATIONS, _KMS)
    return desired.map(lambda item: OfficeWish("office", application="office", desired=item))
