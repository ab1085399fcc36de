# Two commands do all set-up on a fresh machine: `make demo` shows the night, `make test` runs every test.
.PHONY: demo test lint bench torture lock clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
INSTALL = $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python

demo: $(VENV)/run.stamp
	$(BIN)/varne demo $(ARGS)

# Two workers fill two cores; a linear algebra that takes both for each of them only waits for itself.
test: lint $(VENV)/chromium.stamp $(VENV)/postgres.stamp
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=2 --dist=loadfile $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/test.stamp
	$(BIN)/python -m bench $(ARGS)

torture: $(VENV)/test.stamp $(VENV)/postgres.stamp
	VARNE_TORTURE=1 $(BIN)/python -m pytest tests/record tests/server/test_two_torture.py tests/lists/test_round_trip.py $(ARGS)

# The environment is what the lock files say, to the hash; the build backend too, so nothing is built by an unpinned tool.
$(VENV)/run.stamp: pyproject.toml lock/run.txt | $(UV)
	test -x $(BIN)/python || $(UV) venv --quiet --python 3.11 $(VENV)
	$(INSTALL) --require-hashes -r lock/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp lock/test.txt
	$(INSTALL) --require-hashes -r lock/test.txt
	touch $@

$(VENV)/chromium.stamp: $(VENV)/test.stamp
	sh scripts/need_chromium.sh
	touch $@

$(VENV)/postgres.stamp: $(VENV)/test.stamp
	sh scripts/need_postgres.sh
	touch $@

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv

# Only run by hand, when pyproject.toml changes.
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml
lock: | $(UV)
	$(LOCK) --extra build -o lock/run.txt
	$(LOCK) --extra build --extra test -o lock/test.txt

clean:
	rm -rf $(VENV) .tools
