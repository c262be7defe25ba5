# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which edition can become which, by rows written from Microsoft's tables and not from the catalogue."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import setup_key_for
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._edition_matrix import (
    EditionPath,
    Route,
    SetupKeyUse,
    all_paths,
    full_edition_of,
    is_server_edition,
    known_edition,
    nearest_editions,
    path_from,
    targets_of,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._edition_texts import Impasse
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Edition
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._windows_installation import (
    WindowsInstallation,
)

CLIENT, DESKTOP, CORE = "Client", "Server", "Server Core"
W11, S2016, S2019, S2022, S2025 = 26200, 14393, 17763, 20348, 26100

#: From, to, kind, build; route, restart, whether it is taken on request only.
WAYS = (
    ("Core", "Professional", CLIENT, W11, "changepk", "one", True),
    ("Core", "Education", CLIENT, W11, "changepk", "one", False),
    ("CoreN", "EducationN", CLIENT, W11, "changepk", "one", False),
    ("CoreSingleLanguage", "Core", CLIENT, W11, "install_key", "unknown", True),
    ("Professional", "Enterprise", CLIENT, W11, "install_key", "none", False),
    ("Professional", "ProfessionalWorkstation", CLIENT, W11, "install_key", "none", False),
    ("Professional", "Education", CLIENT, W11, "install_key", "one", False),
    ("ProfessionalN", "EnterpriseN", CLIENT, W11, "install_key", "none", False),
    ("Enterprise", "Professional", CLIENT, W11, "install_key", "unknown", False),
    ("Education", "Enterprise", CLIENT, W11, "install_key", "unknown", True),
    ("EnterpriseS", "IoTEnterpriseS", CLIENT, W11, "install_key", "none", True),
    ("ServerStandardEval", "ServerStandard", DESKTOP, S2022, "dism", "one", False),
    ("ServerStandardEval", "ServerDatacenter", DESKTOP, S2016, "dism", "one", False),
    ("ServerDatacenterEval", "ServerDatacenter", DESKTOP, S2025, "dism", "one", False),
    ("ServerStandardEval", "ServerDatacenter", CORE, S2019, "dism", "one", True),
    ("ServerDatacenterEval", "ServerDatacenter", CORE, S2022, "dism", "one", True),
    ("ServerStandard", "ServerDatacenter", DESKTOP, S2025, "dism", "one", False),
    ("ServerStandard", "ServerDatacenter", CORE, S2022, "dism", "one", False),
    ("ServerSolution", "ServerStandard", DESKTOP, S2019, "dism", "one", True),
)

#: What there is no way for, and why.
NO_WAYS = (
    ("Core", "Enterprise", CLIENT, W11, Impasse.TWO_STEPS),
    ("Professional", "Core", CLIENT, W11, Impasse.BACK_TO_HOME),
    ("Enterprise", "EnterpriseS", CLIENT, W11, Impasse.TO_LONG_TERM),
    ("EnterpriseS", "Enterprise", CLIENT, W11, Impasse.FROM_LONG_TERM),
    ("EnterpriseEval", "Enterprise", CLIENT, W11, Impasse.CLIENT_EVALUATION),
    ("ServerRdsh", "Enterprise", CLIENT, W11, Impasse.MULTI_SESSION),
    ("Enterprise", "ServerRdsh", CLIENT, W11, Impasse.MULTI_SESSION),
    ("Professional", "EnterpriseN", CLIENT, W11, Impasse.N_EDITION),
    ("ProfessionalN", "Enterprise", CLIENT, W11, Impasse.N_EDITION),
    ("ProfessionalWorkstation", "Professional", CLIENT, W11, Impasse.BACK_TO_PRO),
    ("PPIPro", "Enterprise", CLIENT, W11, Impasse.OWN_KIND),
    ("Professional", "ServerStandard", CLIENT, W11, Impasse.OTHER_KIND),
    ("ServerStandard", "Enterprise", DESKTOP, S2022, Impasse.OTHER_KIND),
    ("ServerDatacenter", "ServerStandard", DESKTOP, S2022, Impasse.BACK_TO_STANDARD),
    ("ServerStandardEval", "ServerStandard", CORE, S2022, Impasse.CORE_EVALUATION),
    ("ServerStandardEval", "ServerDatacenter", CORE, S2016, Impasse.CORE_EVALUATION_2016),
    ("ServerStandard", "ServerTurbine", DESKTOP, S2022, Impasse.AZURE_EDITION),
    ("ServerTurbine", "ServerDatacenter", DESKTOP, S2022, Impasse.AZURE_EDITION),
    ("ServerStandardACor", "ServerDatacenterACor", CORE, S2016, Impasse.OUT_OF_SUPPORT),
    ("ServerStandard", "ServerSolution", DESKTOP, S2022, Impasse.NOT_IN_MATRIX),
    ("Professional", "Enterprise", CLIENT, 9600, Impasse.NOT_IN_MATRIX),
)


def installed(edition_id: str, kind: str, build: int) -> WindowsInstallation:
    return WindowsInstallation(edition_id, build, None, kind)


@pytest.mark.parametrize("row", WAYS, ids=lambda row: f"{row[0]} {row[1]} {row[2]} {row[3]}")
def test_the_ways_there_are(row: tuple[str, str, str, int, str, str, bool]) -> None:
    source, target, kind, build, route, restart, is_on_request = row
    path = path_from(installed(source, kind, build), target)
    assert isinstance(path, EditionPath)
    assert (path.source, path.target) == (source, target)
    assert (path.route.value, path.restarts.value, path.caveat is not None) == (route, restart, is_on_request)
    assert target in targets_of(installed(source, kind, build))


@pytest.mark.parametrize("row", NO_WAYS, ids=lambda row: f"{row[0]} {row[1]} {row[2]} {row[3]}")
def test_the_ways_there_are_not(row: tuple[str, str, str, int, Impasse]) -> None:
    source, target, kind, build, why = row
    assert path_from(installed(source, kind, build), target) is why
    assert target not in targets_of(installed(source, kind, build))


def test_every_path_that_a_program_takes_has_a_setup_key_for_its_command_line() -> None:
    for path, _is_core, builds in all_paths():
        for build in builds or (19045, W11):
            key = setup_key_for(Edition(path.target, build))
            if path.route is not Route.INSTALL_KEY:
                assert key is not None, path
            elif path.setup_key is SetupKeyUse.NONE:
                assert key is None, path


def test_names_are_understood_in_any_case_and_hinted_at_where_they_are_not() -> None:
    assert known_edition(" enterprise ") == "Enterprise"
    assert nearest_editions("Datacenter") == ("ServerDatacenter",)
    assert nearest_editions("Windows Home") == ("Core",)
    assert "Professional" in nearest_editions("Profesional")
    assert nearest_editions("xyz") == ()


def test_multi_session_is_no_server_and_an_evaluation_has_its_full_edition() -> None:
    assert (is_server_edition("ServerRdsh"), is_server_edition("ServerSolution")) == (False, True)
    assert full_edition_of("ServerStandardEvalCor") == "ServerStandard"
    assert full_edition_of("ServerStandard") is None


@pytest.mark.parametrize(
    ("installation", "name"),
    [
        (installed("ServerStandard", CORE, S2022), "ServerStandardCor"),
        (installed("ServerStandard", DESKTOP, S2022), "ServerStandard"),
        (installed("ServerStandardACor", CORE, S2016), "ServerStandardACor"),
        (installed("ServerAzureStackHCICor", CORE, S2022), "ServerAzureStackHCICor"),
    ],
)
def test_dism_has_names_of_its_own_on_server_core(installation: WindowsInstallation, name: str) -> None:
    assert installation.dism_name == name
