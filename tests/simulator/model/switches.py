# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named choices for everything that is inferred, disputed or differs between Windows versions.

Each switch has a default and a mark; the README table is checked against this list by a unit test.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _about(mark: str, about: str, choices: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"mark": mark, "about": about, "choices": choices}


@dataclass(frozen=True, slots=True)
class Switches:
    """Behaviour switches of one host."""

    # --- licensing -------------------------------------------------------------------------------------------------
    licensing_errors: str = field(
        default="fault",
        metadata=_about("inferred", "How a failing method fails over WS-Man.", ("fault", "return_value")),
    )
    access_denied_code: int = field(
        default=0xC004F025, metadata=_about("inferred", "Code for a caller without elevation.")
    )
    unknown_key_code: int = field(
        default=0xC004E016, metadata=_about("community", "Code for a well-formed key nobody knows.")
    )
    no_sku_code: int = field(
        default=0xC004F069, metadata=_about("inferred", "Code when no installed licence matches the key.")
    )
    other_edition_code: int = field(
        default=0xC004F210, metadata=_about("inferred", "Code for a key of another edition.")
    )
    edition_upgrade_by_key: bool = field(
        default=False,
        metadata=_about(
            "documented", "Let a key of a documented no-restart target edition (Pro to Enterprise) be installed."
        ),
    )
    edition_change_in_group: bool = field(
        default=False,
        metadata=_about(
            "community", "Let a key change the edition inside a composition group beyond Microsoft's table."
        ),
    )
    edition_id_lags: bool = field(
        default=True,
        metadata=_about("inferred", "Where the table asks for a restart, EditionID follows the key only then."),
    )
    core_evaluation_edition_id: str = field(
        default="plain",
        metadata=_about(
            "community", "EditionID of an evaluation on Server Core, without Cor or with it.", ("plain", "cor")
        ),
    )
    changepk_takes_setup_keys: bool = field(
        default=False,
        metadata=_about(
            "community", "changepk takes the published setup key from Home to Pro; reports say it does not."
        ),
    )
    changepk_restarts: bool = field(
        default=False, metadata=_about("community", "changepk restarts the computer by itself when it has ended.")
    )
    esu_requires_licensed_base: bool = field(
        default=True, metadata=_about("documented", "An add-on key activates only on a licensed Windows.")
    )
    reinstall_keeps_activation: bool = field(
        default=True,
        metadata=_about("community", "Installing the same key again on the same hardware keeps the activation."),
    )
    licensed_reactivation_counts: bool = field(
        default=True, metadata=_about("documented", "Activate on a licensed MAK row costs another activation.")
    )
    token_only_code: int = field(
        default=0xC004F304, metadata=_about("inferred", "Code of Activate when only token activation is enabled.")
    )
    hardware_change_status: str = field(
        default="notification",
        metadata=_about("inferred", "Where a bound licence goes after new hardware.", ("notification", "oot_grace")),
    )
    kms_lapse_status: str = field(
        default="notification",
        metadata=_about("inferred", "Where a KMS licence goes after 180 days.", ("notification", "oot_grace")),
    )
    kms_direct_dns_errors: bool = field(
        default=False, metadata=_about("documented", "Raise the DNS code itself instead of 0xC004F074 (older systems).")
    )
    kms_automatic_attempts: bool = field(
        default=True,
        metadata=_about("documented", "KMS clients activate and renew by themselves when the clock moves."),
    )
    failed_activation_sets_reason: bool = field(
        default=False,
        metadata=_about("recorded", "LicenseStatusReason of a row shows the code of its last failed activation."),
    )
    online_failure_logs_8198: bool = field(
        default=True,
        metadata=_about("inferred", "A failing Activate over the internet writes event 8198 besides 8200."),
    )
    event_source: str = field(
        default="classic",
        metadata=_about(
            "inferred",
            "SourceName of licensing events: Software Protection Platform Service or Microsoft-Windows-Security-SPP.",
            ("classic", "provider"),
        ),
    )
    event_times: str = field(
        default="utc", metadata=_about("community", "Offset of TimeGenerated and TimeWritten.", ("utc", "local"))
    )
    installation_id_length: int = field(default=63, metadata=_about("recorded", "63 or 54 digits.", ("63", "54")))
    sppsvc_start_mode_locked: bool = field(
        default=False,
        metadata=_about("community", "ChangeStartMode of sppsvc is denied (2), as its protected settings may be."),
    )
    reimage_keeps_installation_id: bool = field(
        default=True, metadata=_about("inferred", "After a new installation the same key has the same installation ID.")
    )
    minimum_refresh: bool = field(
        default=False, metadata=_about("community", "Rows show changes only after RefreshLicenseStatus was called.")
    )
    registry_setters_create_keys: bool = field(
        default=False,
        metadata=_about("inferred", "Setters of StdRegProv make a key that does not exist; else they return 2."),
    )
    unbounded_file_search: str = field(
        default="times_out",
        metadata=_about(
            "inferred",
            "CIM_DataFile without Drive and Path (or Name): TimedOut, a quota violation, or it finds what there is.",
            ("times_out", "quota", "finds"),
        ),
    )
    expandable_as_string: str = field(
        default="raw",
        metadata=_about(
            "inferred",
            "What GetStringValue does with REG_EXPAND_SZ: its text as it stands, expanded, or a type mismatch.",
            ("raw", "expanded", "mismatch"),
        ),
    )
    poll_seconds: int = field(
        default=10,
        metadata=_about("inferred", "Simulated seconds an unfinished operation ages with each further request."),
    )
    localized_product_names: bool = field(
        default=True, metadata=_about("inferred", "Name and Description of a Japanese host carry Japanese words.")
    )
    blocked_process: str = field(
        default="return_value",
        metadata=_about(
            "inferred",
            "Where 0x80070005 of Microsoft Defender shows: Create returns it, or 2, or fails, or dism.exe ends with 5.",
            ("return_value", "access_denied", "fault", "child"),
        ),
    )
    dism_busy_code: int = field(
        default=0x80070020, metadata=_about("inferred", "Exit code of a second dism.exe while one is at work.")
    )
    task_errors: str = field(
        default="fault",
        metadata=_about("inferred", "How a method of PS_ScheduledTask fails.", ("fault", "return_value")),
    )
    interrupted_task_result: int = field(
        default=0x41306, metadata=_about("inferred", "LastTaskResult of a task that a restart has ended.")
    )
    # --- wire ------------------------------------------------------------------------------------------------------
    fault_dialect: str = field(
        default="auto",
        metadata=_about("inferred", "WSManFault or MSFT_WmiError details.", ("auto", "wsmanfault", "wmierror")),
    )
    timed_out_dialect: str = field(
        default="wsmanfault",
        metadata=_about("recorded", "Dialect of the TimedOut fault.", ("auto", "wsmanfault", "wmierror")),
    )
    spp_fault_code: str = field(
        default="raw",
        metadata=_about(
            "inferred", "Where an SPP code sits: in the fault's code, or in its text only.", ("raw", "text")
        ),
    )
    zero_rows: str = field(
        default="no_items",
        metadata=_about(
            "recorded",
            "Shape of an enumeration without rows (recorded for a shell): no Items, empty Items, or a Pull first.",
            ("no_items", "end_of_sequence", "context_then_end"),
        ),
    )
    null_outputs: str = field(
        default="nil", metadata=_about("inferred", "Null output parameters: nil or left out.", ("nil", "absent"))
    )
    derived_classes: bool = field(
        default=False, metadata=_about("recorded", "Rows of a class come as a derived class (element name and type).")
    )
    missing_selector_fault: str = field(
        default="internal_error",
        metadata=_about(
            "community",
            "Fault for an instance method without selectors.",
            ("internal_error", "invalid_method_parameters"),
        ),
    )
    max_operation_seconds: int = field(
        default=60, metadata=_about("documented", "MaxTimeoutms: cap of OperationTimeout.")
    )
    max_envelope_kb: int = field(default=500, metadata=_about("documented", "MaxEnvelopeSizekb of the service."))
    activity_id: bool = field(
        default=False, metadata=_about("recorded", "Responses carry p:ActivityId (newer systems).")
    )


def switch_names() -> tuple[str, ...]:
    """Names of all switches, in table order."""
    return tuple(item.name for item in fields(Switches))


def switch_table() -> list[tuple[str, object, str, str]]:
    """Name, default, mark and meaning of every switch."""
    return [(item.name, item.default, item.metadata["mark"], item.metadata["about"]) for item in fields(Switches)]


def switch_choices(name: str) -> tuple[str, ...]:
    """The allowed words of a switch, empty when its type says enough."""
    item = next(item for item in fields(Switches) if item.name == name)
    choices: tuple[str, ...] = item.metadata["choices"]
    return choices


def switch_default(name: str) -> object:
    """The default of a switch."""
    return next(item.default for item in fields(Switches) if item.name == name)
