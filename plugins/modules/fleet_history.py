#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: fleet_history
short_description: Keep surveys of a fleet in a database
version_added: 0.1.0
description:
  - Keeps what P(licenseops.windows.fleet_survey#module) found in a database, SQLite in a file or PostgreSQL, one run a survey, so that
    any day can be looked at again, and any tool that knows SQL can read it. The guide C(docs/history.md) describes its tables.
  - Adds a survey, forgets a machine and removes old runs, in this order, as far as the options say so, and returns the runs that are
    there then.
  - What a host shows is kept once for as long as it stays the same, so a run of an unchanged fleet takes little room.
  - A run is added in one transaction. Broken off at any moment, it is there whole or not at all.
  - It asks no host.
options:
  store:
    description:
      - Path of a file, which is made when there is none, readable by its owner only, or the address of a database,
        C(postgresql+psycopg://user@host/database), whose tables are made when there are none.
      - The password of a database belongs into the file that C(PGPASSFILE) names, or into the address from a vault. It is shown in no
        result and no message.
      - A file belongs on a local file system. Several controllers share a store in PostgreSQL.
    type: str
    required: true
  add:
    description: Add the survey in this file. One that is there already stays as it is. Excludes O(forget) and O(export).
    type: path
  forget:
    description:
      - Remove all that is kept of a machine from all runs, by the UUID of its hardware or by a name that it has in the inventory or has
        given itself. Rows of a time when it could not be read go along.
      - A name that several machines have had is refused with their UUIDs.
      - A survey that was added stays known, so that adding its file again does not bring the machine back. The files themselves and
        backups are not touched.
      - Excludes O(export).
    type: str
  keep_days:
    description: Remove the runs that began more than so many days ago, and all that only they had.
    type: int
  export:
    description: Write all that is kept of a machine, named as in O(forget), to O(dest).
    type: str
  run:
    description: Which run is written to O(dest), by its number, or V(latest), or a day such as V(2026-03-02) for the last run that began
      on that day or before, UTC.
    type: str
    default: latest
  dest:
    description:
      - Without O(export), write the survey of O(run) there, as P(licenseops.windows.fleet_survey#module) does.
      - It is readable by its owner only. It may be neither O(store) nor O(add), under whatever name, and a file that is no survey, or
        with O(export) no earlier export, is not replaced.
      - In check mode it is not written.
    type: path
  language:
    description:
      - Language of messages. By default the variable C(licenseops_language), else the environment variable
        E(LICENSEOPS_LANGUAGE), else English.
    type: str
    choices: [en, ja]
requirements:
  - SQLAlchemy on the controller
  - psycopg on the controller, for PostgreSQL
notes:
  - A key is kept by its last five characters and its channel. What looks like a whole key or a Confirmation ID is masked, whoever wrote
    it into a survey.
attributes:
  action_group:
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description: Says what would be added, forgotten, removed and written, and writes nothing.
    support: full
  diff_mode:
    description: Shows the runs before and after, with the number of their hosts.
    support: full
  idempotent:
    description: A survey that is there, a machine that is not, and runs that are young enough change nothing.
    support: full
  platform:
    description: Runs on the controller and needs no connection.
    support: full
    platforms: posix
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.fleet_survey
"""

EXAMPLES = r"""
---
- name: Keep the survey of today for 400 days
  licenseops.windows.fleet_history:
    store: history.sqlite
    add: survey.json
    keep_days: 400
  delegate_to: localhost
  run_once: true

- name: Take out the survey of a day
  licenseops.windows.fleet_history:
    store: history.sqlite
    run: "{{ '%Y-%m-%d' | strftime }}"
    dest: survey-of-that-day.json
  delegate_to: localhost
  run_once: true
  when: not ansible_check_mode

- name: Hand out what is kept of a machine
  licenseops.windows.fleet_history:
    store: history.sqlite
    export: showcase-licensed
    dest: showcase-licensed.json
  delegate_to: localhost
  run_once: true

- name: Forget a machine
  licenseops.windows.fleet_history:
    store: history.sqlite
    forget: showcase-licensed
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
---
run:
  description: The number under which the survey of O(add) is kept, which no other one ever gets; none without O(add), and in check mode
    for one that is new.
  returned: success
  type: int
  sample: 12
added:
  description: Whether that survey was not there before.
  returned: success
  type: bool
forgotten:
  description: Number of rows that there were of the machine of O(forget).
  returned: success
  type: int
removed:
  description: Numbers of the runs that were too old for O(keep_days).
  returned: success
  type: list
  elements: int
runs:
  description: The runs that are there, by when they began. In check mode those that are there now, without those that would be removed.
  returned: success
  type: list
  elements: dict
  contains:
    run:
      description: Its number.
      type: int
    began_at:
      description: When the survey began, UTC.
      type: str
      sample: "2026-03-02T06:00:00Z"
    ended_at:
      description: When it ended, UTC.
      type: str
    added_at:
      description: When it was added, UTC.
      type: str
    pattern:
      description: The pattern of hosts.
      type: str
    application:
      description: Whose products were read.
      type: str
    complete:
      description: Whether every host had its turn.
      type: bool
    read:
      description: Number of hosts that were read.
      type: int
    unreachable:
      description: Number of hosts that were not reached.
      type: int
    failed:
      description: Number of hosts that were reached and not read.
      type: int
    not_asked:
      description: Number of hosts whose turn did not come.
      type: int
predicted:
  description: Whether this is what a run would do, not what was done.
  returned: success
  type: bool
error:
  description: Why the task failed.
  returned: on failure
  type: dict
  contains:
    message:
      description: What failed.
      type: str
    advice:
      description: What to do next.
      type: str
"""
