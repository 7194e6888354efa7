# The developer's entry. Everything is done by installer/prepare.py, which sets up what a verb needs first;
# this file only finds a Python for it. Hand options on with ARGS: make test ARGS="-k gtin".
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

define prepare
@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		exec "$$python" -m installer.prepare $(1) $(ARGS); \
	fi; \
done; \
echo "Kontor needs Python 3.11 or newer, and there is none on the PATH: please install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv)." >&2; \
exit 1
endef

.PHONY: help setup run test bench lint pictures messages locks clean

help:  ## list what can be made
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/make \1\t\2/p' Makefile | while IFS='	' read -r what does; do printf '  %-15s %s\n' "$$what" "$$does"; done

setup:  ## set up everything, for running and for working on Kontor
	$(call prepare,setup)

run:  ## open the demo company (without a display: play the tour into build/tour)
	$(call prepare,run)

test:  ## check everything: style, types, the whole suite on SQLite and PostgreSQL
	$(call prepare,test)

bench:  ## measure, each figure beside hand-written SQL on the same server
	$(call prepare,bench)

lint:  ## check style, format and types only
	$(call prepare,lint)

pictures:  ## render every window and document in all languages and themes into build/pictures
	$(call prepare,pictures)

messages:  ## bring the translation catalogues in step with the code
	$(call prepare,messages)

locks:  ## write the lock files anew from what is installed in .venv
	$(call prepare,locks)

clean:  ## remove what was built and installed here
	rm -rf build dist .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
