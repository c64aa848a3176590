# The jobs of a checkout. `make setup` needs Python 3.11 to 3.13 and the network; nothing else does.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin

# The checks of a job come one after the other, whatever -j says.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup python lint types imports test demo bench eval hostile fuzz clean

help:
	@echo "make setup    environment in .venv, as pinned by uv.lock"
	@echo "make demo     records from bundled pages"
	@echo "make test     lint, types, import contracts, all tests"
	@echo "make lint     ruff"
	@echo "make eval     the bundled pages against their gold, with the floors"
	@echo "make bench    every benchmark, beside its peers, in small sizes"
	@echo "make hostile  the hostile set, its ends and times written to docs/hostile.md"
	@echo "make fuzz     the fuzz targets, SECONDS_EACH=600 each"
	@echo "make clean    remove all that was made here"

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "kejichu needs Python 3.11 to 3.13, but $(PYTHON) is not there: name one with make setup PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
	  echo "kejichu needs Python 3.11 to 3.13, but $(PYTHON) is $$($(PYTHON) -c 'import platform; print(platform.python_version())'): name another with make setup PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: install the Debian package python3-venv." >&2; exit 1; }

# The extra ftm builds a package against ICU, so it comes along only where that can be built.
EXTRAS = --all-extras $(shell pkg-config --exists icu-i18n 2>/dev/null && command -v g++ >/dev/null \
  && $(PYTHON) -c 'import os, sys, sysconfig; \
     sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' \
  || echo --no-extra ftm)

# uv is installed anew where .tools is missing, broken or holds another version.
setup: python
	@$(UV) --version 2>/dev/null | grep -qF 'uv $(UV_VERSION)' || { \
	  $(PYTHON) -m venv --clear .tools && \
	  .tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv==$(UV_VERSION)'; }
	UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen $(EXTRAS) --python $(PYTHON)
	UV_PYTHON_DOWNLOADS=never $(UV) venv --quiet --allow-existing --python $(PYTHON) .tools/pywb
	$(UV) pip install --quiet --python .tools/pywb/bin/python -r tests/crawling/pywb.txt

# An environment that is there is used as it is.
$(BIN)/python:
	$(MAKE) setup

lint: | $(BIN)/python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: | $(BIN)/python
	$(BIN)/mypy

imports: | $(BIN)/python
	$(BIN)/lint-imports

test: setup lint types imports
	$(BIN)/pytest -q -n 2 --dist loadfile

demo: setup
	$(BIN)/kejichu demo

# Each with its default size; the peers come along where they can be installed.
bench: | $(BIN)/python
	-UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen $(EXTRAS) --group peers --python $(PYTHON)
	@failed=; for bench in $(sort $(wildcard tests/benchmarks/bench_*.py)); do \
	  echo; echo "== $$bench"; $(BIN)/python $$bench || failed="$$failed $$bench"; done; \
	test -z "$$failed" || { echo "broken, or over a limit:$$failed" >&2; exit 1; }

# Exit code 3 says that a page was quarantined: one of the bundled pages is a scan, on purpose.
eval: | $(BIN)/python
	$(BIN)/kejichu extract fixtures --out runs/fixtures --force || [ $$? -eq 3 ]
	$(BIN)/kejichu eval fixtures runs/fixtures --floors fixtures/floors.yaml

hostile: | $(BIN)/python
	$(BIN)/python tests/hostile/measure.py --out docs/hostile.md

SECONDS_EACH = 600

# With atheris where it can be installed, else with hypothesis.
fuzz: | $(BIN)/python
	-UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen $(EXTRAS) --group fuzz --python $(PYTHON)
	$(BIN)/python tests/fuzz/fuzz.py --seconds $(SECONDS_EACH)

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz .import_linter_cache dist demo-run runs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
