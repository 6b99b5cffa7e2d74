# The same words for people and for CI.

PYTHON ?= python3

# Without make, as on Windows, run the set-up by itself: py scripts/bootstrap.py
SETUP := $(PYTHON) scripts/bootstrap.py
BIN := .venv/bin
# The tools that look at the locks live apart from the packages that they look at.
TOOLS := .cache/tools

# Silences the notice of Material about MkDocs 2, which is not used here.
export NO_MKDOCS_2_WARNING := 1

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-config --annotation-style line --custom-compile-command "make lock" $(LOCKFLAGS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve site gate test trials mutants check audit links sbom dist bench lighthouse lock clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

serve: ## set up, then preview with live reload
	@$(SETUP) site
	@$(BIN)/python -m mkdocs serve

# A build that fails, or is killed, leaves the last site as it was.
site: ## set up, then build site/, strict
	@$(SETUP) site
	@$(BIN)/nexus build

gate: ## set up, then hold site/ against what must not be published
	@$(SETUP) test
	@$(BIN)/nexus gate

# One process more than the cores of a small machine: a test waits for a browser or a command.
test: ## set up, then run every test
	@$(SETUP) test
	@$(BIN)/python -m pytest -n 3 --dist worksteal

# What takes long or the network. NEXUS_TRIAL_SOURCES may name a folder of others' documentation.
trials: ## set up, then try the wheel, this clone without its journal, killed builds, damaged projects
	@$(SETUP) test
	@$(BIN)/python -m pytest -s tests/trials $(wildcard tests/content/trials) \
		$(if $(NEXUS_TRIAL_SOURCES),tests/trials/documentation.py)

# SEED chooses other faults, MOST how many of each kind: 40 of each take about a quarter of an hour.
mutants: ## set up, then put small faults into modules and see whether the tests notice
	@$(SETUP) test
	@$(BIN)/python -m tests.trials.mutants $(if $(SEED),--seed $(SEED)) $(if $(MOST),--most $(MOST))

check: ## set up, then check code, types, workflows and content
	@$(SETUP) test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions .github/actions/*/action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/zizmor --offline --persona auditor --quiet .
	$(BIN)/nexus check

audit: $(TOOLS)/ready ## ask whether a locked package has a known vulnerability
	$(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt \
		--requirement requirements-dev.txt --requirement requirements-node.txt
	npm audit --package-lock-only
	npm audit --package-lock-only --prefix bench/lighthouse

# LinkedIn answers no program, an edit link only who is signed in; a busy site says 403 or 429.
links: ## build the site, then ask every address outside that its pages link to
	@SITE_URL=http://localhost/ $(MAKE) site
	@$(SETUP) test
	$(BIN)/lychee --no-progress --scheme https --accept 200..=299,403,429 --max-retries 3 \
		--exclude '^https://www\.linkedin\.com/' --exclude '^https://github\.com/[^/]+/[^/]+/edit/' \
		site

sbom: $(TOOLS)/ready ## write what the locks hold into build/sbom/, as CycloneDX
	@mkdir -p build/sbom
	$(TOOLS)/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--output-reproducible --output-file build/sbom/python.cdx.json
	npm sbom --package-lock-only --omit dev --sbom-format cyclonedx > build/sbom/front-end.cdx.json

$(TOOLS)/ready: requirements-audit.txt
	@$(PYTHON) -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements-audit.txt
	@touch $@

# Nothing is downloaded but the front-end packages: the build backend is a locked package.
dist: ## set up, then build the source distribution and from it the wheel, into dist/
	@$(SETUP) test
	@rm -rf dist
	$(BIN)/uv build --quiet --offline --no-build-isolation --python $(BIN)/python --out-dir dist
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

bench: ## set up, then measure the builds
	@$(SETUP) test
	@$(BIN)/python -m bench

# Needs npm and a quiet machine. PAGES names some pages, as weeks/week-01/; else each is measured.
lighthouse: ## measure the pages of site/ as a phone opens them: half an hour
	@$(SETUP) test
	@npm ci --prefix bench/lighthouse --ignore-scripts --no-audit --no-fund --silent
	@CHROME_PATH="$${CHROME_PATH:-$$(command -v chromium-headless-shell)}" \
		node bench/lighthouse/measure.mjs site $(PAGES)

lock: ## write the locks again; LOCKFLAGS=--upgrade takes newer versions
	@$(SETUP) test
	$(LOCK) pyproject.toml --extra evidence --group site --output-file requirements.txt
	$(LOCK) pyproject.toml --extra evidence --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt
	$(LOCK) --group node --output-file requirements-node.txt
	$(LOCK) --group audit --output-file requirements-audit.txt

clean: ## remove everything that set-up and builds made
	rm -rf .venv node_modules bench/lighthouse/node_modules site .site.building dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
