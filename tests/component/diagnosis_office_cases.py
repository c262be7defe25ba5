# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis must say about each host of diagnosis_office_fleet.yml.

Written from what is known of Office, word by word; nothing in here is computed from the rules of the collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class OfficeCase:
    """A question about Office on a host, and the right answer.

    Attributes:
        name: What it is about, in a test's name.
        finding: Id of the finding that must be on top.
        options: Those of the module.
        severity: Of that finding.
        application: Whose product it is about; "host" when it is about none.
        says: Words that title, cause or evidence must have.
        advises: Words that the steps must have, in this order.
        last: Words that what to do if nothing helps must have.
        absent: Ids that must not be there at all.
        also: Ids that must be there somewhere.
        module: The module that would fix it.
    """

    name: str
    host: str
    finding: str
    options: dict[str, Any] = field(default_factory=dict)
    severity: str = "critical"
    application: str | None = None
    says: tuple[str, ...] = ()
    advises: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    module: str | None = None


def asked(code: str | None = None, **more: Any) -> dict[str, Any]:
    """Options of a question about Office."""
    return {"application": "office", **({"code": code} if code else {}), **more}


#: The order of the users' article: what somebody has to look at whom no host can tell.
FOR_PEOPLE = (
    "expired",
    "plan includes",
    "status.cloud.microsoft",
    "Get Help",
    "Sign out",
    "troubleshooter",
    "office_reset",
)

#: One row of the users' article each, in its order.
ARTICLE = (
    OfficeCase(
        "TLS 1.2 is no default",
        "tls-old",
        "tls_not_default",
        asked("0xCAA70007"),
        says=("DefaultSecureProtocols", "Wow6432Node"),
        advises=("KB3140245", "SCHANNEL", "O365ProPlusRetail"),
        absent=("m365_signin_failed",),
    ),
    OfficeCase(
        "the subscription has expired",
        "subscription",
        "m365_signin_failed",
        asked("0x8004FC12"),
        says=("O365ProPlusRetail",),
        advises=FOR_PEOPLE,
        last=("Online Repair",),
    ),
    OfficeCase(
        "the plan has no Office apps, or the user no licence",
        "both-accounts",
        "m365_signin_failed",
        asked("0xCAA50021"),
        advises=("plan includes Office apps", "given the licence"),
    ),
    OfficeCase(
        "the user signs in with another account",
        "personal-account",
        "office_account_wrong",
        asked("0xCAA50021"),
        says=("personal", "S-1-5-21-1111111111-2222222222-3333333333-1001"),
        advises=("sign out", "work or school account"),
        last=("Online Repair",),
        absent=("m365_signin_failed",),
    ),
    OfficeCase(
        "the service is down",
        "subscription",
        "m365_signin_failed",
        asked("0xCAA50021"),
        advises=("status.cloud.microsoft",),
    ),
    OfficeCase(
        "a firewall, DNS in this case",
        "names-unknown",
        "names_unresolved",
        asked("0xCAA80000"),
        says=("login.microsoftonline.com", "Win32_PingStatus"),
        advises=("DNS", "sign in"),
        absent=("m365_signin_failed",),
    ),
    OfficeCase(
        "a proxy",
        "names-by-proxy",
        "m365_signin_failed",
        asked("0xCAA70007"),
        says=("proxy.corp.example:8080",),
        advises=("0xCAA70007", "proxy", *FOR_PEOPLE),
        absent=("names_unresolved",),
    ),
    OfficeCase("the assistant", "subscription", "m365_signin_failed", asked("0xCAA50021"), advises=("Get Help",)),
    OfficeCase("sign out", "subscription", "m365_signin_failed", asked("0xCAA50021"), advises=("Sign out",)),
    OfficeCase(
        "the troubleshooter", "subscription", "m365_signin_failed", asked("0xCAA50021"), advises=("troubleshooter",)
    ),
    OfficeCase("reset", "subscription", "m365_signin_failed", asked("0xCAA50021"), advises=("office_reset",)),
    OfficeCase(
        "online repair",
        "damaged",
        "office_data_damaged",
        asked(),
        application="office",
        says=("Office ProPlus2024", "0xC004F017"),
        advises=("Online Repair", "officecdn.microsoft.com", "win_activation"),
        last=("install it again",),
    ),
)

#: Microsoft 365 Apps, beyond the article.
ACCOUNT_CASES = (
    OfficeCase(
        "no code, and nobody is logged on",
        "nobody",
        "office_licence_unseen",
        asked(),
        severity="info",
        says=("O365ProPlusRetail", "Nobody is logged on"),
        advises=FOR_PEOPLE,
        last=("Online Repair",),
    ),
    OfficeCase(
        "a code that only says not activated",
        "subscription",
        "office_licence_unseen",
        asked("0xC004F009"),
        says=("work or school account",),
        advises=FOR_PEOPLE,
    ),
    OfficeCase(
        "a personal account, without a code",
        "personal-account",
        "office_account_wrong",
        asked(),
        severity="warning",
        absent=("office_licence_unseen",),
    ),
    OfficeCase("a work account for the edition for homes", "work-account", "office_account_wrong", asked("0xCAA50021")),
    OfficeCase(
        "TLS for programs of 64 bits only",
        "tls-old-half",
        "tls_not_default",
        asked("0xCAA70007"),
        says=("Wow6432Node",),
    ),
    OfficeCase(
        "TLS is set on an old Windows",
        "tls-old-set",
        "m365_signin_failed",
        asked("0xCAA70007"),
        absent=("tls_not_default",),
    ),
    OfficeCase(
        "TLS is off",
        "tls-off",
        "tls_disabled",
        asked("0xCAA70007"),
        says=("Enabled=0",),
        absent=("m365_signin_failed",),
    ),
    OfficeCase(
        "TLS needs no setting on a newer Windows",
        "tls-by-default",
        "m365_signin_failed",
        asked("0xCAA70007"),
        absent=("tls_not_default", "tls_disabled"),
    ),
    OfficeCase(
        "without the option, a code of a sign-in is about Office",
        "personal-account",
        "office_account_wrong",
        {"code": "0xCAA50021"},
    ),
    OfficeCase(
        "shared computer activation is off",
        "session-host",
        "office_sharing_missing",
        asked(),
        severity="warning",
        says=("SuiteMask", "absent"),
        advises=("win_office_licensing",),
        module="win_office_licensing",
    ),
    OfficeCase(
        "shared computer activation is off, and signing in fails",
        "session-host",
        "office_sharing_missing",
        asked("0x8004FC12"),
        absent=("m365_signin_failed",),
    ),
    OfficeCase(
        "rows of Microsoft 365 Apps on a session host ask the question themselves",
        "session-host-leftovers",
        "key_missing",
        also=("office_sharing_missing",),
    ),
    OfficeCase(
        "shared computer activation is on",
        "session-host-shared",
        "m365_signin_failed",
        asked("0x8004FC12"),
        absent=("office_sharing_missing",),
    ),
    OfficeCase(
        "a channel that is retired",
        "channel-retired",
        "m365_signin_failed",
        asked("0x8004FC12", max_requests=40),
        also=("office_out_of_support",),
    ),
    OfficeCase(
        "Microsoft 365 Apps on a Windows without support",
        "tls-old-set",
        "m365_signin_failed",
        asked("0x8004FC12", max_requests=40),
        also=("office_out_of_support",),
    ),
)

#: Volume licences and keys.
VOLUME_CASES = (
    OfficeCase(
        "TLS 1.2 is no default, for a MAK",
        "tls-old-volume",
        "tls_not_default",
        asked("0x80072F8F"),
        application="office",
        absent=("tls_failed",),
    ),
    OfficeCase(
        "names are not found",
        "volume-names-unknown",
        "names_unresolved",
        asked("0x80072EE7"),
        application="office",
        says=("activation.sls.microsoft.com",),
        advises=("DNS", "win_activation"),
        absent=("endpoint_unreachable",),
    ),
    OfficeCase(
        "the way to the service is shut",
        "volume-firewall",
        "endpoint_unreachable",
        asked("0x80072EFD"),
        application="office",
        absent=("names_unresolved",),
    ),
    OfficeCase(
        "a proxy asks for a password",
        "volume-proxy-asks",
        "proxy_interferes",
        asked("0x80190197"),
        application="office",
        says=("proxy.corp.example:8080",),
    ),
    OfficeCase(
        "WinHTTP lacks the proxy of the computer",
        "volume-proxy-missing",
        "winhttp_proxy_missing",
        asked("0x80072EFD"),
        application="office",
        says=("proxy.corp.example:8080", "WinHttpSettings"),
        advises=("netsh winhttp set proxy proxy.corp.example:8080",),
        absent=("endpoint_unreachable",),
    ),
    OfficeCase(
        "a code of damaged data, on Microsoft 365 Apps",
        "subscription",
        "office_data_damaged",
        asked("0xC004F017"),
        application="host",
        advises=("Online Repair",),
    ),
    OfficeCase(
        "Visio has no key",
        "visio-without-key",
        "office_key_missing",
        application="host",
        says=("Visio LTSC Professional 2024", "VisioPro2024Volume"),
        advises=("win_activation",),
        absent=("office_licences_missing",),
    ),
    OfficeCase(
        "Visio has no licence files",
        "visio-without-files",
        "office_licences_missing",
        says=("VisioPro2024Volume",),
        advises=("Office Deployment Tool", "Licenses16"),
        absent=("office_key_missing",),
    ),
    OfficeCase(
        "Office by Windows Installer has no key",
        "installer-without-key",
        "office_key_missing",
        asked(),
        says=("Office Professional Plus 2016", "Visio Professional 2016"),
    ),
    OfficeCase(
        "a volume key for an Office by retail",
        "retail-only",
        "office_licences_missing",
        asked("0xC004F069"),
        says=("ProPlus2024Retail",),
        absent=("key_edition_mismatch",),
    ),
    OfficeCase(
        "a KMS host that has counted too few",
        "count-low",
        "kms_count_low",
        asked("0xC004F038"),
        application="office",
        says=("5 for Windows Server or Office",),
    ),
    OfficeCase(
        "the KMS host of the product is another one than that of the host",
        "host-differs",
        "kms_host_differs",
        asked("0x800706BA"),
        application="office",
        says=("kms-blocked.corp.example", "kms1.corp.example"),
        advises=("application: office",),
        absent=("kms_rpc_failed",),
        module="win_kms_client",
    ),
    OfficeCase(
        "retail beside volume",
        "beside-volume",
        "office_retail_beside_volume",
        asked(),
        application="office",
        advises=("activation_id", "exclusive"),
        also=("kms_not_bound",),
    ),
    OfficeCase(
        "a release without support that fails",
        "out-of-support",
        "not_activated",
        asked(),
        application="office",
        also=("office_out_of_support",),
    ),
)

CASES = (*ARTICLE, *ACCOUNT_CASES, *VOLUME_CASES)

#: Licensed, and a remark about what to tidy up: the finding, and words of its evidence.
REMARKS = {
    "left-setup-key": ("office_leftovers", "KMS_Client"),
    "left-grace": ("office_leftovers", "R_Grace"),
    "left-retail": ("office_leftovers", "R_Retail"),
    "left-older-retail": ("office_leftovers", "Office21ProPlus2021R_Retail"),
    "left-microsoft-365": ("account_licence", "O365Business"),
}

HEALTHY = (
    "ok-2013",
    "ok-2016",
    "ok-2016-mak",
    "ok-2019",
    "ok-2019-mak",
    "ok-2021-japanese",
    "ok-2021-german",
    "ok-2024",
    "ok-2024-by-ad",
    "ok-2024-visio",
    "ok-2024-japanese",
    "ok-retail",
    "ok-own-host",
    "ok-365",
    "ok-365-german",
    "ok-365-both",
    "ok-365-home",
    "ok-365-shared",
    "ok-365-visio",
    "ok-no-office",
)
