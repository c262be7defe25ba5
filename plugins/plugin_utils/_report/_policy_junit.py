# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A judged policy as JUnit XML, which CI systems show: a case a rule, with its hosts in the text. Pure.

A case for each host would be hundreds of thousands of them, and would come and go with the hosts. A rule has the same
name in every run, and so a history.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from .._fleet._policy_judge import Judged, Judgement, RuleOutcome
from .._fleet._policy_subject import Verdict
from .._language._text import Language, Text
from ._policy_lines import Heading, counts_of, host_line, in_order, unread_hosts, word_of

#: What XML 1.0 has no way to write, and halves of characters.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: By this a file of ours is known.
_MARK = "licenseops.windows.licence_policy"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_HEAD = f'{_DECLARATION}\n<testsuites name="{_MARK}"'.encode()

#: The case about what was read, which is about no rule.
_READING = "survey"


def is_policy_junit(head: bytes) -> bool:
    """Whether a file begins like one of ours."""
    return head.startswith(_HEAD)


def policy_junit(judgement: Judgement, heading: Heading, language: Language) -> str:
    """The file."""
    name = _clean(judgement.policy.name or heading.policy)
    root = ElementTree.Element("testsuites", name=_MARK)
    suite = ElementTree.SubElement(root, "testsuite", name=name)
    for outcome in judgement.outcomes:
        _add_rule(suite, name, outcome, language)
    _add_reading(suite, name, judgement, language)
    cases = list(suite)
    for element in (suite, root):
        element.set("tests", str(len(cases)))
        element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
        element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
        element.set("errors", "0")
    ElementTree.indent(root)
    return f"{_DECLARATION}\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _add_rule(suite: ElementTree.Element, name: str, outcome: RuleOutcome, language: Language) -> None:
    place = outcome.rule.place
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_clean(outcome.rule.name),
        classname=name,
        file=_clean(place.origin),
        line=str(place.line),
        time="0",
    )
    counts = _clean(counts_of(outcome, language) or word_of(outcome).said_in(language))
    if outcome.is_broken:
        failure = ElementTree.SubElement(case, "failure", message=counts, type=Verdict.BROKEN.value)
        failure.text = _hosts(in_order(outcome.of(Verdict.BROKEN)), language)
    elif outcome.counts[Verdict.UNREAD] == outcome.hosts:
        ElementTree.SubElement(case, "skipped", message=counts)
    excused = _hosts(in_order(outcome.of(Verdict.EXCUSED)), language)
    if excused:
        ElementTree.SubElement(case, "system-out").text = f"{Text('excused').said_in(language)}:\n{excused}"


def _add_reading(suite: ElementTree.Element, name: str, judgement: Judgement, language: Language) -> None:
    """The case about what was read; of whom not everything was is told once, not for each rule."""
    case = ElementTree.SubElement(suite, "testcase", name=_READING, classname=name, time="0")
    if judgement.objections:
        words = [_clean(text.said_in(language)) for text in judgement.objections]
        ElementTree.SubElement(case, "failure", message=words[0], type=Verdict.UNREAD.value).text = "\n".join(words)
    missing = _hosts(unread_hosts(judgement), language)
    if missing:
        ElementTree.SubElement(case, "system-out").text = f"{Text('not read').said_in(language)}:\n{missing}"


def _hosts(items: list[Judged], language: Language) -> str:
    """A line a host."""
    return "\n".join(_line(host_line(item, language)) for item in items)


def _line(text: str) -> str:
    return " ".join(_clean(text).splitlines())


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)
