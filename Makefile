# The two commands of the README. Each makes its own virtual environment from a hash-pinned lock;
# a stamp is written last, so an interrupted first run is simply done again.
PY ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
        command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv 2>/dev/null)
RUN_ENV := .venv/run
TEST_ENV := .venv/test

.PHONY: run test chat lint lock pictures clean
.SUFFIXES:

run: $(RUN_ENV)/.stamp
	@exec $(RUN_ENV)/bin/tariffwire run

chat: $(RUN_ENV)/.stamp
	@exec $(RUN_ENV)/bin/tariffwire chat

test: $(TEST_ENV)/.stamp
	@$(TEST_ENV)/bin/python -m pytest -n auto $(ARGS)

lint: $(TEST_ENV)/.stamp
	@$(TEST_ENV)/bin/ruff check . && $(TEST_ENV)/bin/ruff format --check .
	@$(TEST_ENV)/bin/mypy
	@$(TEST_ENV)/bin/lint-imports

$(RUN_ENV)/.stamp: requirements.lock pyproject.toml
	@./.ci/environment $(RUN_ENV) requirements.lock "$(PY)" "$(UV)"
$(TEST_ENV)/.stamp: requirements-dev.lock pyproject.toml
	@./.ci/environment $(TEST_ENV) requirements-dev.lock "$(PY)" "$(UV)"

# Locks are exported without addresses: no registry host name stands in any file.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# The README's pictures, drawn by the project's own command.
pictures: $(RUN_ENV)/.stamp
	@mkdir -p docs/pictures
	$(RUN_ENV)/bin/tariffwire picture docs/pictures/rate.svg "/rate autos japan 2025-08-28" "/rate autos japan" --at 2026-10-01
	$(RUN_ENV)/bin/tariffwire picture docs/pictures/issues.svg "/issues japan" --at 2025-08-28
	$(RUN_ENV)/bin/tariffwire picture docs/pictures/japanese.svg "日本車の関税は？" --at 2026-10-01 --lang ja

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
