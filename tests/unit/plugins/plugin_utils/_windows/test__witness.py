# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading evidence: which requests go out, what their answers mean, and what happens when a host refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    DnsSuffix,
    Evidence,
    Gap,
    Proxy,
    System,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence_office import NameCheck
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import ALL_REQUESTS, Question
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_model import (
    Account,
    AccountKind,
    OfficeUser,
    OfficeUsers,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._inquiry import gather
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._witness import (
    MeteredClient,
    RemoteWitness,
    gap_of,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, clock
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import WINDOWS_ID
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    answer_file,
    client_over,
    output,
    rows,
)

WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"
PRODUCT = (
    f"<ID>{WINDOWS_ID}</ID><ApplicationID>{WINDOWS}</ApplicationID><LicenseStatus>STATUS</LicenseStatus>"
    "<LicenseStatusReason>3221549108</LicenseStatusReason><PartialProductKey>PKX99</PartialProductKey>"
    "<ProductKeyChannel>CHANNEL</ProductKeyChannel>"
)
LICENSED = rows(PRODUCT.replace("STATUS", "1").replace("CHANNEL", "Volume:MAK"))
FAILING = rows(PRODUCT.replace("STATUS", "5").replace("CHANNEL", "Volume:GVLK"))
SERVICE = rows("<Version>10.0.26100.1</Version>")
SYSTEM = rows(
    "<LocalDateTime><Datetime>2026-03-02T17:00:30+09:00</Datetime></LocalDateTime><BuildNumber>26100</BuildNumber>"
)
NOTHING = rows()
DENIED = answer_file("fault_access_denied")
CONNECTIONS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"
WINHTTP = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp"
SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client"

#: Written by netsh winhttp set proxy (community): version, counter, flags, and two texts behind their lengths.
PROXY = (
    b"\x28\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x17\x00\x00\x00proxy.corp.example:8080\x07\x00\x00\x00<local>"
)
DIRECT = b"\x18\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"


def found(method: str, inside: str) -> str:
    """A value of StdRegProv."""
    return output(method, f"{inside}<p:ReturnValue>0</p:ReturnValue>", "root/default/StdRegProv")


def absent(method: str, code: int = 2) -> str:
    """A key or value that does not exist, or another refusal."""
    return output(method, f"<p:ReturnValue>{code}</p:ReturnValue>", "root/default/StdRegProv")


def reading(*replies: str | Exception) -> tuple[RemoteWitness, ScriptedTransport]:
    """A reader over a scripted wire, at eight o'clock."""
    transport = ScriptedTransport(*replies)
    return RemoteWitness(client_over(transport), 3, clock=lambda: NOW), transport


def answered(question: Question, *replies: str | Exception, **known: Any) -> tuple[Evidence, ScriptedTransport]:
    """The evidence after one question."""
    reader, transport = reading(*replies)
    return reader.answer(question, Evidence(read_at=NOW, **known)), transport


def test_products_are_those_with_a_key_of_the_application_asked_for() -> None:
    keyless = PRODUCT.replace("PKX99", "").replace("STATUS", "0").replace("CHANNEL", "")
    seen, transport = answered(Question.PRODUCTS, rows(keyless, PRODUCT.replace("STATUS", "5")))
    assert [product.partial_product_key for product in seen.known_products] == ["PKX99"]
    assert "WHERE PartialProductKey IS NOT NULL" in transport.sent[0].envelope
    dummy, transport = answered(Question.PRODUCTS, NOTHING, application=Application.WINDOWS)
    assert f"ApplicationID = '{WINDOWS}' AND PartialProductKey IS NOT NULL" in transport.sent[0].envelope


def test_clocks_are_compared_in_utc() -> None:
    seen, dummy = answered(Question.SYSTEM, SYSTEM)
    assert (seen.clock_offset, seen.host_now, seen.build) == (
        timedelta(seconds=30),
        NOW + timedelta(seconds=30),
        26100,
    )


def test_events_are_asked_for_by_number_time_and_either_name_of_the_source() -> None:
    dummy, transport = answered(Question.EVENTS, NOTHING, system=clock(-6))
    wql = transport.sent[0].envelope.replace("&gt;", ">").replace("&apos;", "'").replace("&quot;", '"')
    for part in (
        "Logfile = 'Application'",
        "SourceName = 'Microsoft-Windows-Security-SPP'",
        "SourceName = 'Software Protection Platform Service'",
        "TimeGenerated >= '20260227020000.000000+000'",
        "EventCode = 12288",
        "EventCode = 8198",
    ):
        assert part in wql


def test_events_are_read_newest_first() -> None:
    event = "<EventCode>{}</EventCode><InsertionStrings>{}</InsertionStrings><RecordNumber>{}</RecordNumber>"
    moment = "<TimeGenerated><Datetime>2026-03-02T07:00:00Z</Datetime></TimeGenerated>"
    first = event.format(12288, "0x8007232B, 0x0, kms.example:1688", 4) + moment
    second = event.format(8198, "hr=0xC004F074", 5) + moment
    seen, dummy = answered(Question.EVENTS, rows(first, second))
    assert [(item.number, item.result, item.at) for item in seen.known_events] == [
        (5, 0xC004F074, NOW - timedelta(hours=1)),
        (4, 0x8007232B, NOW - timedelta(hours=1)),
    ]


def test_an_event_is_known_by_its_number_whatever_flags_stand_above_it() -> None:
    seen, dummy = answered(Question.EVENTS, rows(f"<EventCode>{0x40000000 + 12289}</EventCode>"))
    assert [item.code_of_event for item in seen.known_events] == [12289]


def test_an_event_that_says_nothing_is_numbered_nothing() -> None:
    seen, dummy = answered(Question.EVENTS, rows("<TimeGenerated/>"))
    assert [(item.number, item.code_of_event) for item in seen.known_events] == [(0, 0)]


def test_an_event_without_strings_is_no_trouble() -> None:
    seen, dummy = answered(Question.EVENTS, rows("<EventCode>12288</EventCode><RecordNumber>4</RecordNumber>"))
    assert [(item.number, item.result) for item in seen.known_events] == [(4, None)]


ANSWERS: list[tuple[Question, str, str, Any]] = [
    (
        Question.COMPUTER,
        rows("<PartOfDomain>true</PartOfDomain><Domain>corp.example</Domain><DNSHostName>a</DNSHostName>"),
        "computer",
        Computer(is_joined=True, domain="corp.example"),
    ),
    (
        Question.PROTECTION,
        rows("<StartMode>Disabled</StartMode><State>Stopped</State>"),
        "protection",
        ProtectionService("Disabled", "Stopped"),
    ),
    (
        Question.PROXY,
        found("GetBinaryValue", "".join(f"<p:uValue>{byte}</p:uValue>" for byte in PROXY)),
        "proxy",
        Proxy("proxy.corp.example:8080", "<local>"),
    ),
    (Question.PROXY, absent("GetBinaryValue"), "proxy", Proxy()),
    (Question.TLS, absent("EnumValues"), "tls", TlsClient()),
    (
        Question.TLS,
        found("EnumValues", "<p:sNames>Enabled</p:sNames><p:sNames>Other</p:sNames>"),
        "tls",
        TlsClient(("Enabled", "Other")),
    ),
    (Question.TLS_ENABLED, found("GetDWORDValue", "<p:uValue>0</p:uValue>"), "tls", TlsClient(enabled=0)),
    (Question.TLS_BY_DEFAULT, found("GetDWORDValue", "<p:uValue>1</p:uValue>"), "tls", TlsClient((), None, 1)),
    (Question.TLS_PROTOCOLS, found("GetDWORDValue", "<p:uValue>2560</p:uValue>"), "tls_protocols", 0xA00),
    (Question.TLS_PROTOCOLS, absent("GetDWORDValue"), "tls_protocols", None),
    (Question.RESTART, found("EnumKey", "<p:sNames>RebootPending</p:sNames>"), "has_pending_restart", True),
    (Question.RESTART, found("EnumKey", "<p:sNames>Packages</p:sNames>"), "has_pending_restart", False),
    (Question.RESTART, absent("EnumKey"), "has_pending_restart", False),
    (
        Question.DNS_SUFFIX,
        found("GetStringValue", "<p:sValue>corp.example</p:sValue>"),
        "dns_suffix",
        DnsSuffix("corp.example"),
    ),
    (Question.DNS_SUFFIX, absent("GetStringValue"), "dns_suffix", DnsSuffix()),
    (
        Question.SUFFIX_SEARCH,
        found("GetStringValue", "<p:sValue>a.example, b.example</p:sValue>"),
        "dns_suffix",
        DnsSuffix(None, ("a.example", "b.example")),
    ),
    (Question.TLS_PROTOCOLS_32, found("GetDWORDValue", "<p:uValue>2560</p:uValue>"), "tls_protocols_32", 2560),
    (Question.TLS_PROTOCOLS_32, absent("GetDWORDValue"), "tls_protocols_32", None),
    (Question.MACHINE_PROXY, absent("GetDWORDValue"), "machine_proxy", None),
    (Question.MACHINE_PROXY, found("GetDWORDValue", "<p:uValue>0</p:uValue>"), "machine_proxy", None),
    (Question.OFFICE, absent("GetStringValue"), "click_to_run", None),
    (
        Question.OFFICE,
        found("GetStringValue", "<p:sValue>ProPlus2024Volume, O365ProPlusRetail</p:sValue>"),
        "click_to_run",
        ClickToRun(("ProPlus2024Volume", "O365ProPlusRetail")),
    ),
    (Question.OFFICE_LICENCES, rows(), "licence_bases", frozenset()),
    (
        Question.OFFICE_LICENCES,
        rows(
            "<LicenseFamily>Office24ProPlus2024VL_MAK_AE1</LicenseFamily>",
            "<LicenseFamily>Office24ProPlus2024VL_KMS_Client_AE</LicenseFamily>",
            "<LicenseFamily>OfficeStandardVL_MAK</LicenseFamily>",
            "<LicenseFamily>OddVL_MAK</LicenseFamily>",
            "<LicenseFamily/>",
        ),
        "licence_bases",
        frozenset({"proplus2024", "standard2013"}),
    ),
    (Question.OFFICE_USERS, found("EnumKey", "<p:sNames>.DEFAULT</p:sNames>"), "office_users", OfficeUsers()),
    (
        Question.NAMES,
        rows(
            "<Address>a.example</Address><PrimaryAddressResolutionStatus>0</PrimaryAddressResolutionStatus>"
            "<ProtocolAddress>192.0.2.1</ProtocolAddress>",
            "<Address>b.example</Address><PrimaryAddressResolutionStatus>0</PrimaryAddressResolutionStatus>"
            "<ProtocolAddress/>",
            "<Address>c.example</Address><PrimaryAddressResolutionStatus>11001</PrimaryAddressResolutionStatus>",
            "<Address>d.example</Address>",
        ),
        "names",
        (
            NameCheck("a.example", True, "192.0.2.1"),
            NameCheck("b.example", True),
            NameCheck("c.example", False),
            NameCheck("d.example", None),
        ),
    ),
]


@pytest.mark.parametrize(("question", "reply", "field", "expected"), ANSWERS)
def test_an_answer_becomes_a_part_of_the_evidence(question: Question, reply: str, field: str, expected: Any) -> None:
    seen, transport = answered(question, reply)
    assert getattr(seen, field) == expected
    assert len(transport.sent) == 1


ADA, BOB, EVE = (f"S-1-5-21-1-2-3-{number}" for number in (1001, 1002, 1003))
OFFICE_365 = ClickToRun(("O365ProPlusRetail",))


def test_accounts_are_known_by_the_names_of_their_keys_and_of_two_users_at_most() -> None:
    sids = "".join(f"<p:sNames>{sid}</p:sNames>" for sid in (".DEFAULT", "S-1-5-18", ADA, f"{ADA}_Classes", BOB, EVE))
    names = "<p:sNames>1-2_ADAL</p:sNames><p:sNames>3_LiveId</p:sNames><p:sNames>odd</p:sNames>"
    seen, transport = answered(
        Question.OFFICE_USERS, found("EnumKey", sids), found("EnumKey", names), absent("EnumKey")
    )
    kinds = (AccountKind.WORK, AccountKind.PERSONAL, AccountKind.UNKNOWN)
    ada = OfficeUser(ADA, accounts=tuple(map(Account, kinds)))
    assert seen.office_users == OfficeUsers((ada, OfficeUser(BOB)), left_out=1)
    assert len(transport.sent) == 3
    assert all("2147483651" in request.envelope for request in transport.sent), "below HKEY_USERS"


def test_a_proxy_of_the_computer_is_read_when_it_is_on() -> None:
    seen, dummy = answered(
        Question.MACHINE_PROXY,
        found("GetDWORDValue", "<p:uValue>1</p:uValue>"),
        found("GetStringValue", "<p:sValue>proxy:8080</p:sValue>"),
    )
    assert seen.machine_proxy == "proxy:8080"
    seen, dummy = answered(
        Question.MACHINE_PROXY, found("GetDWORDValue", "<p:uValue>1</p:uValue>"), absent("GetStringValue")
    )
    assert seen.machine_proxy is None


def test_the_sharing_and_the_updates_of_an_office_are_added_to_it() -> None:
    seen, transport = answered(
        Question.OFFICE_SHARING, found("GetStringValue", "<p:sValue>1</p:sValue>"), click_to_run=OFFICE_365
    )
    assert seen.click_to_run == OFFICE_365.having(OfficeSetting.SHARED_COMPUTER, OfficeValue.ON)
    assert len(transport.sent) == 1
    seen, transport = answered(
        Question.OFFICE_UPDATES,
        absent("GetStringValue"),
        found("GetStringValue", "<p:sValue>http://cdn/pr/x</p:sValue>"),
        found("GetStringValue", "<p:sValue>16.0.1</p:sValue>"),
        click_to_run=OFFICE_365,
    )
    assert seen.click_to_run == ClickToRun(("O365ProPlusRetail",), version="16.0.1", channel="http://cdn/pr/x")
    assert len(transport.sent) == 3


@pytest.mark.parametrize(
    ("suites", "edition_sku", "expected"),
    [
        ("16", 8, True),
        ("272", 8, False),
        ("256", 48, False),
        ("0", 48, False),
        ("272", 175, True),
        (None, 175, True),
        (None, 8, None),
    ],
)
def test_a_session_host_is_known_by_its_suites_or_its_edition(
    suites: str | None, edition_sku: int, expected: bool | None
) -> None:
    mask = f"<SuiteMask>{suites}</SuiteMask>" if suites else ""
    seen, transport = answered(Question.SYSTEM, rows(f"<OperatingSystemSKU>{edition_sku}</OperatingSystemSKU>{mask}"))
    assert isinstance(seen.system, System) and seen.system.is_session_host is expected
    assert "SuiteMask" in transport.sent[0].envelope


def test_all_names_are_asked_for_in_one_question() -> None:
    dummy, transport = answered(Question.NAMES, rows())
    wql = transport.sent[0].envelope.replace("&apos;", "'")
    assert len(transport.sent) == 1 and "Win32_PingStatus" in wql
    for name in ("activation.sls", "login.microsoftonline", "ols.officeapps", "officeclient"):
        assert f"Address = '{name}." in wql


#: They tell more of an Office that was found; without one there is nothing to ask.
MORE_OF_OFFICE = (Question.OFFICE_SHARING, Question.OFFICE_UPDATES)
ALONE = pytest.mark.parametrize("question", [item for item in Question if item not in MORE_OF_OFFICE])


@pytest.mark.parametrize("question", MORE_OF_OFFICE)
def test_nothing_more_is_asked_of_an_office_that_is_not_there(question: Question) -> None:
    seen, transport = answered(question, click_to_run=None)
    assert seen.click_to_run is None and not transport.sent


@ALONE
def test_each_question_only_reads(question: Question) -> None:
    dummy, transport = answered(question, DENIED)
    assert transport.verbs[0] == "Enumerate" or transport.verbs[0].startswith(("Get", "Enum"))


@ALONE
def test_a_refusal_leaves_a_gap_with_code_and_words(question: Question) -> None:
    reader, dummy = reading(DENIED)
    field, _read = reader._readings()[question]
    gap = getattr(reader.answer(question, Evidence(read_at=NOW)), field)
    assert isinstance(gap, Gap) and gap.is_refusal
    assert gap.code and gap.text


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (MethodFailed("EnumKey", 5), 0x80070005),
        (MethodFailed("GetStringValue", 0x80041005), 0x80041005),
        (WSManFault((0x80338104,), "AccessDenied", "denied"), 0x80338104),
        (WSManFault((), "", ""), 0),
        (MalformedAnswer("no answer"), 0),
        (ValueError("odd"), 0),
    ],
)
def test_whatever_goes_wrong_is_a_refusal(problem: Exception, code: int) -> None:
    gap = gap_of(problem)
    assert gap.code == code and gap.is_refusal


@pytest.mark.parametrize(("problem", "words"), [(ValueError("odd"), "odd"), (ValueError(), "ValueError")])
def test_a_gap_never_lacks_words(problem: Exception, words: str) -> None:
    assert gap_of(problem).text == words


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        (rows("<LocalDateTime><Datetime>yesterday</Datetime></LocalDateTime>"), Question.SYSTEM),
        (rows("<LicenseStatus>77</LicenseStatus><ID>x</ID>"), Question.PRODUCTS),
        (rows("<EventCode>many</EventCode>"), Question.EVENTS),
        (NOTHING, Question.SERVICE),
        (found("GetBinaryValue", "<p:uValue>byte</p:uValue>"), Question.PROXY),
    ],
)
def test_a_senseless_answer_is_a_gap(reply: str, question: Question) -> None:
    reader, dummy = reading(reply)
    field, _read = reader._readings()[question]
    assert isinstance(getattr(reader.answer(question, Evidence(read_at=NOW)), field), Gap)


def gathered(*replies: str | Exception, limit: int = 8) -> tuple[Evidence, ScriptedTransport]:
    """All the evidence of a host."""
    transport = ScriptedTransport(*replies)
    witness = RemoteWitness(client_over(transport), 3, clock=lambda: NOW)
    return gather(witness, Evidence(read_at=NOW), limit), transport


def test_a_host_that_is_licensed_for_good_is_asked_three_times() -> None:
    seen, transport = gathered(LICENSED, SERVICE, SYSTEM)
    assert len(transport.sent) == 3
    assert seen.events == Gap()


def paged(first: str, *others: str) -> list[str]:
    """A query with several rows: one in the first answer, the rest pulled."""
    place = "<n:EnumerationContext>uuid:1</n:EnumerationContext>"
    one = rows(first).replace("<n:EnumerationContext/>", place).replace("<w:EndOfSequence/>", "")
    items = "".join(f"<w:XmlFragment>{other}</w:XmlFragment>" for other in others)
    return [one, f"<n:PullResponse><n:Items>{items}</n:Items><n:EndOfSequence/></n:PullResponse>"]


def test_the_budget_counts_every_request_sent() -> None:
    failing = PRODUCT.replace("STATUS", "5").replace("CHANNEL", "Volume:GVLK")
    event = "<EventCode>1</EventCode><RecordNumber>{}</RecordNumber>"
    replies = [*paged(failing, failing), SERVICE, SYSTEM, *paged(event.format(1), event.format(2))]
    replies += [absent("EnumKey"), rows("<PartOfDomain>false</PartOfDomain>")]
    dummy, transport = gathered(*replies)
    assert len(transport.sent) == 8
    assert transport.verbs.count("Pull") == 2


def test_nothing_is_asked_beyond_the_budget() -> None:
    dummy, transport = gathered(FAILING, SERVICE, SYSTEM, absent("EnumKey"), limit=4)
    assert transport.verbs == ["Enumerate", "Enumerate", "Enumerate", "EnumKey"]


def test_everything_can_be_denied() -> None:
    denied: list[str | Exception] = [DENIED] * ALL_REQUESTS
    seen, transport = gathered(*denied, limit=ALL_REQUESTS)
    assert isinstance(seen.products, Gap) and seen.products.is_refusal
    assert len(transport.sent) <= ALL_REQUESTS


def lost() -> ConnectionLost:
    """A connection that breaks."""
    return ConnectionLost("it was closed", Delivery.UNKNOWN)


def test_a_connection_that_breaks_for_good_ends_the_reading_with_what_is_known() -> None:
    seen, dummy = gathered(FAILING, SERVICE, *[lost() for dummy in range(30)])
    assert seen.known_products and seen.system == Gap()


def test_a_connection_that_breaks_before_anything_is_known_is_an_error() -> None:
    with pytest.raises(ConnectionLost):
        gathered(*[lost() for dummy in range(30)])


def test_a_host_that_cannot_be_reached_is_unreachable() -> None:
    with pytest.raises(ConnectError):
        gathered(FAILING, ConnectError("No connection."))


@pytest.mark.parametrize("is_confidential", [False, True])
def test_a_counted_client_is_as_confidential_as_the_one_beneath(is_confidential: bool) -> None:
    beneath = client_over(ScriptedTransport(is_confidential=is_confidential))
    assert MeteredClient(beneath).is_confidential is is_confidential


def test_registry_values_are_read_where_they_are() -> None:
    expected: list[tuple[Question, str, dict[str, str]]] = [
        (Question.PROXY, "GetBinaryValue", {"sSubKeyName": CONNECTIONS, "sValueName": "WinHttpSettings"}),
        (Question.TLS, "EnumValues", {"sSubKeyName": SCHANNEL}),
        (Question.TLS_ENABLED, "GetDWORDValue", {"sSubKeyName": SCHANNEL, "sValueName": "Enabled"}),
        (Question.TLS_PROTOCOLS, "GetDWORDValue", {"sSubKeyName": WINHTTP, "sValueName": "DefaultSecureProtocols"}),
        (Question.RESTART, "EnumKey", {"sSubKeyName": SERVICING}),
        (Question.DNS_SUFFIX, "GetStringValue", {"sSubKeyName": TCPIP, "sValueName": "Domain"}),
        (Question.SUFFIX_SEARCH, "GetStringValue", {"sSubKeyName": TCPIP, "sValueName": "SearchList"}),
        (Question.TLS_BY_DEFAULT, "GetDWORDValue", {"sSubKeyName": SCHANNEL, "sValueName": "DisabledByDefault"}),
    ]
    for question, method, arguments in expected:
        dummy, transport = answered(question, absent(method))
        assert (transport.sent[0].verb, transport.sent[0].arguments) == (method, {"hDefKey": "2147483650", **arguments})
