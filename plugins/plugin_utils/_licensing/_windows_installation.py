# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows as it is installed: edition, build, and the names that its own tools have for them."""

from __future__ import annotations

from dataclasses import dataclass

#: What DISM adds to the name of an edition on Server Core, and the registry of some evaluations, too (community).
_CORE_SUFFIX = "Cor"

#: Editions whose own name ends like that: the semi-annual channel, Azure Local and Hyper-V Server exist as Core only.
_ALWAYS_CORE = frozenset({"serverstandardacor", "serverdatacenteracor", "serverazurestackhcicor"})

_CLIENT = "client"
_SERVER_CORE = "server core"


@dataclass(frozen=True, slots=True)
class WindowsInstallation:
    r"""What Windows is installed (HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion).

    Attributes:
        edition_id: EditionID without the ending that DISM and some evaluations have on Server Core.
        build: CurrentBuild.
        revision: UBR; None where the host does not say.
        installation_type: ``Client``, ``Server`` or ``Server Core``; never localized. What is no server is a client:
            Enterprise multi-session calls itself a server elsewhere, but not here (documented).
    """

    edition_id: str
    build: int
    revision: int | None = None
    installation_type: str = "Client"

    @property
    def is_server(self) -> bool:
        """Whether it is a Windows Server."""
        return self.installation_type.lower() != _CLIENT

    @property
    def is_core(self) -> bool:
        """Whether it has no desktop."""
        return self.installation_type.lower() == _SERVER_CORE

    @property
    def is_evaluation(self) -> bool:
        """Whether its time is limited by its edition."""
        return self.edition_id.lower().endswith("eval")

    @property
    def dism_name(self) -> str:
        """What DISM calls its edition."""
        return self.dism_name_of(self.edition_id)

    def dism_name_of(self, edition_id: str) -> str:
        """What DISM calls another edition here.

        >>> WindowsInstallation("ServerStandard", 20348, None, "Server Core").dism_name_of("ServerDatacenter")
        'ServerDatacenterCor'
        """
        plain = plain_edition(edition_id)
        return f"{plain}{_CORE_SUFFIX}" if self.is_core and plain.lower() not in _ALWAYS_CORE else plain

    @property
    def name(self) -> str:
        """How messages name it: ``ServerStandardEval (Server Core), build 20348.2700``."""
        build = f"{self.build}.{self.revision}" if self.revision is not None else str(self.build)
        return f"{self.edition_id}{' (Server Core)' if self.is_core else ''}, build {build}"


def plain_edition(name: str) -> str:
    """EditionID in a name of DISM.

    >>> plain_edition("ServerStandardEvalCor"), plain_edition("ServerStandardACor"), plain_edition("Core")
    ('ServerStandardEval', 'ServerStandardACor', 'Core')
    """
    is_suffixed = name.lower().startswith("server") and name.endswith(_CORE_SUFFIX)
    return name.removesuffix(_CORE_SUFFIX) if is_suffixed and name.lower() not in _ALWAYS_CORE else name


def is_same_edition(one: str, other: str) -> bool:
    """Whether two names mean one edition, however they are written."""
    return plain_edition(one).lower() == plain_edition(other).lower()
