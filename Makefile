# Everything sets itself up from a bare clone with Python 3.10+, make and git.
# Another interpreter: make PYTHON=/path/to/python3.12 ...

PLUGINS  := tap-feishu target-warehouse tap-warehouse target-feishu
BIN      := .venv/bin
MELTANO  := .venv-meltano/bin/meltano
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo approvals test lint typing pytest coverage e2e format docs lock build clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.ready .meltano/.ready ## Run the whole story against the sandbox, on this machine
	@$(BIN)/python -m examples.demo

approvals: .venv/.ready ## Let a table's rows be approved, against the sandbox
	@$(BIN)/python -m examples.approvals

test: lint coverage ## Lint, and run every test with coverage

lint: .venv/.ready typing ## Check style, formatting, types and who imports whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/deptry .

typing: .venv/.ready ## Check types
	$(BIN)/mypy

pytest: .venv/.ready ## Run the tests, but those that need Meltano or PostgreSQL
	$(BIN)/pytest

coverage: .venv/.ready .meltano/.ready ## Run every test and report what they do not reach
	$(BIN)/pytest --numprocesses auto --dist loadfile --cov --cov-report= --cov-fail-under=0
	$(BIN)/pytest -m "e2e or postgres" --cov --cov-append --cov-report=term

e2e: .venv/.ready .meltano/.ready ## Run the tests that go through Meltano, with PostgreSQL if there
	$(BIN)/pytest -m "e2e or postgres"

format: .venv/.ready ## Format and fix what can be fixed
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

docs: .venv/.ready ## Make what is generated: tables in the docs, settings in meltano.yml
	$(BIN)/python scripts/write_tables.py
	$(BIN)/python -m scripts.meltano_settings

lock: ## Renew the pinned lists in requirements/ (needs uv)
	$(PIN) --all-extras --group dev pyproject.toml -o requirements/dev.txt
	$(PIN) --all-extras --constraint requirements/dev.txt pyproject.toml \
	    examples/warehouse/pyproject.toml -o requirements/runtime.txt
	$(PIN) requirements/meltano.in -o requirements/meltano.txt

build: .venv/.ready ## Build the sdist and the wheel into dist/
	$(BIN)/python -m build

clean: ## Remove what was set up, built and cached
	rm -rf .venv .venv-meltano .meltano dist .demo .coverage* .mypy_cache .pytest_cache .ruff_cache

PIN := uv pip compile -q --universal --python-version 3.10 --upgrade --no-header --no-annotate \
    --no-emit-package singer-feishu --no-emit-package singer-sqlite-warehouse

.venv/.ready: pyproject.toml examples/warehouse/pyproject.toml requirements/dev.txt
	@scripts/make-venv .venv requirements/dev.txt . examples/warehouse
	@touch $@

.venv-meltano/.ready: requirements/meltano.txt
	@scripts/make-venv .venv-meltano requirements/meltano.txt
	@touch $@

.meltano/.ready: .venv-meltano/.ready meltano.yml pyproject.toml examples/warehouse/pyproject.toml \
    requirements/runtime.txt
	@echo "Installing the Meltano plugins ..."
	@# Meltano installs with uv; pip is the way out where only pip knows the package index.
	@$(MELTANO) --log-level=warning install $(PLUGINS) || \
	    MELTANO_VENV_BACKEND=virtualenv $(MELTANO) --log-level=warning install $(PLUGINS)
	@touch $@
