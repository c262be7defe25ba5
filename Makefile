# Everything runs in virtualenvs and in .build; "make clean" removes both. Needs make, git and python3 with venv.

PYTHON ?= python3
CORE   ?= 2.19.14
VENV   ?= .venv

# The newest release line, which "make matrix" adds.
NEWEST_CORE   ?= 2.21.5
NEWEST_PYTHON ?= 3.13

# The development line, which "make devel" tries: what pip finds when pre-releases count, or the address of an archive.
DEVEL_CORE ?= ansible-core
DEVEL_VENV := .venv-devel

COLLECTION := licenseops.windows
PLACE      := ansible_collections/licenseops/windows
RUN        := $(VENV)/.run-$(CORE)
DEV        := $(VENV)/.dev-$(CORE)
PYVER       = $(shell $(VENV)/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

# .build holds the link, which all virtualenvs share, and a directory for each virtualenv.
LINK     := .build/$(PLACE)
WORK     := .build/$(notdir $(VENV))
COPY     := $(WORK)/sanity/$(PLACE)
DOCS     := $(WORK)/docs
OWN_HOME := $(CURDIR)/$(WORK)/home

# Some tools can only be kept from writing to the home directory by giving them another one.
ANSIBLE_TEST   := HOME=$(OWN_HOME) ansible-test
ANTSIBULL_DOCS := HOME=$(OWN_HOME) antsibull-docs
# Labels of Ansible's own documentation cannot be resolved without fetching its index.
SPHINX_OFFLINE := -D extensions=sphinx_antsibull_ext -D suppress_warnings=ref.ref

export PATH := $(abspath $(VENV))/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.build
export ANSIBLE_HOME := $(CURDIR)/$(WORK)/ansible
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Most parts start Python again and again. What it has compiled is kept below .build, also where it is told to keep nothing.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(WORK)/bytecode
export PYTHONDONTWRITEBYTECODE :=

# What "make test" runs, side by side and in this order, the longest first, to which all others give way. Each keeps one
# processor busy, because tests that are shared out among several processes are collected in each of them. The newest line
# leaves out what depends on neither ansible-core nor Python, the artefact in a virtualenv of its own, the unit tests of
# what is not shipped, and tests that ask the same of Ansible again and again: those of catalogues and rules for each of
# many hosts, and the short forms of what tests/soak does.
PARTS        ?= component integration sanity unit installed molecule browser lint docs dist
NEWEST_PARTS := $(filter-out installed browser lint docs,$(PARTS))
UNIT         ?= tests/unit
NEWEST_UNIT  := tests/unit/plugins tests/unit/test_module_docs.py
COMPONENT    ?= tests/component
INTEGRATION  ?= tests/integration
OF_RULES     := diagnose_playbook diagnosis_answers diagnosis_budgets diagnosis_codes diagnosis_office diagnosis_scenarios \
    edition_paths fleet_drift fleet_report licence_policy office_fleet offline_reimage support_dates support_findings
OF_SOAK      := edition_kills fleet_chaos offline_day offline_kills
NEWEST_COMPONENT := tests/component $(OF_RULES:%=--ignore=tests/component/test_%.py)
NEWEST_INTEGRATION := tests/integration $(OF_SOAK:%=--ignore=tests/integration/test_%.py)
TITLE        ?= make test
WORKERS      ?= auto
BEGUN        := $(shell date +%s)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo demo-offline test lint unit component integration installed browser sanity molecule docs dist \
    ee pictures coverage soak matrix devel devel-here clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "  PYTHON=$(PYTHON) CORE=$(CORE) VENV=$(VENV)"

demo: $(RUN) $(LINK) ## license a simulated fleet, from nothing to a report
	$(VENV)/bin/python scripts/demo.py

demo-offline: $(RUN) $(LINK) ## the same for air-gapped hosts: work list, page, Confirmation IDs
	$(VENV)/bin/python scripts/demo_offline.py

test: $(DEV) $(LINK) ## all parts from lint to dist, side by side, and a table of their seconds
	@WORKERS=0 $(VENV)/bin/python scripts/parts.py --title "$(TITLE)" --since $(BEGUN) --make "$(MAKE)" --logs $(WORK)/parts $(PARTS)

lint: $(DEV) $(LINK) ## style, types, Ansible content, changelog, licences, workflows and forms against their schemas
	yamllint --strict .
	ruff check .
	ruff format --check .
	mypy
	ansible-lint --offline
	antsibull-changelog lint
	python scripts/role_readme.py --check
	python scripts/error_pages.py --check
	python scripts/edition_paths.py --check
	python scripts/compile_catalogues.py --check
	reuse lint --quiet || reuse lint
	check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))

unit: $(DEV) $(LINK) ## pure logic, wire formats, documentation against code
	pytest -q -n $(WORKERS) --dist worksteal $(UNIT)

component: $(DEV) $(LINK) ## actions as playbooks run them, the simulator in the same process
	pytest -q -n $(WORKERS) --dist worksteal $(COMPONENT)

integration: $(DEV) $(LINK) ## real ansible-playbook runs against the simulator
	pytest -q -n $(WORKERS) --dist worksteal $(INTEGRATION)

installed: $(DEV) $(LINK) ## the artefact as strangers have it: an empty virtualenv, an empty home
	CORE=$(CORE) pytest -q tests/installed

browser: $(DEV) $(LINK) ## the offline page and the report in Chromium, where there is one
	pytest -q -rs tests/browser

# ansible-test wants a physical ansible_collections/NAMESPACE/NAME path, and a git repository of its own there: it would
# ask the outer one otherwise, which ignores .build, and pass without having tested anything. It looks at what users get;
# ruff, mypy and ansible-lint look at the rest, too.
sanity: $(DEV) ## ansible-test sanity of what the artefact carries
	rm -rf $(WORK)/sanity
	mkdir -p $(COPY)
	ansible-galaxy collection build --output-path $(WORK)/sanity
	tar -xzf $(WORK)/sanity/*.tar.gz -C $(COPY)
	git -C $(COPY) init -q
	git -C $(COPY) add -A
	python scripts/seed_pip.py $(OWN_HOME)
	cd $(COPY) && $(ANSIBLE_TEST) sanity --python $(PYVER) --color no

molecule: $(DEV) $(LINK) ## roles: check, converge, idempotence, independent verify
	molecule test --scenario-name fleet

docs: $(DEV) $(LINK) ## lint the documentation and build it as HTML
	rm -rf $(DOCS)
	mkdir -p -m 755 $(OWN_HOME) $(DOCS)
	$(ANTSIBULL_DOCS) lint-collection-docs --plugin-docs --skip-rstcheck .
	$(ANTSIBULL_DOCS) sphinx-init --use-current --squash-hierarchy --lenient --sphinx-theme alabaster --dest-dir $(DOCS) \
	    --project $(COLLECTION) --title $(COLLECTION) --copyright "$(COLLECTION) contributors" $(COLLECTION) >/dev/null
	$(ANTSIBULL_DOCS) --config-file $(DOCS)/antsibull-docs.cfg collection \
	    --use-current --squash-hierarchy --dest-dir $(DOCS)/rst $(COLLECTION) >/dev/null
	sphinx-build -q -W --keep-going -b html -c $(DOCS) $(SPHINX_OFFLINE) $(DOCS)/rst $(DOCS)/html
	@echo "open $(DOCS)/html/index.html"

dist: $(DEV) ## build the artefact, install it offline, list its modules
	rm -rf $(WORK)/dist $(WORK)/installed
	ansible-galaxy collection build --output-path $(WORK)/dist
	ANSIBLE_COLLECTIONS_PATH=$(WORK)/installed \
	    ansible-galaxy collection install --offline -p $(WORK)/installed $(WORK)/dist/*.tar.gz
	ANSIBLE_COLLECTIONS_PATH=$(WORK)/installed ansible-doc --list $(COLLECTION) | grep .

ee: $(DEV) $(LINK) ## an execution environment as far as it goes without a container engine: context, requirements, runs
	pytest -q tests/ee

pictures: $(DEV) $(LINK) ## the pictures of README and guides anew, in Chromium
	python scripts/guide_pictures.py

coverage: $(DEV) $(LINK) ## branches of plugins/ that the unit and component tests reach
	pytest -q -n auto --cov=plugins --cov-branch --cov-report=term tests/unit tests/component

soak: $(DEV) $(LINK) ## the long proofs, some hours: great fleets, runs at once, kill -9, thorough search, mutants; SEED=N for the same again
	pytest tests/soak
	HYPOTHESIS_PROFILE=thorough pytest -q tests/unit/search
	python -m tests.soak.mutants

# Another make with the newest line, where the Python it wants is installed, else one sentence: whose, and what is made.
define with_newest
for python in python$(NEWEST_PYTHON) $$(pyenv root 2>/dev/null)/versions/$(NEWEST_PYTHON).*/bin/python; do \
    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
        exec $(MAKE) $(2) PYTHON="$$python" CORE=$(NEWEST_CORE); \
    fi; \
done; \
echo "$(1): skipped, there is no working python$(NEWEST_PYTHON) for ansible-core $(NEWEST_CORE)"
endef

matrix: ## the parts of "make test" that depend on ansible-core or Python, with the newest ones, where that Python is installed
	@$(call with_newest,matrix,test VENV=.venv-$(NEWEST_PYTHON) PARTS="$(NEWEST_PARTS)" UNIT="$(NEWEST_UNIT)" COMPONENT="$(NEWEST_COMPONENT)" INTEGRATION="$(NEWEST_INTEGRATION)" TITLE="make matrix")

devel: ## the component tests on the development line of ansible-core, where it can be had
	@$(call with_newest,devel,devel-here VENV=$(DEVEL_VENV))

devel-here: $(DEV) $(LINK)
	@python scripts/devel.py --newest $(NEWEST_CORE) $(DEVEL_CORE) -- -q -n $(WORKERS) --dist worksteal \
	    tests/component tests/unit/plugins/plugin_utils/_ansible

clean: ## remove the virtualenvs and everything generated
	rm -rf .build .venv .venv-$(NEWEST_PYTHON) $(DEVEL_VENV) .ansible .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Python compiles what it imports by itself; compiling everything beforehand takes longer than all of that.
INSTALL = $(VENV)/bin/python -m pip install -q --no-compile ansible-core==$(CORE)

$(RUN): requirements.txt requirements-optional.txt | $(VENV)/bin/python
	$(INSTALL) -r requirements.txt -r requirements-optional.txt
	rm -f $(VENV)/.run-* && touch $@

# In one go with what $(RUN) wants, because looking for versions that fit one another takes as long as installing them.
$(DEV): requirements-dev.txt requirements.txt requirements-optional.txt | $(VENV)/bin/python
	$(INSTALL) -r requirements-dev.txt
	rm -f $(VENV)/.run-* $(VENV)/.dev-* && touch $(RUN) $@

# "import ansible_collections.licenseops.windows" works for every tool through this link; relative, so the checkout may move.
$(LINK):
	mkdir -p $(@D)
	ln -sfn ../../.. $@
