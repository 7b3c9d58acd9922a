# `make` alone lists the targets. ARGS is passed on: `make test ARGS="-k handoff"`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.made
ARGS   ?=

PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench faults properties docs pictures lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create the environment in .venv (other targets do this first)

# The lock file is complete and hashed, so pip resolves nothing (--no-deps); `pip check` verifies that.
$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Meridian needs Python 3.11 or later; choose one with 'make setup PYTHON=python3.12'" >&2; exit 1; }
	@echo "Installing dependencies into $(VENV). This takes a minute or two, the first time only."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	@touch $@

demo: setup ## Start the bot with a simulated Slack on http://127.0.0.1:8080
	$(BIN)/meridian demo $(ARGS)

# Four workers even on two cores: half of the time is spent waiting, such as for Slack's fifteen seconds.
test: setup ## Run the tests, on SQLite and PostgreSQL
	$(PYTEST) -n 4 --dist worksteal $(ARGS)

check: setup ## Check the code and the example: ruff, its formatter, mypy, meridian check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot tests docs $(wildcard benchmarks)
	$(if $(wildcard examples/meridian.yml),$(BIN)/meridian check --config examples/meridian.yml)

format: setup ## Fix what ruff can fix automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Run the benchmarks
	$(BIN)/python -m benchmarks $(ARGS)

faults: setup ## Run the fault tests at full length, and every path of the tour (50 minutes)
	MERIDIAN_LONG=1 $(PYTEST) -n 2 --dist loadfile tests/faults tests/demo/test_tour_in_a_browser.py $(ARGS)

properties: setup ## Check ten thousand random schedules against a minute-by-minute calculation (16 minutes)
	MERIDIAN_LONG=1 $(PYTEST) -n 2 --dist load --maxschedchunk 1 tests/domain/oncall/test_schedule.py tests/domain/oncall/test_overrides.py tests/domain/proof $(ARGS)

docs: setup ## Regenerate the reference from the source (tests/docs fails if it is out of date)
	$(BIN)/python -m docs.generate

pictures: setup ## Take the screenshots for the README (needs chromium and an emoji font)
	$(BIN)/python -m docs.generate.pictures

# Order matters: the development lock must contain the versions that run in production.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
lock: setup ## Update requirements*.txt within pyproject.toml's ranges (ARGS=--upgrade for the newest)
	$(COMPILE) $(ARGS) --output-file requirements.txt pyproject.toml
	$(COMPILE) $(ARGS) --extra dev --all-build-deps --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --only-build-deps --build-deps-for wheel --constraint requirements-dev.txt \
		--output-file requirements-build.txt pyproject.toml

clean: ## Remove what the other targets created
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find bot tests -name __pycache__ -prune -exec rm -rf {} +
