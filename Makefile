# The targets that people type. `make` alone lists them; ARGS goes through: `make test ARGS="-k handoff"`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.made
ARGS   ?=

PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench faults properties docs pictures lock clean

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Makes the environment in .venv; the other targets call it

# The packages are pinned with hashes and complete, so pip resolves nothing (--no-deps) and `pip check` proves it.
$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Meridian needs Python 3.11 or newer; name one with 'make setup PYTHON=python3.12'" >&2; exit 1; }
	@echo "Installing what is needed into $(VENV); this takes a minute or two, the first time only."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	@touch $@

demo: setup ## Starts the bot beside a Slack of its own on http://127.0.0.1:8080
	$(BIN)/meridian demo $(ARGS)

# Four at once even on two cores: half of the time goes to clocks that are waited for, such as Slack's fifteen seconds.
test: setup ## Runs the tests, on SQLite and on PostgreSQL
	$(PYTEST) -n 4 --dist worksteal $(ARGS)

check: setup ## Reads the code and the example: ruff, its formatter, mypy, meridian check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot tests docs $(wildcard benchmarks)
	$(if $(wildcard examples/meridian.yml),$(BIN)/meridian check --config examples/meridian.yml)

format: setup ## Mends what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measures what is promised to be fast
	$(BIN)/python -m benchmarks $(ARGS)

faults: setup ## Kills, cuts and delays for the full times, plays the tour in all its ways (minutes)
	MERIDIAN_LONG=1 $(PYTEST) -n 2 --dist loadfile tests/faults tests/demo/test_tour_in_a_browser.py $(ARGS)

properties: setup ## Tries ten thousand schedules against a reckoning by the minute (minutes)
	MERIDIAN_LONG=1 $(PYTEST) -n 2 --dist load --maxschedchunk 1 tests/domain/test_schedule.py tests/domain/test_relief.py tests/domain/proof $(ARGS)

docs: setup ## Writes what the reference can read off the source (tests/docs fails when it is out of date)
	$(BIN)/python -m docs.generate

pictures: setup ## Photographs the demo's page for the README (needs chromium and an emoji font)
	$(BIN)/python -m docs.generate.pictures

# The order matters: the development lock must hold the versions that run in production.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
lock: setup ## Renews requirements*.txt within pyproject.toml's ranges (ARGS=--upgrade for the newest)
	$(COMPILE) $(ARGS) --output-file requirements.txt pyproject.toml
	$(COMPILE) $(ARGS) --extra dev --all-build-deps --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --only-build-deps --build-deps-for wheel --constraint requirements-dev.txt \
		--output-file requirements-build.txt pyproject.toml

clean: ## Removes what the other targets made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find bot tests -name __pycache__ -prune -exec rm -rf {} +
