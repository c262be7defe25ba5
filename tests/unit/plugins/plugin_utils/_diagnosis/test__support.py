# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The block for a support call: all that is asked for, nothing of a key, and none for a healthy host."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    Evidence,
    Gap,
    System,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._support import Support, support_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._support import SupportResult
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    NOW,
    client,
    evidence,
    failure,
    given,
    pinned,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, windows

SYSTEM = System(local_time=NOW, build=22631, name="Microsoft Windows 11 Pro", version="10.0.22631")
COMPUTER = Computer(is_joined=False, domain="WORKGROUP", maker="Contoso", model="Desk 7")
UNWELL = evidence(
    client(), **pinned("kms-old"), events=[request(2, 0x8007232B, "kms-old"), failure(1, 0xC004F074)],
    system=SYSTEM, computer=COMPUTER,
)  # fmt: skip


def support(seen: Evidence) -> Support | None:
    return support_of(seen, diagnose(seen))


def lines(seen: Evidence, language: Language = Language.ENGLISH) -> tuple[str, ...]:
    found = support(seen)
    assert found is not None
    return SupportResult.of(found, language).lines


def test_all_that_is_asked_for_stands_in_lines_to_copy() -> None:
    assert lines(UNWELL) == (
        "Maker: Contoso",
        "Model: Desk 7",
        "Windows: Microsoft Windows 11 Pro",
        "Version: 10.0.22631",
        "Edition: Professional",
        "Failed last: 2026-03-02 07:00 UTC",
        "Error: 0x8007232B - Windows Professional - KMS host kms-old cannot be resolved",
        "Tried: Event 12288 of 2026-03-02 07:00 UTC: 0x8007232B for kms-old:1688",
        "Tried: Event 8198 of 2026-03-02 07:00 UTC: 0xC004F074",
    )


def test_a_code_that_has_a_symbol_is_told_with_it() -> None:
    (error,) = [line for line in lines(evidence(windows(), given=given(0xC004C020))) if line.startswith("Error: ")]
    assert error.startswith("Error: 0xC004C020 (SL_E_CHPA_DMAK_LIMIT_EXCEEDED) - Windows Professional - ")


def test_it_is_in_the_language_and_names_are_not() -> None:
    japanese = lines(UNWELL, Language.JAPANESE)
    assert japanese[0] == "製造元: Contoso"
    assert any("Windows Professional" in line and line.startswith("エラー: ") for line in japanese)


@pytest.mark.parametrize("language", Language)
def test_no_part_of_a_key_is_in_it(language: Language) -> None:
    key = client().partial_product_key
    assert key is not None
    assert not [line for line in lines(UNWELL, language) if key in line]


def test_a_healthy_host_needs_none_and_neither_does_one_with_a_remark() -> None:
    assert support(evidence(licensed(windows()))) is None
    remark = evidence(licensed(windows()), events=Gap(5, "Denied"))
    assert [finding.id for finding in diagnose(remark)] == ["evidence_missing"]
    assert support(remark) is None


def test_what_is_not_known_is_left_out() -> None:
    seen = evidence(products=Gap(0x80041003, "Denied"), service=Gap(5), system=Gap(5), events=Gap(5))
    found = support(seen)
    assert found is not None
    told = SupportResult.of(found, Language.ENGLISH)
    assert (told.maker, told.windows, told.edition, told.failed_at, told.tried) == (None, None, None, None, ())
    assert all(line.startswith("Error: 0x") for line in told.lines)


def test_the_same_attempt_again_and_again_is_told_once_and_not_too_many_are() -> None:
    again = [request(number, 0x800706BA, "kms-a") for number in range(1, 9)]
    others = [request(20 + number, 0x800706BA, f"kms-{number}") for number in range(9)]
    assert len([line for line in lines(evidence(client(), events=again)) if line.startswith("Tried: ")]) == 1
    assert len([line for line in lines(evidence(client(), events=others)) if line.startswith("Tried: ")]) == 5
