# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis must say about each host of diagnosis_fleet.yml.

Written from what is known of Windows, word by word; nothing in here is computed from the catalogue or from the rules of
the collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.integration import keys


@dataclass(frozen=True, slots=True)
class Provocation:
    """A task that fails on purpose; {cid} in an option becomes the Confirmation ID the portal would give."""

    module: str
    options: tuple[tuple[str, Any], ...] = ()


ACTIVATE = Provocation("win_activation", (("retries", 0),))
ACTIVATE_OFFICE = Provocation("win_activation", (("application", "office"), ("retries", 0)))
#: The host is asked, whatever it may lose.
_CONSENT = ("replace_licensed", True)

TYPE_PRO_KEY = Provocation("win_product_key", (("product_key", keys.MAK_PRO), _CONSENT))
TYPE_REFUSED_KEY = Provocation("win_product_key", (("product_key", "TNTTT-TTTTT-TTTTT-TTTTT-WRR69"), _CONSENT))
TYPE_SERVER_KEY = Provocation("win_product_key", (("product_key", "TNTTT-TTTTT-TTTTT-TTTTT-WWK62"), _CONSENT))
TYPE_OLD_SERVER_KEY = Provocation("win_product_key", (("product_key", "TNTTT-TTTTT-TTTTT-TTTTT-FDF64"), _CONSENT))
TYPE_ESU_KEY = Provocation("win_product_key", (("product_key", keys.ESU_YEAR_1_KEY), _CONSENT))
DEPOSIT = Provocation("win_offline_activation", (("confirmation_id", "{cid}"),))


@dataclass(frozen=True, slots=True)
class CodeCase:
    """One code of the users' article.

    Attributes:
        finding: Id of the finding that must be on top.
        provoked_by: The task that fails with the code; none where the host shows the code by itself.
        is_kept: The host remembers the failure, so that nobody has to tell the diagnosis the code.
    """

    code: str
    finding: str
    provoked_by: Provocation | None = ACTIVATE
    is_kept: bool = True
    raised: str | None = None

    @property
    def host(self) -> str:
        """The host that produces it."""
        return "code-" + self.code.removeprefix("0x").lower()

    @property
    def raised_code(self) -> str:
        """The code the failing task reports; for what goes wrong behind KMS it is the outer one."""
        return self.raised or self.code


OUTER = "0xC004F074"

CODES = (
    CodeCase("0xC004C001", "key_not_accepted"),
    CodeCase("0xC004C003", "key_blocked"),
    CodeCase("0xC004C008", "key_limit_reached"),
    CodeCase("0xC004B100", "activation_service_failed"),
    CodeCase("0xC004C020", "mak_limit_reached"),
    CodeCase("0xC004C021", "mak_limit_reached"),
    CodeCase("0xC004F009", "not_activated", provoked_by=None),
    CodeCase("0xC004F00F", "hardware_changed", provoked_by=None),
    CodeCase("0xC004F014", "key_missing", provoked_by=None),
    CodeCase("0xC004F02C", "confirmation_id_malformed", DEPOSIT, is_kept=False),
    CodeCase("0xC004F035", "firmware_licence_unusable", is_kept=False),
    CodeCase("0xC004F038", "kms_count_low"),
    CodeCase("0xC004F039", "kms_no_answer"),
    CodeCase("0xC004F041", "kms_host_not_activated"),
    CodeCase("0xC004F042", "kms_host_key_mismatch"),
    CodeCase("0xC004F050", "key_mistyped", TYPE_PRO_KEY, is_kept=False),
    CodeCase("0xC004F051", "key_blocked", TYPE_REFUSED_KEY, is_kept=False),
    CodeCase("0xC004F064", "genuine_validation_failed", provoked_by=None),
    CodeCase("0xC004F065", "genuine_validation_failed", provoked_by=None),
    CodeCase("0xC004F06C", "clock_wrong", raised=OUTER),
    CodeCase("0x80070005", "not_administrator", TYPE_PRO_KEY, is_kept=False),
    CodeCase("0x8007232A", "dns_unavailable", raised=OUTER),
    CodeCase("0x8007232B", "kms_record_missing", raised=OUTER),
    CodeCase("0x800706BA", "kms_rpc_failed", raised=OUTER),
    CodeCase("0x8007251D", "kms_record_missing", raised=OUTER),
    CodeCase("0xC004F074", "kms_no_answer", is_kept=False),
    CodeCase("0x8004FE21", "system_files_altered", provoked_by=None),
    CodeCase("0x80092328", "kms_record_missing", raised=OUTER),
    CodeCase("0x8007007B", "kms_record_missing", raised=OUTER),
    CodeCase("0x80070490", "key_refused_in_settings", TYPE_OLD_SERVER_KEY, is_kept=False),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A host with more than one thing to see.

    Attributes:
        findings: Ids that must lead the list, in this order; others may follow.
        after: Tasks that fail before, in this order.
        raised: The code the last of them must fail with.
        tells_code: Give the diagnosis that code, as a rescue block does.
        severity: Of the first finding.
        application: Whose product the first finding is about; "host" when it is about none.
        says: Words that title or evidence of the first finding must have.
        advises: Words that its first step must have.
        absent: Ids that must not be there at all.
        also: Ids that must be there somewhere.
        module: The module that would fix it.
        not_read: What must be listed as unreadable.
    """

    host: str
    findings: tuple[str, ...]
    after: tuple[Provocation, ...] = ()
    raised: str | None = None
    tells_code: bool = False
    severity: str | None = None
    application: str | None = None
    says: tuple[str, ...] = ()
    advises: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    module: str | None = None
    not_read: str | None = None


KMS_SCENARIOS = (
    Scenario(  # the name fails first; the clock would be next
        "pinned-and-clock",
        ("kms_host_name_unknown", "clock_wrong"),
        (ACTIVATE,),
        OUTER,
        severity="critical",
        says=("kms-old.corp.example", "0x8007232B"),
        module="win_kms_client",
    ),
    Scenario(
        "pinned-on-product",
        ("kms_host_name_unknown",),
        (ACTIVATE,),
        OUTER,
        application="windows",
        says=("kms-old.corp.example",),
        module="win_kms_client",
    ),
    Scenario(  # no DNS server at all: taking the right name away would make nothing better
        "pinned-without-dns", ("dns_unavailable",), says=("0x8007267C",), absent=("kms_host_name_unknown",)
    ),
    Scenario(
        "pinned-in-the-dark",
        ("dns_unavailable",),
        (ACTIVATE,),
        OUTER,
        says=("0x8007232A",),
        absent=("kms_host_name_unknown",),
    ),
    Scenario(
        "pinned-like-an-address-of-the-web",
        ("kms_host_name_unknown",),
        (ACTIVATE,),
        OUTER,
        says=("//kms1.corp.example",),
    ),
    Scenario("lookup-domain", ("kms_record_missing",), (ACTIVATE,), OUTER, says=("nowhere.example",)),
    Scenario(
        "firewall",
        ("kms_rpc_failed",),
        (ACTIVATE,),
        OUTER,
        severity="critical",
        application="windows",
        says=("kms-blocked.corp.example", "1688"),
        absent=("kms_no_answer", "not_activated"),
    ),
    Scenario("wrong-port", ("kms_rpc_failed",), (ACTIVATE,), OUTER, says=("1689",)),
    Scenario("count-after-firewall", ("kms_count_low",), (ACTIVATE,), "0xC004F038", absent=("kms_rpc_failed",)),
    Scenario(  # the client is in time: it is the other clock that somebody has to set
        "host-clock",
        ("clock_wrong",),
        (ACTIVATE,),
        OUTER,
        says=("kms-late.corp.example",),
        advises=("KMS host",),
    ),
    Scenario("other-source", ("kms_host_name_unknown",), (ACTIVATE,), OUTER, says=("kms-old.corp.example",)),
    Scenario(
        "renewals-fail",
        ("kms_renewal_failing",),
        severity="warning",
        application="windows",
        says=("0x800706BA", "kms-blocked.corp.example"),
        absent=("not_activated", "kms_licence_ending"),
    ),
    Scenario("renewals-fail-beside-office", ("kms_renewal_failing",), severity="warning", application="windows"),
    Scenario("ending", ("kms_licence_ending",), severity="warning"),
    Scenario("ending-at-once", ("kms_licence_ending",), severity="critical", also=("kms_renewal_failing",)),
    Scenario("in-grace", ("not_activated",), severity="warning"),
    Scenario("clock-of-kms-client", ("clock_wrong",), severity="warning"),
    Scenario("ad-in-a-workgroup", ("ad_not_joined",), (ACTIVATE,), "0x80072030", absent=("ad_schema_too_old",)),
    Scenario("ad-without-object", ("ad_object_not_found",), (ACTIVATE,), "0xC004F081", tells_code=True),
    Scenario("token-only", ("activation_type_unsuitable",), (ACTIVATE,), "0xC004F304"),
    Scenario("gvlk-with-firmware-key", ("kms_rpc_failed",), (ACTIVATE,), OUTER),
    Scenario("inner-and-outer", ("kms_rpc_failed",), absent=("kms_no_answer",)),
    Scenario("moved-to-mak", ("not_activated",), absent=("kms_rpc_failed",)),
    Scenario("odd-wire", ("kms_rpc_failed",), (ACTIVATE,), OUTER, says=("kms-blocked.corp.example",)),
)

KEY_SCENARIOS = (
    Scenario("new-board", ("hardware_changed",), (ACTIVATE,), "0xC004F00F", severity="critical"),
    Scenario("new-board-default-key", ("digital_licence_not_found",), severity="critical"),
    Scenario("new-board-linked", ("digital_licence_not_found",), severity="critical"),
    Scenario("home-pro-typed", ("key_edition_mismatch",), (TYPE_PRO_KEY,), "0xC004F210", tells_code=True),
    Scenario("home-pro-firmware", ("firmware_key_other_edition",)),
    Scenario("firmware-unused", ("firmware_key_unused",)),
    Scenario("evaluation-mak", ("evaluation_edition",), (TYPE_SERVER_KEY,), "0xC004F069", tells_code=True),
    Scenario("ltsc-esu-typed", ("key_edition_mismatch",), (TYPE_ESU_KEY,), "0xC004F069", tells_code=True),
    Scenario("evaluation-over", ("validity_expired",), severity="critical"),
    Scenario("evaluation-ending", ("evaluation_ending",), severity="warning"),
    Scenario(
        "exhausted-after-network",
        ("mak_limit_reached",),
        (ACTIVATE,),
        "0xC004C020",
        severity="critical",
        absent=("endpoint_unreachable",),
    ),
    Scenario("never-tried", ("not_activated",), module="win_activation"),
    Scenario("not-genuine", ("genuine_validation_failed",), severity="critical"),
)

ONLINE_SCENARIOS = (
    Scenario("tls-off", ("tls_disabled",), (ACTIVATE,), "0x80072F8F", severity="critical", absent=("tls_failed",)),
    Scenario(
        "tls-clock",
        ("clock_wrong",),
        (ACTIVATE,),
        "0x80072F8F",
        severity="critical",
        says=("1095 days",),
        absent=("tls_failed",),
    ),
    Scenario("tls-alone", ("tls_failed",), (ACTIVATE,), "0x80072F8F", absent=("clock_wrong", "tls_disabled")),
    Scenario("proxy-407", ("proxy_interferes",), (ACTIVATE,), "0x80190197", says=("proxy.corp.example",)),
    Scenario("proxy-dead", ("endpoint_unreachable",), (ACTIVATE,), "0x80072EFD", says=("proxy.corp.example",)),
    Scenario("dns-dead", ("endpoint_unreachable",), (ACTIVATE,), "0x80072EE7"),
    Scenario("code-in-text", ("endpoint_unreachable",), (ACTIVATE,), "0x80072EE2"),
    Scenario("unknown-code", ("unknown_code",), (ACTIVATE,), "0xC004ABCD", says=("0xC004ABCD",)),
)

PRODUCT_SCENARIOS = (
    Scenario("esu-without-base", ("esu_base_not_licensed",)),
    Scenario("esu-not-covered", ("esu_not_supported",), application="windows", says=("19044",)),
    Scenario("esu-on-blocked-base", ("key_blocked",), (ACTIVATE,), "0xC004C003", also=("esu_base_not_licensed",)),
    Scenario(
        "office-pinned",
        ("kms_host_name_unknown",),
        (ACTIVATE_OFFICE,),
        OUTER,
        application="office",
        says=("kms-old.corp.example",),
    ),
    Scenario("windows-beside-office", ("kms_rpc_failed",), (ACTIVATE,), OUTER, application="windows"),
    Scenario(
        "two-causes",
        ("key_blocked", "kms_count_low"),
        (ACTIVATE, ACTIVATE_OFFICE),
        "0xC004F038",
        application="windows",
    ),
)

HOST_SCENARIOS = (
    Scenario(
        "protection-disabled",
        ("service_disabled",),
        severity="critical",
        application="host",
        module="win_software_protection",
    ),
    Scenario("not-administrator", ("not_administrator",), severity="critical", application="host"),
    Scenario("not-administrator-at-all", ("not_administrator",), severity="critical", application="host"),
    Scenario("products-denied", ("not_administrator",), severity="critical", not_read="products"),
    Scenario("restart-pending", ("restart_required",), (TYPE_PRO_KEY,), "0xC004D302", tells_code=True),
    Scenario(
        "without-esu",
        ("support_ended",),
        severity="warning",
        application="windows",
        says=("Windows 10, version 22H2", "2025-10-14"),
        advises=("year 1", "esu_year: current"),
        absent=("esu_baseline_missing",),
    ),
    Scenario(
        "without-esu-old-revision",
        ("esu_baseline_missing", "support_ended"),
        severity="warning",
        says=("19045.5487",),
        advises=("KB5072653",),
    ),
    Scenario("old-release", ("release_out_of_service",), severity="warning", says=("22H2", "2024-10-08")),
    Scenario("server-2012r2", ("support_ended",), says=("Windows Server 2012 R2",), advises=("year 3",)),
    Scenario("clock-days-off", ("clock_wrong",), severity="warning"),
    Scenario(
        "events-denied",
        ("kms_no_answer",),
        (ACTIVATE,),
        OUTER,
        tells_code=True,
        also=("evidence_missing",),
        not_read="events",
    ),
    Scenario(
        "events-missing",
        ("kms_no_answer",),
        (ACTIVATE,),
        OUTER,
        tells_code=True,
        also=("evidence_missing",),
        not_read="events",
    ),
    Scenario("registry-denied", ("tls_failed",), (ACTIVATE,), "0x80072F8F", also=("evidence_missing",)),
    Scenario("registry-refused", ("tls_failed",), (ACTIVATE,), "0x80072F8F", also=("evidence_missing",)),
    Scenario("registry-missing", ("tls_failed",), (ACTIVATE,), "0x80072F8F", also=("evidence_missing",)),
)

JAPANESE_SCENARIOS = (
    Scenario("ja-pinned", ("kms_host_name_unknown",), (ACTIVATE,), OUTER, says=("kms-old.corp.example",)),
    Scenario("ja-firewall", ("kms_rpc_failed",), (ACTIVATE,), OUTER, says=("kms-blocked.corp.example",)),
    Scenario("ja-blocked", ("key_blocked",), (ACTIVATE,), "0xC004C003"),
    Scenario("ja-new-board", ("hardware_changed",), (ACTIVATE,), "0xC004F00F"),
    Scenario("ja-unknown", ("unknown_code",), (ACTIVATE,), "0xC004ABCD", says=("0xC004ABCD",)),
    Scenario(
        "ja-events-denied",
        ("kms_no_answer",),
        (ACTIVATE,),
        OUTER,
        tells_code=True,
        also=("evidence_missing",),
        not_read="events",
    ),
)

SCENARIOS = (
    *KMS_SCENARIOS,
    *KEY_SCENARIOS,
    *ONLINE_SCENARIOS,
    *PRODUCT_SCENARIOS,
    *HOST_SCENARIOS,
    *JAPANESE_SCENARIOS,
)

#: hosts that get another main board before anything else happens
NEW_HARDWARE = ("new-board", "ja-new-board")

HEALTHY = (
    "healthy-mak",
    "healthy-retail",
    "healthy-oem",
    "healthy-digital",
    "healthy-upgraded-from-home",
    "healthy-home",
    "healthy-kms",
    "healthy-kms-again",
    "healthy-kms-clock",
    "healthy-kms-after-mak",
    "healthy-kms-long-ago",
    "healthy-mak-after-kms",
    "healthy-mak-after-failure",
    "healthy-ad",
    "healthy-evaluation",
    "healthy-esu",
    "healthy-office",
    "healthy-oem-office",
    "healthy-japanese",
    "healthy-german",
    "healthy-proxy",
    "healthy-tls",
    "healthy-tls-off",
    "healthy-restart",
    "healthy-clock",
    "healthy-eight",
    "healthy-datacenter",
)

#: healthy, with rows that Microsoft 365 Apps left behind, and how many
WITH_LEFTOVERS = {
    "healthy-microsoft-365": 4,
    "healthy-oem-365": 1,
    "healthy-digital-365-japanese": 2,
    "healthy-kms-365-japanese": 1,
    "healthy-ad-365": 2,
}

#: licensed for good by MAK, retail or OEM key or a digital licence: there is little that can be wrong
PERMANENT = (
    "healthy-mak",
    "healthy-retail",
    "healthy-oem",
    "healthy-digital",
    "healthy-upgraded-from-home",
    "healthy-home",
    "healthy-mak-after-failure",
    "healthy-esu",
    "healthy-japanese",
    "healthy-proxy",
    "healthy-tls",
    "healthy-restart",
)
