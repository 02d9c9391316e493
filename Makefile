# make lab    the course in JupyterLab            make test   everything that CI runs
# make check  lint and quick unit tests       make help   the rest
SHELL := /bin/sh
.DEFAULT_GOAL := help
PY := .venv/bin/python
ifeq ($(OS),Windows_NT)
PY := .venv/Scripts/python.exe
endif
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && echo $$p && break; done)
# uv installs what constraints.txt pins, refuses a file that has not the sum written there, and shows how far it is
UV := $(PY) -m uv pip install --system-certs $(shell test -t 2 || echo --quiet) --python $(PY) -c constraints.txt
PYTEST := $(PY) -m pytest -q
# files of tests side by side, each on one thread, or they wait for one another; what measures milliseconds runs alone
WORKERS ?= 2
SIDE_BY_SIDE := TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
	$(PYTEST) --durations=15 -n $(WORKERS) --dist loadscope
NBVAL := $(SIDE_BY_SIDE) --no-loadscope-reorder -p no:cacheprovider -p tests.support.kernel_memory \
	--nbval --nbval-current-env \
	--nbval-sanitize-with tests/nbval_sanitize.cfg --nbval-cell-timeout 120 --nbval-kernel-startup-timeout 120
# the last lessons take longest: they come first
LESSONS = $(shell ls -r notebooks/*.ipynb)

.PHONY: help lab test check lint unit browser-tests timing-tests notebook-tests browser binder-test notebooks site slides pictures bench lock links lesson report

help:            ## this list
	@grep -E '^[a-z-]+: .*##' Makefile | sed -E 's/^([a-z-]+):.*## /    make \1\t/' | expand -t 26

lab: .venv/learner ## open lesson 00 in JupyterLab
	$(PY) -m jupyterlab notebooks/00_start_here.ipynb

test: lint unit notebook-tests browser-tests timing-tests ## lint, unit, notebook and browser tests: all that CI runs
	@echo "make test: everything passed"

check: lint .venv/tester ## lint and the quick unit tests, a minute
	$(SIDE_BY_SIDE) --durations=0 --durations-min=9 -p tests.support.quick -p no:nbval -p no:anyio \
	-m "not (keras or browser or slow or timing)" --ignore=tests/browser

lint: .venv/tester ## ruff over code and notebooks, biome and TypeScript over the labs, layout, and the notebooks' normal form
	$(PY) -m ruff check
	$(PY) -m ruff format --check --quiet
	$(PY) -m tests.support.javascript
	$(PY) -m lstm_helpers.publish.notebooks --check

unit: .venv/tester ## every test of the package, without a browser
	$(SIDE_BY_SIDE) -m "not timing" --ignore=tests/browser

notebook-tests: .venv/tester ## run every notebook and compare what it prints with what is stored
	$(NBVAL) $(LESSONS)

browser-tests: .venv/tester browser ## JupyterLab, Notebook 7 and every widget in a real Chromium
	$(SIDE_BY_SIDE) -m "not timing" tests/browser

timing-tests: .venv/tester browser ## what measures milliseconds, alone on the machine
	$(PYTEST) --durations=15 -m timing

binder-test: .venv/tester ## build what Binder builds, and run lesson 00 through its server
	$(PY) tests/support/binder_launch.py

notebooks: .venv/tester ## execute and rewrite the notebooks, then the instructors' edition
	$(PY) -m lstm_helpers.publish.notebooks $(ONLY)
	$(PY) -m lstm_helpers.publish.instructors $(ONLY)

site: .venv/tester ## every notebook as a page that needs neither Python nor a network, into site/
	$(PY) -m lstm_helpers.publish.export $(ONLY)

slides: .venv/tester ## lessons as slides with their labs alive, into site/: make slides ONLY=04
	$(PY) -m lstm_helpers.publish.slides $(ONLY)

pictures: .venv/tester browser ## the pictures of the README and of docs/, drawn from the real widgets
	$(PY) -m lstm_helpers.publish.pictures

bench: .venv/tester ## speed beside Keras and PyTorch, and the headlines of the course: about ten minutes
	$(PY) -m benchmarks

lock: .venv/tester ## refresh constraints.txt and binder/requirements.txt to the newest versions
	$(PY) -m lstm_helpers.publish.lock

links: .venv/tester ## minutes in cards and map, the table of lessons and the Binder links in the README
	$(PY) -m lstm_helpers.publish.minutes
	$(PY) -m lstm_helpers.publish.links

report: .venv/learner ## one page of a class's saved reports: make report FOLDER=reports
	$(PY) -m lstm_helpers.publish.class_report $(FOLDER)

lesson: .venv/tester ## begin a lesson: make lesson NAME=12_write_text
	$(PY) -m lstm_helpers.publish.skeleton $(NAME)

# one environment; learners need requirements.txt, contributors the tests' packages as well
.venv/made:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 was found: install one (python.org), or say make PYTHON=/where/it/is."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) can make no environment: install its venv module (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@touch $@

.venv/learner: .venv/made requirements.txt constraints.txt pyproject.toml binder/overrides.json
	@echo "Installing the course into .venv: about 1.9 GB, a minute or so, then a moment the next time."
	@$(PY) -m lstm_helpers.publish.lock --only uv >.venv/uv.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	@$(UV) --compile-bytecode -r requirements.txt
	@mkdir -p .venv/share/jupyter/lab/settings && cp binder/overrides.json .venv/share/jupyter/lab/settings/
	@touch $@

.venv/tester: .venv/learner
	@echo "Installing what the tests need."
	@$(UV) -e ".[test]"
	@touch $@

# a browser for the tests: installed where this system has a package for it and we may install it; else a line says how
browser:
	@if $(PY) tests/support/find_chromium.py >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Chromium for the browser tests."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else echo "No Chromium: the browser tests will be skipped. Install the package chromium (or Chrome), or set CHROMIUM to one."; fi
