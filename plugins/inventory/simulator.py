# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory licenseops.windows.simulator: the hosts of a running simulator."""

from __future__ import annotations

DOCUMENTATION = r"""
name: simulator
short_description: The hosts of a running simulator
version_added: 0.1.0
author: licenseops.windows contributors (@licenseops)
description:
  - Gives the hosts of the simulator that the playbook C(licenseops.windows.simulator) starts, with all that a
    connection to them needs.
  - All hosts are in the group O(group), clients and servers in C(clients) and C(servers), and each generation of
    Windows in a group of its own, such as C(windows_11) or C(server_2022). Further groups and variables are made by
    O(groups), O(keyed_groups) and O(compose) from the variables C(simulator_kind), C(simulator_generation) and
    C(simulator_locale), so that the groups a playbook is about can be had.
  - Your own C(group_vars) and C(host_vars) apply as with any other inventory. What the connection needs is set for each
    host, and wins over C(group_vars).
  - The simulator has no shells, so that only modules without PowerShell on the host work, such as those of this
    collection. Set C(gather_facts) to V(false).
notes:
  - The state file is not trusted. Hosts that do not lie on loopback are refused, and so is what could be a template.
  - User and password in it belong to the simulation and open nothing else.
extends_documentation_fragment:
  - constructed
options:
  plugin:
    description: Marks a file as one for this plugin.
    type: str
    required: true
    choices: [licenseops.windows.simulator]
  state_file:
    description:
      - The state file of the simulator. A relative path begins where the inventory file lies.
    type: str
    default: simulator.json
  connection:
    description: The connection plugin that the hosts are reached by.
    type: str
    choices: [winrm, psrp]
    default: winrm
  scheme:
    description:
      - V(http) is sealed with NTLM, V(https) uses the certificate beside the state file, which is its own authority.
    type: str
    choices: [http, https]
    default: http
  group:
    description: The group that all hosts are in.
    type: str
    default: windows
  language:
    description: Language of error messages, V(en) or V(ja). Anything else counts as V(en).
    type: str
    default: en
    env:
      - name: LICENSEOPS_LANGUAGE
seealso:
  - name: Check your playbooks in CI
    description: How the simulator serves a CI job.
    link: https://github.com/licenseops/licenseops.windows/blob/main/docs/ci.md
"""

EXAMPLES = r"""
---
# simulator.yml, beside the simulator.json that the simulator has written
plugin: licenseops.windows.simulator

---
# Over PSRP and HTTPS, in the groups that the playbook is about
plugin: licenseops.windows.simulator
state_file: /tmp/fleet.json
connection: psrp
scheme: https
groups:
  desktops: simulator_kind == 'client'
  tokyo: simulator_locale == 'ja-JP'
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable

from ..plugin_utils._controller._simulator_state import SimulatedFleet, SimulatedHost, load_fleet
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Language


class InventoryModule(BaseInventoryPlugin, Constructable):
    """Reads the state file of a simulator."""

    NAME = "licenseops.windows.simulator"

    def verify_file(self, path: str) -> bool:
        """Whether the file may be one for this plugin."""
        return bool(super().verify_file(path)) and path.endswith((".yml", ".yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts to the inventory.

        Raises:
            AnsibleParserError: An option is wrong, no simulator runs, or its state file cannot be used.
        """
        super().parse(inventory, loader, path, cache)
        given = self._read_config_data(path)
        language = _language(self.get_option("language"))
        try:
            self._refuse_unknown(given)
            self._add(load_fleet(Path(path).parent / Path(self.get_option("state_file")).expanduser()), inventory)
        except InputError as error:
            raise AnsibleParserError(error.sentence(language)) from None

    def _refuse_unknown(self, given: Any) -> None:
        unknown = sorted(str(name) for name in set(given) - set(self._options))
        if unknown:
            raise InputError(
                "The inventory has no option {name}.",
                advice="ansible-doc -t inventory licenseops.windows.simulator lists the options.",
                name=", ".join(unknown),
            )

    def _add(self, fleet: SimulatedFleet, inventory: Any) -> None:
        strict = self.get_option("strict")
        for host in fleet.hosts:
            for group in (self.get_option("group"), f"{host.kind}s", host.generation):
                inventory.add_host(host.name, inventory.add_group(self._sanitize_group_name(group)))
            variables = self._variables(host, fleet)
            for name, value in variables.items():
                inventory.set_variable(host.name, name, value)
            self._set_composite_vars(self.get_option("compose"), variables, host.name, strict=strict)
            self._add_host_to_composed_groups(self.get_option("groups"), variables, host.name, strict=strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host.name, strict=strict)

    def _variables(self, host: SimulatedHost, fleet: SimulatedFleet) -> dict[str, Any]:
        """What a connection needs, and what the host is."""
        connection, scheme = self.get_option("connection"), self.get_option("scheme")
        port = host.tls_port if scheme == "https" else host.port
        if port is None:
            raise InputError(
                "The simulated host {host} does not listen for {scheme}.",
                advice="Choose the other scheme, or allow it in the scenario below transports.",
                host=host.name,
                scheme=scheme,
            )
        return {
            "ansible_connection": connection,
            "ansible_host": host.address,
            "ansible_port": port,
            "ansible_user": fleet.user,
            "ansible_password": fleet.password,
            **_way(connection, scheme, fleet.certificate),
            "simulator_kind": host.kind,
            "simulator_generation": host.generation,
            "simulator_locale": host.locale,
        }


def _language(wanted: str) -> Language:
    """The language of messages; what is wrong here must not hide what is wrong elsewhere."""
    try:
        return Language.parse(wanted)
    except ValueError:
        return Language.ENGLISH


def _way(connection: str, scheme: str, certificate: Path | None) -> dict[str, str]:
    """Scheme, login and authority, as the connection plugin calls them."""
    if connection == "psrp":
        names = {"ansible_psrp_protocol": scheme, "ansible_psrp_auth": "negotiate"}
        authority = {"ansible_psrp_ca_cert": str(certificate), "ansible_psrp_cert_validation": "validate"}
    else:
        names = {"ansible_winrm_scheme": scheme, "ansible_winrm_transport": "ntlm"}
        authority = {
            "ansible_winrm_ca_trust_path": str(certificate),
            "ansible_winrm_server_cert_validation": "validate",
        }
    return names | (authority if scheme == "https" and certificate is not None else {})
