# Every target sets up what it needs in .venv and does nothing twice.
# Needed on the machine: Python 3.11 or newer, make, and a package index for pip.

PYTHON ?= python3
KILLS ?= 1000
SEED ?= 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Compiled files are kept: whoever starts Python again and again need not compile everything each time.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:

.PHONY: demo run test check bench chaos clocks faults soak lock clean load picture

demo: .venv/.app  ## a sample company in the browser; DATA=folder keeps it
	@$(BIN)/tandem demo $(if $(DATA),--data "$(DATA)")

run: .venv/.app  ## Tandem itself; its settings come from the environment
	@$(BIN)/tandem run

test: .venv/.dev
	@$(BIN)/python -m pytest -n 3 --dist loadgroup tests

check: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.dev  ## ratios in one run, never times in a test; ROWS=click for those with that in their name
	@ROWS="$(ROWS)" $(BIN)/python -m tests.benchmarks

clocks: .venv/.dev  ## five years of occurrences in every zone, and of sweeps in both chains
	@$(BIN)/python -m tests.clocks
	@CLOCK_YEARS=5 $(BIN)/python -m pytest -q tests/clocks/test_sweeps.py

soak: .venv/.dev  ## an hour of steady load: memory and connections stay where they are (MINUTES=60)
	@$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),60)

load: .venv/.dev  ## a Monday at nine of 10,000 people, in one workspace and in 500; SCENE="500" for one of them
	@$(BIN)/python -m tests.load --scene "$(SCENE)"

chaos: .venv/.dev  ## kills replicas again and again; the Slack's record says whether anything was lost or doubled
	@KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m tests.chaos

faults: .venv/.dev  ## whatever goes wrong around Tandem, and every delivery thrice, at length
	@$(BIN)/python -m pytest -q tests/faults tests/faults/at_length.py

picture: .venv/.dev  ## renew the pictures of the page in docs/; needs a Chromium
	@$(BIN)/python -m tests.browser.picture

lock: .venv/.dev  ## renew requirements/ after a change of pyproject.toml
	@$(BIN)/python requirements/lock.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tandem needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv

.venv/.app: requirements/app.txt pyproject.toml | .venv/bin/python
	@$(INSTALL) -r requirements/app.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.app
	@$(INSTALL) -r requirements/dev.txt
	@touch $@
