# What people and CI do with a clone. Each target first has scripts/need install, by name, what a new Debian machine lacks.
export PATH := $(PATH):$(HOME)/.cargo/bin
CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR

.PHONY: help run test e2e check fmt lint bench dist fuzz clean

help:
	@echo "make run     build Durward and start it on http://localhost:8080 (ARGS=\"--listen ..\" are passed on)"
	@echo "make test    Rust tests on SQLite and PostgreSQL, and end to end in a browser"
	@echo "make e2e     every end-to-end suite on both databases, crash rounds included"
	@echo "make check   format, lints, layers, sizes, licences, the book, links in doc comments"
	@echo "make bench   the performance table, against a peer (bench/README.md)"
	@echo "make dist    one binary that needs nothing but libc, in dist/"
	@echo "make fuzz    every fuzz target for FOR=60 seconds each"
	@echo "make clean   remove what was built; data/ stays"

# The development profile: minutes on a bare clone, a moment afterwards. `make dist` makes the fast one.
run:
	@scripts/need cc rust
	@cargo build --locked --package durward-server
	@exec $(CARGO_TARGET_DIR)/debug/durward serve $(ARGS)

test:
	@scripts/need cc rust postgresql chromium node python
	@scripts/test

e2e:
	@scripts/need cc rust postgresql chromium node python
	@cargo build --locked --package durward-server
	DURWARD_BIN=$(abspath $(CARGO_TARGET_DIR))/debug/durward e2e/run $(ARGS)

check:
	@scripts/need cc lints
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo fmt --all --manifest-path bench/Cargo.toml --check
	cargo xtask layers
	cargo xtask licences
	cargo xtask sizes
	cargo xtask docs
	cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links" cargo doc --quiet --locked --workspace --no-deps

bench:
	@scripts/need cc rust node postgresql sqlite wrk
	cargo build --locked --profile ci --package durward-server
	DURWARD_BIN=$(abspath $(CARGO_TARGET_DIR))/ci/durward bench/run $(ARGS)

dist:
	@scripts/need cc rust
	@scripts/dist

FOR ?= 60
fuzz:
	@scripts/need cc cxx rust
	@scripts/fuzz $(FOR) $(ARGS)

clean:
	cargo clean
	rm -rf dist fuzz/target fuzz/corpus fuzz/artifacts bench/target bench/peer/node_modules e2e/node_modules e2e/.venv e2e/out
