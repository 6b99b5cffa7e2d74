# The same words for people and for CI.

PYTHON ?= python3

# Without make, as on Windows, run the set-up by itself: py scripts/bootstrap.py
SETUP := $(PYTHON) scripts/bootstrap.py
BIN := .venv/bin

# Silences the notice of Material about MkDocs 2, which is not used here.
export NO_MKDOCS_2_WARNING := 1

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-config --annotation-style line --custom-compile-command "make lock" $(LOCKFLAGS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve site test check bench lock clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

serve: ## set up, then preview with live reload
	@$(SETUP) site
	@$(BIN)/python -m mkdocs serve

# Never with --quiet: it would disarm --strict.
site: ## set up, then build site/, strict
	@$(SETUP) site
	@$(BIN)/python -m mkdocs build --strict

test: ## set up, then run every test
	@$(SETUP) test
	@$(BIN)/python -m pytest

check: ## set up, then check code, types, workflows and content
	@$(SETUP) test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec \
		docs/weeks/week-02/labs/airbnb_clone/compose.yaml
	$(BIN)/zizmor --offline --persona auditor --quiet .
	$(BIN)/nexus check

bench: ## set up, then measure the builds
	@$(SETUP) test
	@$(BIN)/python -m bench

lock: ## write the locks again; LOCKFLAGS=--upgrade takes newer versions
	@$(SETUP) test
	$(LOCK) pyproject.toml --extra evidence --group site --output-file requirements.txt
	$(LOCK) pyproject.toml --extra evidence --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt
	$(LOCK) --group node --output-file requirements-node.txt

clean: ## remove everything that set-up and builds made
	rm -rf .venv node_modules site .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
