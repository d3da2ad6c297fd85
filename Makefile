# 三零. `make run` starts everything, `make test` proves it. Needs make and Python 3.11 or newer, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
find_python = python=$$(sh bootstrap/find-python.sh)

.PHONY: help setup setup-dev frontend chromium run manage demo-data test test-full bench check format lock clean

help: ## show this
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

setup: ## make .venv and install what running needs
	@$(find_python) && "$$python" -m bootstrap.install embedded

setup-dev: ## install what the tests need besides
	@$(find_python) && "$$python" -m bootstrap.install dev

frontend: setup ## build the pages' scripts and styles, if they changed
	@$(BIN)/python -m bootstrap.frontend
	@$(BIN)/python -m bootstrap.messages

chromium: ## find a browser for the tests, or install one (root)
	@$(BIN)/python -m bootstrap.chromium

run: setup ## start everything; PORT=8001 changes the port, Ctrl-C stops all
	@exec $(BIN)/python -m core.supervisor

manage: ## run a management command against the running instance: make manage ARGS="check_invariants"
	@$(BIN)/python -m core.supervisor --status && exec $(BIN)/python manage.py $(ARGS)

demo-data: ## load a larger county into the running instance: make demo-data MATTERS=1000000
	@$(BIN)/python -m core.supervisor --status && exec $(BIN)/python manage.py make_demo_data --matters $(or $(MATTERS),100000)

check: setup-dev frontend ## style, types, floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@cd frontend && node_modules/.bin/tsc --noEmit

test: check ## prove everything: unit, property, PostgreSQL, Redis, sockets, browser
	@$(BIN)/python -m bootstrap.chromium
	@exec $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-full: setup-dev frontend ## the long proofs: make test-full PART=load (PART empty: all)
	@$(BIN)/python -m bootstrap.chromium
	@exec $(BIN)/pytest --full -k "$(PART)" -n 2 --dist load --maxschedchunk 1

bench: setup-dev frontend ## measure against a floor: make bench PART=intake, feed, pixel, lists, exports, phone or start (MATTERS=1000000)
	@exec $(BIN)/python -m bench.$(or $(PART),intake)

format: ## put code into the house's form
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

lock: ## work the locks out anew from pyproject.toml
	@$(BIN)/python -m bootstrap.lock

clean: ## remove what was built; the data in var/ stay
	rm -rf .venv .boot frontend/node_modules frontend/dist var/static var/stamps var/mypy
