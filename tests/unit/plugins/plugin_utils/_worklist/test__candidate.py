# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which products of a host belong on the list, what the portal calls them, and how the host is told from others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._candidate import (
    Licence,
    ListedHost,
    candidate_on,
    parse_uuid,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    esu,
    licensed,
    office,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import installation_id, uuid

HOST = ListedHost.known("PC-001", uuid(1).lower(), 22631)
WINDOWS = Licence.of(windows(installation_id=INSTALLATION_ID))


def test_a_product_that_waits_becomes_a_row() -> None:
    candidate = candidate_on(HOST, WINDOWS)
    assert candidate is not None
    assert not candidate.is_licensed
    row = candidate.row
    assert (row.host, row.host_uuid, row.portal_product) == ("PC-001", uuid(1), "Windows 11")
    assert (row.installation_id, row.partial_product_key, row.channel) == (INSTALLATION_ID, "PKX99", "mak")


@pytest.mark.parametrize("digits", [INSTALLATION_ID, OLD_INSTALLATION_ID], ids=["63", "54"])
def test_installation_ids_of_both_lengths_are_taken(digits: str) -> None:
    candidate = candidate_on(HOST, replace(WINDOWS, installation_id=digits))
    assert candidate is not None
    assert candidate.row.installation_id == digits
    assert len(candidate.row.installation_id_blocks) == 9


@pytest.mark.parametrize(
    "licence",
    [
        Licence.of(unkeyed()),
        *(
            Licence.of(windows(channel=channel))
            for channel in (Channel.GVLK, Channel.EVALUATION, Channel.SUBSCRIPTION, Channel.AVMA)
        ),
        replace(WINDOWS, application="other"),
    ],
    ids=lambda licence: f"{licence.application} {licence.channel} {licence.partial_product_key}",
)
def test_what_no_confirmation_id_can_activate_is_left_out(licence: Licence) -> None:
    assert candidate_on(HOST, licence) is None


def test_a_licensed_product_needs_no_installation_id() -> None:
    candidate = candidate_on(HOST, Licence.of(licensed(office())))
    assert candidate is not None
    assert candidate.is_licensed


@pytest.mark.parametrize(
    ("digits", "says"),
    [
        ("", "Installation ID of PC-001 .* is missing"),
        ("12", "PC-001 .* has 2 digits"),
        (installation_id(1)[:-1] + "9", "wrong digit"),
    ],
)
def test_a_missing_or_broken_installation_id_is_a_sentence(digits: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        candidate_on(HOST, replace(WINDOWS, installation_id=digits))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "none",
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "03000200-0400-0500-0006-000700080009",
        "To be filled by O.E.M.",
    ],
)
def test_a_host_without_a_uuid_of_its_own_is_refused(text: str) -> None:
    shown = re.escape(text.strip() or "none")
    with pytest.raises(InputError, match=rf"hardware of PC-001 shows no UUID of its own \({shown}\)"):
        parse_uuid(text, "PC-001")


def test_a_uuid_is_read_in_any_case() -> None:
    assert parse_uuid(f" {{{uuid(7).lower()}}} ", "x") == uuid(7)


@pytest.mark.parametrize(
    ("family", "build", "product"),
    [
        ("Professional", 26100, "Windows 11"),
        ("Professional", 22000, "Windows 11"),
        ("Professional", 19045, "Windows 10"),
        ("EnterpriseS", 14393, "Windows 10"),
        ("ServerRdsh", 26100, "Windows 11"),
        ("ServerStandard", 26100, "Windows Server 2025"),
        ("ServerDatacenter", 20348, "Windows Server 2022"),
        ("ServerStandard", 17763, "Windows Server 2019"),
        ("ServerStandard", 14393, "Windows Server 2016"),
        ("ServerStandard", 9600, "Windows Server 2012 R2"),
        ("ServerStandard", None, "Windows Server"),
        ("Professional", None, "Windows"),
    ],
)
def test_the_portal_is_told_the_version_of_windows(family: str, build: int | None, product: str) -> None:
    candidate = candidate_on(ListedHost.known("a", uuid(1), build), replace(WINDOWS, family=family))
    assert candidate is not None
    assert candidate.row.portal_product == product


@pytest.mark.parametrize(
    ("name", "build", "product"),
    [
        ("Windows(R), Client-ESU-Year1 add-on for Core,Professional,ServerRdsh", 19045, "Windows 10"),
        ("Windows(R), Server-ESU-Year1 add-on for ServerStandard", 9600, "Windows Server 2012 R2"),
    ],
    ids=["client", "server"],
)
def test_an_esu_add_on_goes_with_its_windows(name: str, build: int, product: str) -> None:
    licence = Licence.of(esu(name=name, family=name.split()[1], installation_id=INSTALLATION_ID))
    candidate = candidate_on(ListedHost.known("a", uuid(1), build), licence)
    assert candidate is not None
    assert candidate.row.portal_product == product


def test_a_name_that_a_cell_just_holds_is_taken() -> None:
    candidate = candidate_on(HOST, replace(WINDOWS, name="n" * 1000))
    assert candidate is not None
    assert len(candidate.row.product_name) == 1000


def test_a_name_that_no_cell_of_a_table_holds_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"PC-001 has a product with a name of more than 1000 characters, n+\.\.\."
    ) as caught:
        candidate_on(HOST, replace(WINDOWS, name="n" * 200_000))
    assert len(str(caught.value)) < 300
