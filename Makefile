# Complete on a machine with Python 3.10 to 3.13 and make; `make help` lists what there is.

PYTHON ?= python3
# `make test TESTS=tests/test_cli.py` runs a part.
TESTS ?= tests
# `make bench RUNS='1000 100000'` builds sites of other sizes.
RUNS ?= 1000 10000

DEV := .venv
NEWEST := .venv-newest
OLDEST := .venv-oldest
WHEEL := build/wheel
PIP := 26.2
# All that a user can ask for beside the demo: the suite tests all of it.
EXTRAS := demo,check,dask,pandas,parquet,postgres,s3,serve

PYTEST := --numprocesses auto --dist loadfile --timeout 600
SOURCES := $(shell find generator themes -type f -not -name '*.pyc' 2>/dev/null)

export PYTHON
# Kedro sends no statistics from here, and pip asks nobody for its newest version.
export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test lint format gold picture bench bench-peers torture lock clean install

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(DEV)/.demo ## Make a Kedro project in demo/, really run it, build its site
	@.ci/need git
	@rm -rf demo
	@$(DEV)/bin/kedro-track demo demo

test: lint $(NEWEST)/.wheel $(OLDEST)/.wheel ## Lint; then the whole suite on the newest Kedro, and what needs no browser on the oldest
	@PLAYWRIGHT=$(NEWEST)/bin/playwright .ci/need git chromium
	KEDRO_TRACK_INSTALLED=wheel $(OLDEST)/bin/pytest $(PYTEST) -m "not browser" $(TESTS)
	without=$$(.ci/engines) && \
		env $$without KEDRO_TRACK_INSTALLED=wheel $(NEWEST)/bin/pytest $(PYTEST) $(TESTS)

lint: $(DEV)/.dev node_modules/.package-lock.json ## Check style, types, layers, workflows and the themes' scripts
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check
	$(DEV)/bin/mypy
	cd generator/kedro_track/demo/project/src && \
		$(CURDIR)/$(DEV)/bin/mypy --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.mypy_cache -p spaceflights
	$(DEV)/bin/lint-imports
	$(DEV)/bin/zizmor --quiet --offline --no-progress .github
	$(DEV)/bin/node node_modules/typescript/bin/tsc --project .
	$(DEV)/bin/python .ci/audit $(DEV)/bin/pip-audit constraints/newest.txt

format: $(DEV)/.dev ## Set the Python files as ruff does, and mend what it can
	$(DEV)/bin/ruff check --fix
	$(DEV)/bin/ruff format

gold: $(DEV)/.dev ## Write the golden pages of tests/gold anew; what changed is read in the diff
	$(DEV)/bin/python tests/golden.py

picture: $(DEV)/.dev demo ## Take the picture of the README anew, of the demo's site
	@PLAYWRIGHT=$(DEV)/bin/playwright .ci/need chromium
	$(DEV)/bin/python tests/picture.py demo/site .github/overview.png

bench: $(DEV)/.dev ## Run the benchmarks: a table, and bench.json
	@PLAYWRIGHT=$(DEV)/bin/playwright .ci/need git chromium
	$(DEV)/bin/python tests/bench/build.py $(RUNS)
	$(DEV)/bin/python tests/bench/runs_table.py
	$(DEV)/bin/python tests/bench/metrics.py
	$(DEV)/bin/python tests/bench/compare.py
	$(DEV)/bin/python tests/bench/commands.py
	$(DEV)/bin/python tests/bench/serve.py

torture: $(DEV)/.dev ## Kill runs and builds, crowd stores: 200 times each, and a table of what survived
	$(DEV)/bin/python tests/torture/run.py $(COUNT)

bench-peers: $(DEV)/.dev build/peers/.made ## Install kedro-viz, MLflow and Hugo beside us, and measure them too
	$(DEV)/bin/python tests/bench/peers/first_look.py $(RUNS) \
		--viz build/peers/viz/bin/python --mlflow build/peers/other/bin/python --hugo build/peers/other/bin/hugo

# Each peer in an environment of its own: their requirements exclude each other and ours.
build/peers/.made: constraints/peer-viz.txt constraints/peer-other.txt | $(DEV)/.dev
	$(DEV)/bin/uv venv --quiet --clear --python $(DEV)/bin/python build/peers/viz
	$(DEV)/bin/uv venv --quiet --clear --python $(DEV)/bin/python build/peers/other
	$(DEV)/bin/uv pip install --quiet --python build/peers/viz/bin/python -r constraints/peer-viz.txt
	$(DEV)/bin/uv pip install --quiet --python build/peers/other/bin/python -r constraints/peer-other.txt
	@touch $@

install: $(DEV)/.dev ## Make .venv, with kedro-track as it stands here and all tools

lock: $(DEV)/.dev ## Resolve the versions that the suite runs on anew
	$(DEV)/bin/python constraints/lock.py

clean: ## Remove all that the other targets made
	rm -rf $(DEV) $(NEWEST) $(OLDEST) build dist node_modules demo site bench.json
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache kedro_track.egg-info

# An environment with the pip that knows dependency groups.
%/.pip:
	@.ci/need venv
	$(PYTHON) -m venv --clear $*
	$*/bin/python -m pip install --quiet pip==$(PIP)
	@touch $@

$(DEV)/.demo: $(DEV)/.pip pyproject.toml constraints/newest.txt
	$(DEV)/bin/pip install --quiet --constraint constraints/newest.txt --editable '.[demo]'
	@touch $@

$(DEV)/.dev: $(DEV)/.demo
	$(DEV)/bin/pip install --quiet --constraint constraints/newest.txt --editable '.[$(EXTRAS)]' --group dev
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json | $(DEV)/.dev
	@# The certificates of the machine count too, as they do for pip. The lock names the one file
	@# to fetch: without its address npm reads ten megabytes of the registry's index first.
	PATH="$(CURDIR)/$(DEV)/bin:$$PATH" NODE_OPTIONS=--use-system-ca \
		npm ci --loglevel=error --fetch-retries=5 --no-audit --no-fund --no-update-notifier
	@touch $@

# The wheel, once; both environments test it and not the tree.
$(WHEEL)/.built: $(DEV)/.dev $(SOURCES) README.md LICENSE
	rm -rf $(WHEEL) build/lib build/bdist.*
	$(DEV)/bin/python -m build --wheel --no-isolation --outdir $(WHEEL) .
	@touch $@

.venv-%/.test: .venv-%/.pip pyproject.toml constraints/%.txt | $(WHEEL)/.built
	$(@D)/bin/pip install --quiet --constraint constraints/$*.txt "$$(echo $(WHEEL)/*.whl)[$(EXTRAS)]" --group test
	@touch $@

.venv-%/.wheel: .venv-%/.test $(WHEEL)/.built
	$(@D)/bin/pip install --quiet --force-reinstall --no-deps $(WHEEL)/*.whl
	@touch $@

.PRECIOUS: %/.pip .venv-%/.test
