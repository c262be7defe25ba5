# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings for machines: JUnit XML, which CI systems show. Each run is a suite, each task on a host a case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from .judge import Finding, Stage
from .records import Execution, Verdict
from .report import described, place_of
from .runs import Run

#: What XML 1.0 has no way to write.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, runs: Sequence[Run], findings: Sequence[Finding]) -> None:
    """Write the report."""
    root = ElementTree.Element("testsuites", name="idempotency")
    for run in runs:
        _add_suite(root, run, [item for item in findings if item.stage is run.stage])
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _add_suite(root: ElementTree.Element, run: Run, findings: Sequence[Finding]) -> None:
    cases = run.record.executions
    suite = ElementTree.SubElement(root, "testsuite", name=str(run.stage))
    wrong = {_identity(item): item for item in findings}
    skipped = 0
    for case in cases:
        element = _case(suite, case.host, case.task, case.path)
        if (finding := wrong.pop(_identity(case), None)) is not None:
            _add_failure(element, finding)
        elif case.verdict is Verdict.SKIPPED:
            ElementTree.SubElement(element, "skipped")
            skipped += 1
    for finding in wrong.values():
        _add_failure(_case(suite, finding.host, finding.task, finding.path), finding)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(skipped))


def _identity(item: Execution | Finding) -> tuple[str, str, str]:
    return item.path, item.task, item.host


def _case(suite: ElementTree.Element, host: str, task: str, path: str) -> ElementTree.Element:
    name, place = _clean(f"{task or '-'} [{host}]"), _clean(place_of(path) or "-")
    file, dummy, line = place.rpartition(":")
    return ElementTree.SubElement(suite, "testcase", name=name, classname=place, file=file or place, line=line)


def _add_failure(case: ElementTree.Element, finding: Finding) -> None:
    words = _clean(described(finding))
    failure = ElementTree.SubElement(case, "failure", message=words, type=", ".join(finding.faults))
    failure.text = f"{finding.stage}: {words}"


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)


def stage_names() -> tuple[str, ...]:
    """The names of the suites."""
    return tuple(str(stage) for stage in Stage)
