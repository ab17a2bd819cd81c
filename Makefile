# `make demo` and `make test` do all their set-up: Python 3.11+, make and a package index are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint docs bench soak lock clean

demo: $(VENV)/.user
	$(BIN)/nosograph demo --lake demo-lake

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The pages that are made from code: the command reference and the data dictionary.
docs: $(VENV)/.dev
	$(BIN)/python -m tests.docs

bench: $(VENV)/.bench
	$(BIN)/python -m tests.bench

soak: $(VENV)/.dev
	NOSOGRAPH_SOAK=1 $(BIN)/python -m pytest tests/extract/test_promises.py tests/crawler tests/warehouse tests/system

# The development lock holds all of the user's, so a .venv made for `make test` serves `make demo` as it is.
$(VENV)/.user: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	test -e $(VENV)/.dev || $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@ $(VENV)/.user

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-bench.lock
	touch $@

# Maintainers only: needs uv. No index address is written.
lock:
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --extra dev --extra bench pyproject.toml -o requirements-bench.lock

clean:
	rm -rf $(VENV) demo-lake
