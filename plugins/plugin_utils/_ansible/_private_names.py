# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The private names of Ansible's connection plugins that ``_connection`` uses, and what is said when one is missing.

Private names may go with any release of ansible-core. So they are looked for before anything is sent, rather than found
missing half-way: a plugin that did not know ``shell_id``, for instance, would open a shell on the host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ansible.release import __version__ as core_version

from .._language._errors import InputError

#: The lines of ansible-core whose plugins have all names, first and last.
FIRST_LINE: Final = "2.18"
LAST_LINE: Final = "2.21"


@dataclass(frozen=True, slots=True)
class PrivateNames:
    """What is used of a connection plugin beside its public interface.

    Attributes:
        before: What it has from the beginning.
        configured: What it has once it has built its configuration.
    """

    before: tuple[str, ...]
    configured: tuple[str, ...]


#: The single list of them, by plugin.
PRIVATE_NAMES: Final[Mapping[str, PrivateNames]] = {
    "winrm": PrivateNames(
        before=("_build_winrm_kwargs", "_winrm_connect", "shell_id"), configured=("_winrm_kwargs", "_winrm_transport")
    ),
    "psrp": PrivateNames(before=("_build_kwargs",), configured=("_psrp_conn_kwargs",)),
}

#: What a survey uses beside that: how Ansible reads the options of a plugin, and how the winrm plugin fetches a ticket.
SURVEY_NAMES: Final = ("_resolve_option_variables", "_kerb_auth")


def require_names(connection: object, plugin: str, names: tuple[str, ...]) -> None:
    """A connection plugin has the names.

    Raises:
        InputError: It does not, and so is of a release of ansible-core that this collection does not know.
    """
    missing = next((name for name in names if not hasattr(connection, name)), None)
    if missing is not None:
        raise InputError(
            "The connection plugin {plugin} of ansible-core {version} has no {name} any more, which this collection "
            "uses to reach the host. Nothing was sent.",
            advice="Use ansible-core {first} to {last}, which are known to work, or a newer release of this "
            "collection.",
            plugin=plugin,
            version=core_version,
            name=missing,
            first=FIRST_LINE,
            last=LAST_LINE,
        )
