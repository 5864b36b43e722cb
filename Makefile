# Every job of the house. All it needs is python3 (3.11 or newer), make and a package index; `make` alone lists the jobs.

PYTHON ?= python3
ARGS   ?=
VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(BIN)/python
EXTRA_run  :=
EXTRA_test := [test]
EXTRA_lab  := [lab]
EXTRA_spark := [test,spark]

# Kernels and figures come from this environment, whatever else is set up on the machine.
unexport JUPYTER_PATH PLOTLY_RENDERER
export JUPYTER_PREFER_ENV_PATH := 1

.DEFAULT_GOAL := help
.PHONY: help report test lab lint notebooks bench lock clean

help:  ## Lists the jobs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

report: $(VENV)/.set-up-run  ## Makes the monthly report of the sample store; ARGS='--store mine --month 2026-08' for your own
	@$(BIN)/vtr report --store sample $(ARGS)

test: $(VENV)/.set-up-test  ## Runs every test but the browser's, tesseract's and Spark's, then every notebook against its own outputs
	@unset VTR_DATA; rm -rf data/store/sample; tests=0; notebooks=0; \
	$(PY) -m pytest tests -n 2 --dist loadfile -p no:nbval -m "not browser and not ocr and not spark" $(ARGS) || tests=$$?; \
	$(PY) -m pytest --nbval --nbval-current-env -p no:cacheprovider notebooks || notebooks=$$?; \
	echo "tests ended with $$tests, notebooks with $$notebooks"; \
	if [ $$tests -ne 0 ]; then exit $$tests; else exit $$notebooks; fi

lab: $(VENV)/.set-up-lab  ## Opens JupyterLab on the first notebook
	@$(BIN)/vtr lab $(ARGS)

lint: $(VENV)/.set-up-test  ## Checks style and formatting
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

notebooks: $(VENV)/.set-up-run  ## Runs the committed notebooks again and keeps their new outputs
	@unset VTR_DATA; rm -rf data/store/sample; $(PY) -m vtr_lib.publish.refresh $(ARGS)

bench: $(VENV)/.set-up-test  ## Runs every benchmark
	@set -e; for file in benchmarks/*.py; do \
		[ -e "$$file" ] || { echo "no benchmarks yet"; exit 0; }; \
		echo "== $$file"; $(PY) "$$file" $(ARGS); \
	done

lock: $(VENV)/.uv  ## Writes requirements.lock from pyproject.toml; ARGS=--upgrade takes newer versions
	@$(use_pip_index); $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --all-extras \
		--no-header --no-annotate $(ARGS) --output-file requirements.lock pyproject.toml

clean:  ## Removes the environment and the caches; data and reports stay
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis dist
	@find vtr_lib tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# uv does not read pip's settings: it is handed the index and the certificates that pip would use.
pip_setting = $(PY) -m pip config list | sed -n "s/^[^=]*[.]$(1)='\(.*\)'$$/\1/p" | head -n 1
use_pip_index = index="$${UV_DEFAULT_INDEX:-$$($(call pip_setting,index-url))}"; \
	cert="$${SSL_CERT_FILE:-$$($(call pip_setting,cert))}"; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	if [ -n "$$cert" ]; then export SSL_CERT_FILE="$$cert"; fi

# Byte-compiling here saves seconds in every later process where PYTHONDONTWRITEBYTECODE is set.
$(VENV)/.set-up-%: pyproject.toml requirements.lock | $(VENV)/.uv
	@echo "Setting up $(VENV) ($*) ..."
	@$(use_pip_index); \
	$(PY) -m uv pip install --quiet --python $(PY) --compile-bytecode -c requirements.lock -e '.$(EXTRA_$*)' || \
	{ echo "uv could not install; pip takes over, which is slower"; \
	  $(PY) -m pip install --quiet -c requirements.lock -e '.$(EXTRA_$*)'; } && \
	$(PY) -m compileall -q vtr_lib
	@touch $(VENV)/.set-up-run $@

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed; '$(PYTHON)' is not. Name one that is: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
	{ echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PY) -m pip install --quiet uv || echo "uv cannot be had; pip will install instead, which is slower"
	@touch $@
