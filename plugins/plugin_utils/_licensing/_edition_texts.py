# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a path between editions is taken on request only, and why there is none: the sentences."""

from __future__ import annotations

import enum

from .._language._text import Text


class Caveat(enum.Enum):
    """What speaks against a path that exists."""

    HOME_TO_PRO = "home_to_pro"
    NOT_IN_TABLE = "not_in_table"
    OTHER_TERMS = "other_terms"
    OTHER_EDITION_TO_LICENSE = "other_edition_to_license"
    ESSENTIALS = "essentials"

    @property
    def words(self) -> Text:
        """One sentence."""
        return _CAVEATS[self]


class Impasse(enum.Enum):
    """Why one edition does not become another."""

    NOT_IN_MATRIX = "not_in_matrix"
    OTHER_KIND = "other_kind"
    N_EDITION = "n_edition"
    OWN_KIND = "own_kind"
    OUT_OF_SUPPORT = "out_of_support"
    CLIENT_EVALUATION = "client_evaluation"
    MULTI_SESSION = "multi_session"
    BACK_TO_HOME = "back_to_home"
    BACK_TO_PRO = "back_to_pro"
    FROM_LONG_TERM = "from_long_term"
    TO_LONG_TERM = "to_long_term"
    TWO_STEPS = "two_steps"
    BACK_TO_STANDARD = "back_to_standard"
    CORE_EVALUATION = "core_evaluation"
    CORE_EVALUATION_2016 = "core_evaluation_2016"
    AZURE_EDITION = "azure_edition"

    @property
    def words(self) -> Text:
        """One sentence."""
        return _IMPASSES[self]


_CAVEATS = {
    Caveat.HOME_TO_PRO: Text(
        "Microsoft documents this change by hand only; the setup key that is put on the command line of changepk is "
        "reported as refused on some hosts, and your own key is never put there."
    ),
    Caveat.NOT_IN_TABLE: Text("Microsoft's tables do not name this change; that it works is reported or concluded."),
    Caveat.OTHER_TERMS: Text("The two editions are sold on different terms, one of them by device makers only."),
    Caveat.OTHER_EDITION_TO_LICENSE: Text(
        "A Standard evaluation on Server Core becomes Datacenter and nothing else, so that a licence of Datacenter is "
        "needed from then on."
    ),
    Caveat.ESSENTIALS: Text("Essentials turns into Standard for good, and needs a licence and access licences of it."),
}

_IMPASSES = {
    Impasse.NOT_IN_MATRIX: Text("No way between these editions is known."),
    Impasse.OTHER_KIND: Text("An edition of a client does not become one of Windows Server, nor the other way round."),
    Impasse.N_EDITION: Text("An N edition stays an N edition, and no other becomes one."),
    Impasse.OWN_KIND: Text("This edition stands alone and becomes no other."),
    Impasse.OUT_OF_SUPPORT: Text("This semi-annual release is out of support and is not converted any more."),
    Impasse.CLIENT_EVALUATION: Text(
        "The evaluation of a Windows client has no full edition that it could become: Windows has to be installed anew."
    ),
    Impasse.MULTI_SESSION: Text(
        "Enterprise multi-session is licensed on Azure Virtual Desktop only, and is reached and left by a new "
        "deployment only."
    ),
    Impasse.BACK_TO_HOME: Text("No edition goes back to Home: Windows has to be installed anew."),
    Impasse.BACK_TO_PRO: Text("Microsoft does not support this step back: Windows has to be installed anew."),
    Impasse.FROM_LONG_TERM: Text(
        "An edition of the Long-Term Servicing Channel is left by setup.exe of Windows and its own media only."
    ),
    Impasse.TO_LONG_TERM: Text(
        "An edition of the Long-Term Servicing Channel is not reached in place: it has media of its own."
    ),
    Impasse.TWO_STEPS: Text("Home becomes Enterprise in two steps only: Professional first, then Enterprise."),
    Impasse.BACK_TO_STANDARD: Text("Datacenter does not become Standard: Windows Server has to be installed anew."),
    Impasse.CORE_EVALUATION: Text(
        "A Standard evaluation on Server Core does not become Standard, but Datacenter only; for Standard, install "
        "Windows Server anew from media that are no evaluation."
    ),
    Impasse.CORE_EVALUATION_2016: Text(
        "A Standard evaluation of Windows Server 2016 on Server Core becomes nothing else: install Windows Server anew."
    ),
    Impasse.AZURE_EDITION: Text(
        "Azure Edition is reached by setup.exe of Windows only, runs on Azure and Azure Local only, and is not left."
    ),
}
