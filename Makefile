# The everyday commands; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PORT ?= 8000
PYTHON ?= python3
# Everything that the running site writes is below this folder.
DATA_DIR ?= $(CURDIR)/var
export PYTHON
# To read all modules again in every process takes longer than what most of them do.
unexport PYTHONDONTWRITEBYTECODE

python := .venv/bin/python

.PHONY: help run test lint format shots lighthouse axe bench search-bench ita-bench night-bench races faults drill scaling clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export DATA_DIR := $(DATA_DIR)
run: export SITE_ADDRESS ?= http://127.0.0.1:$(PORT)
run: .venv/runtime ## Start the site with its demo content on 127.0.0.1, port 8000 (PORT=… changes it)
	@if (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
	    echo "Port $(PORT) is in use. Stop what is there, or choose another: make run PORT=8001" >&2; exit 1; fi
	@test -s "$$DATA_DIR/secret_key" || $(python) -m ponko_site.secret_key "$$DATA_DIR/secret_key"
	@command -v pdftotext >/dev/null || tests/tools/apt_install.sh poppler-utils || \
	    echo "Without pdftotext (poppler-utils) no PDF can be searched for personal data; all else works." >&2
	@tests/tools/collect_static.sh & static=$$!; $(python) manage.py prepare; wait $$static
	@printf '\nหยุดเว็บไซต์: กด Ctrl-C\n\n'
# The kernel ends the timer when the server, which this shell becomes, is gone.
	@setpriv --pdeathsig TERM $(python) manage.py tick --every 60 & \
	PORT=$(PORT) exec $(python) -m gunicorn ponko_site.wsgi --config deploy/gunicorn.conf.py

test: .venv/dev ## Check style, migrations and production settings, and run all tests on SQLite and PostgreSQL
	@tests/tools/test.sh

lint: .venv/dev ## Check the style of code and templates
	@tests/tools/lint.sh

format: .venv/dev ## Correct the style of code and templates
	@tests/tools/lint.sh --fix

shots: .venv/dev ## Take pictures of every kind of page, phone and desktop, into var/shots/
	@tests/tools/system_packages.sh
	@$(python) -m tests.tools.shots

lighthouse: .venv/dev ## Let Lighthouse judge the main public pages on a phone
	@command -v chromium >/dev/null || tests/tools/apt_install.sh chromium
	@$(python) -m tests.tools.lighthouse

axe: .venv/dev ## Let axe judge every kind of public page, for the accessibility statement
	@tests/tools/system_packages.sh
	@$(python) -m tests.tools.accessibility

bench: .venv/dev ## Measure how fast pages are and go out, on both databases (FULL=1: with 100,000 items; README=1: into README.md)
	@{ command -v ab && test -x /usr/sbin/nginx; } >/dev/null || tests/tools/apt_install.sh apache2-utils nginx-light
	@tests/tools/system_packages.sh
	@$(python) -m tests.bench_table $(if $(FULL),--full) $(if $(README),--readme)

search-bench: .venv/dev ## Measure how well and how fast the search finds, with the texts in the folder DATA=…
	@test -n "$(DATA)" || { echo "Name the folder of the texts: make search-bench DATA=/folder/of/texts" >&2; exit 1; }
	@$(python) -m tests.search.bench "$(DATA)" --postgres

ita-bench: .venv/dev ## Measure how long the nightly checks of the assessment take
	@$(python) -m tests.ita.bench --postgres

night-bench: .venv/dev ## Measure how long a night of the clock takes with 5,000 publications, and how much memory
	@$(python) -m tests.night --postgres

races: .venv/dev ## Let many people act at the same moment, 100 rounds
	@$(python) -m tests.races --rounds 100

faults: .venv/dev ## Break what can break while eight people write, 10 rounds (as root: full disks too)
	@test -x /usr/sbin/nginx || tests/tools/apt_install.sh nginx-light
	@$(python) -m tests.faults --rounds 10

drill: .venv/dev ## Back up while people write, restore elsewhere, compare every row, file and page
	@$(python) -m tests.drill

scaling: .venv/dev ## Try two servers, a read replica and an S3 store, each with what goes wrong
	@{ command -v ab && test -x /usr/sbin/nginx; } >/dev/null || tests/tools/apt_install.sh apache2-utils nginx-light
	@tests/tools/with_postgres.sh $(python) -m tests.scaling

clean: ## Remove what can be made again; database, files and secret key in var/ stay
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis var/static var/static.* var/shots var/lighthouse var/test-static var/test-copies
	find . -name __pycache__ -prune -exec rm -rf {} +

# Stamps: made again when the requirements have changed, or when .venv is gone.
.venv/runtime: requirements.txt
	@tests/tools/venv.sh requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt deploy/requirements-s3.txt .venv/runtime
	@tests/tools/venv.sh requirements-dev.txt
	@touch $@
