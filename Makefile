# The only requirement is Python 3.11 or newer. To use another interpreter: make run PYTHON=python3.12
# To pass arguments: make run ARGS="--port 0", make test ARGS="-k cli"
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Without bytecode files, each test process would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help fuzz run test test-fast test-extended test-all fuzz-sessions lint bench docs fidelity image-check lock lowest clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-13s %s\n", $$1, $$2 }'

run: $(VENV)/.runtime ## Serve the demo company on port 4000
	@exec $(BIN)/mockserver serve $(ARGS)

test: $(VENV)/.dev ## Run the tests, except the extended ones
	$(BIN)/python -m pytest -n auto -m "not extended" $(ARGS)

test-fast: $(VENV)/.dev ## Run a selection from each area in less than 30 seconds
	$(BIN)/python -m pytest -n auto -m "not slow" $(ARGS)

test-extended: $(VENV)/.dev ## Run the extended tests: exhaustive repetitions, browsers, other programs
	$(BIN)/python -m pytest -n auto -m extended $(ARGS)

test-all: $(VENV)/.dev ## Run all tests
	$(BIN)/python -m pytest -n auto $(ARGS)

# The seeds are fixed. To choose another seed: make fuzz-sessions ARGS="--steps 50000 --seed 7"
fuzz-sessions: $(VENV)/.dev ## Send 20,000 random requests, and check the invariants of the data after each request
	$(BIN)/python -m tests.sessions $(ARGS)

lint: $(VENV)/.dev ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict mockserver tests benchmarks
	$(BIN)/lint-imports

# These tests take about ten minutes. They kill the server 200 times. They start it with state files that end at each
# 100th byte, and with state files in which one of 500 bits is changed.
crash-test: $(VENV)/.dev
	CRASH_TEST=1 $(BIN)/python -m pytest -s tests/store $(ARGS)

fuzz: $(VENV)/.dev ## Send 100,000 malformed requests over raw sockets (the tests send fewer)
	$(BIN)/python -m tests.http.raw_fuzz $(ARGS)

bench: $(VENV)/.runtime ## Run the benchmarks, and compare the results with their bounds
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.dev ## Write the generated documentation pages
	$(BIN)/python -m tests.docs.control_reference
	$(BIN)/python -m tests.docs.fixture_keys
	$(BIN)/python -m tests.docs.typescript_types
	$(BIN)/python -m tests.docs.openapi_examples

# CONFORMANCE is the folder with the recorded sessions of the real server.
CONFORMANCE ?= ../shared/conformance
fidelity: $(VENV)/.dev ## Write build/fidelity.md, which lists the tests and recordings of each endpoint
	rm -rf build/fidelity
	$(BIN)/python -m pytest -n auto --fidelity=build/fidelity
	$(BIN)/python -m tests.fidelity build/fidelity --write build/fidelity.md --traces $(CONFORMANCE)/traces

# Builds the image from the Dockerfile without a Docker engine, and sends requests to the running container.
image-check: ## Build the image without a Docker engine and check it
	tools/image-check

lock: $(BIN)/uv ## Write requirements.lock: the exact versions and hashes of the dependencies in the image
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --custom-compile-command "make lock" --upgrade pyproject.toml --output-file requirements.lock

lowest: $(BIN)/uv ## Run the tests with the lowest allowed versions of the dependencies
	$(BIN)/uv venv --quiet --clear build/lowest
	VIRTUAL_ENV=build/lowest $(BIN)/uv pip install --quiet --resolution lowest-direct '.[dev]'
	build/lowest/bin/python -m pytest -n 2 $(ARGS)

$(BIN)/uv: | $(BIN)/python
	$(BIN)/python -m pip install --quiet uv

clean: ## Remove everything that was built or installed
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("mockserver needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# The files .runtime and .dev show which dependencies are installed. `make run` does not install the test tools.
$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.runtime
