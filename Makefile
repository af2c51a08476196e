# make run: everything set up, the product started. make test: everything set up, every test run.
SHELL := /bin/bash
.DELETE_ON_ERROR:
DIST := api/dashboard/dist/index.html

run: $(DIST)
	cargo run --bin eunoia -- serve $(ARGS)

# The native runtimes and the dashboard's tools, with the hashes that the lockfile pins; no scripts run.
node_modules/.package-lock.json: package.json package-lock.json
	npm ci --ignore-scripts
	@touch $@

$(DIST): node_modules/.package-lock.json $(shell find api/dashboard -path api/dashboard/dist -prune -o -type f -print)
	npm run build
	@touch $@

test: $(DIST)
	tests/run.sh

# Figures for the README; needs an otherwise idle machine.
bench: $(DIST)
	cargo build --release --workspace
	"$${CARGO_TARGET_DIR:-target}/release/eunoia-benches" $(ARGS)

# Trains the text model anew from the sets under DATA; see models/eunoia-text/MODEL_CARD.md.
train:
	models/train.sh

# Forecasts of a folder of openESM studies, study by study, beside the exponentially weighted average: make evaluate-forecast DATA=DIR.
evaluate-forecast: build
	python3 benches/peers/studies.py --studies "$(DATA)" --eunoia "$${CARGO_TARGET_DIR:-target}/release/eunoia" $(ARGS)

# Whether sleep and activity help to forecast the people of PMData: make evaluate-covariates DATA=DIR.
evaluate-covariates: VENV = $${CARGO_TARGET_DIR:-target}/covariates
evaluate-covariates: build
	python3 -m venv "$(VENV)"
	"$(VENV)/bin/pip" install --quiet --disable-pip-version-check $$(grep ^numpy== benches/peers/requirements.txt)
	"$(VENV)/bin/python" benches/peers/covariates.py --pmdata "$(DATA)" --eunoia "$${CARGO_TARGET_DIR:-target}/release/eunoia" $(ARGS)

# The same texts read with PyTorch and with ONNX Runtime in Python, beside ours; ARGS=forecast: the same days forecast with
# statsforecast; ARGS=correlation: the same series compared with pandas and scipy. After `make bench`.
bench-peers:
	benches/peers/run.sh $(ARGS)

# Pictures of every page for people to look at; needs Chromium.
screenshots: $(DIST)
	tests/screenshots.sh

build: $(DIST)
	cargo build --release --bin eunoia

lint: $(DIST)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

.PHONY: run test bench bench-peers evaluate-forecast evaluate-covariates train screenshots build lint
