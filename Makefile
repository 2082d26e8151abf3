# Everything goes through .venv, which `make setup` fills from requirements.lock. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench fuzz fuzz-api reference lock clean
BIN := .venv/bin
ARGS ?=

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: .venv/.ready ## make .venv with everything, so that .venv/bin/fengsui runs

.venv/.ready: requirements.lock pyproject.toml scripts/bootstrap.sh
	@sh scripts/bootstrap.sh

demo: setup ## run the product on a simulated province (make demo ARGS="--for 60s" ends by itself)
	@$(BIN)/fengsui demo $(ARGS)

test: setup ## run the tests (make test ARGS="-k coverage" runs some)
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: setup ## the whole truth: format, lint, types, imports, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

format: setup ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## measure the poller beside its peers (needs a C compiler)
	@$(BIN)/python benchmarks/poll.py $(ARGS)

fuzz: setup ## fuzz what reads the network (make fuzz ARGS="walks 600"; needs pip install atheris)
	$(BIN)/python -m fuzz.run $(ARGS)

fuzz-api: setup ## fuzz the HTTP interface against its contract (make fuzz-api ARGS=60; needs pip install schemathesis)
	$(BIN)/python -m fuzz.contract $(ARGS)

reference: setup ## make the pages of docs/reference that follow from the code
	$(BIN)/python -m scripts.reference

lock: setup ## resolve pyproject.toml anew into requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --group dev --generate-hashes --python-version 3.11 pyproject.toml --output-file requirements.lock

clean: ## remove .venv and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
