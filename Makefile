# The two commands: `make book` and `make test`. Each sets up all that it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: book test setup clean

book: $(VENV)/.hexapla
	$(BIN)/hexapla build book

test: $(VENV)/.dev
	./check

setup: $(VENV)/.dev

# Made anew when what they are made of changes.
$(VENV)/.hexapla: pyproject.toml hatch_build.py package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.hexapla
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) book/_build src/hexapla/render/web/assets/katex src/hexapla/render/web/assets/fonts src/hexapla/render/web/assets/charts src/hexapla/render/web/assets/temml
