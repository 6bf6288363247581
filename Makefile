# `make` alone lists the targets. All but `help` and `clean` set up first, which does nothing when nothing changed.

PYTHON ?= python3
RUN := .venv/bin/python -m
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup demo test pipelines pythons check audit format docs bench clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with all that is needed, the Pulumi engine included.
	@$(PYTHON) -m tools.environment
	@$(RUN) tools.engine.install

demo: setup ## Show the whole: a roster comes into a local Amazon Connect, drifts, is repaired, becomes a fleet, and goes.
	@$(RUN) tools.demo

test: check ## Check the code and run every test, the ones on the real Pulumi engine included.
	@$(RUN) pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --durations 15

pipelines: setup ## Run the stories of the example pipelines on both forges; `make test` plays one.
	@PIPELINES=all $(RUN) pytest tests/pipelines

pythons: setup ## Run the unit and lifecycle tests on each Python that the package claims and the machine has.
	@$(RUN) tools.pythons

check: setup ## Check format, lint, layers, types and licences.
	@$(RUN) ruff format --check --quiet . || { echo "make format mends the files named above"; exit 1; }
	@$(RUN) ruff check --quiet .
	@report=$$(.venv/bin/lint-imports --no-logo 2>&1) || { echo "$$report"; exit 1; }
	@$(RUN) mypy
	@$(RUN) piplicenses >/dev/null

audit: setup ## List the licence of each dependency, and ask for known vulnerabilities, which needs the internet.
	@$(RUN) piplicenses
	@$(RUN) tools.audit

format: setup ## Format the code and mend what the linter can.
	@$(RUN) ruff format --quiet .
	@$(RUN) ruff check --quiet --fix .

docs: setup ## Write what follows from the table of settings anew, and docs/reference.md from the code.
	@$(RUN) tools.generate
	@$(RUN) tools.reference

bench: setup ## Measure quota, engine and memory beside baselines, in half an hour; writes bench.json.
	@$(RUN) bench

clean: ## Remove .venv and every cache in the checkout; the engine's cache outside it stays.
	@rm -rf .venv .audit .pythons .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
