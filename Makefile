# Every target sets up what it needs; see README.md.
PY := .venv/bin/python
.DELETE_ON_ERROR:
.PHONY: run setup cluster audit test test-heavy test-sample check format docs bench bench-accuracy bench-demo bench-disclosure bench-method bench-viewers wheels clean

run: .venv/.run  ## build the demo place and serve it on http://127.0.0.1:8050
	$(PY) app.py demo

setup: .venv/.run

.venv/.run: pyproject.toml constraints.txt package-lock.json tools/setup.sh
	sh tools/setup.sh
	touch $@

.venv/.dev: .venv/.run pyproject.toml constraints.txt
	sh tools/setup.sh dev
	touch $@

cluster: .venv/.dev  ## PySpark and ClickHouse beside the rest: about 1 GB; Spark needs Java 17 too
	sh tools/setup.sh dev,cluster

test: .venv/.dev  ## every test, the browser tests too
	sh tools/chromium.sh
	sh tools/postgresql.sh
	$(PY) -m pytest -m "not heavy" -n auto --dist loadfile --no-loadscope-reorder

test-heavy: .venv/.dev  ## soak, full fuzz and long runs; Spark and ClickHouse too, once `make cluster` has run
	sh tools/chromium.sh
	sh tools/postgresql.sh
	$(PY) -m pytest -m heavy -n auto --dist loadfile --no-loadscope-reorder

test-sample: .venv/.dev  ## the heavy tests that drive a browser: what CI runs of the heavy ones
	sh tools/chromium.sh
	$(PY) -m pytest -m "heavy and browser" -n auto --dist load tests/browser

check: .venv/.dev  ## format, lint, types, imports
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache

audit: .venv/.dev  ## known faults of the packages that are pinned; needs a network, and says so where there is none
	sh tools/audit.sh

format: .venv/.dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

docs: .venv/.dev  ## write docs/feeds.md, docs/layers.md and docs/settings.md from the code
	$(PY) docs/generate.py

SEED ?= 1
bench: .venv/.dev  ## what everything costs beside rivals, into docs/benchmarks.md; SECTION=, SIZES=, HUGE=1, SEED=
	sh tools/chromium.sh
	$(PY) -m tests.bench.benchmarks --seed $(SEED) --section $(SECTION) --sizes $(SIZES) $(if $(HUGE),--huge)

MINUTES ?= 10
CITIES ?= 400
bench-method: .venv/.dev  ## false-positive rate and power of the Clash Ratio and seven rivals; SEED=, CITIES=
	$(PY) -m tests.bench.method_simulation --cities $(CITIES) --seed $(SEED)

FIRST ?= 1
SEEDS ?= 20
bench-demo: .venv/.dev  ## whether the demo's known truth is recovered over its seeds; FIRST=, SEEDS=
	$(PY) -m tests.bench.bench_demo --first $(FIRST) --seeds $(SEEDS)

SHAPES ?= 20
bench-disclosure: .venv/.dev  ## whether anybody can tell 1 to 7 events from what is published; SEED=, SHAPES= a city
	$(PY) -m tests.bench.bench_disclosure --seed $(SEED) --shapes $(SHAPES)

HOME_DIR ?= data
bench-accuracy: .venv/.dev  ## how far released figures lie from exact ones, in a loaded home; HOME_DIR=, SEED=
	$(PY) -m tests.bench.bench_accuracy --home $(HOME_DIR) --seed $(SEED)

bench-viewers: .venv/.dev  ## what a hundred viewers at once wait for, and the server's memory; MINUTES=
	$(PY) -m tests.bench.bench_viewers --seed $(SEED) --minutes $(MINUTES)

wheels: .venv/.run  ## everything an offline machine installs, in dist/wheels
	rm -rf dist/wheels
	$(PY) -m pip wheel --quiet --disable-pip-version-check -c constraints.txt -w dist/wheels ".[postgres]"

clean:
	rm -rf .venv node_modules assets/vendor dist
