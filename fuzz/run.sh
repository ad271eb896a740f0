#!/bin/sh
# Fuzzes one target for a while: fuzz/run.sh TARGET SECONDS [libFuzzer options]
#
# Needs only the toolchain of this repository and a C++ compiler; the coverage flags are those of
# `cargo fuzz -s none`, which stable Rust has too. Inputs found are kept in fuzz/corpus, failing ones
# in fuzz/artifacts; replay one with: fuzz/run.sh TARGET 0 fuzz/artifacts/TARGET/crash-...
set -eu

if [ $# -lt 2 ]; then
    sed -n '2s/^# //p' "$0" >&2
    exit 2
fi
target=$1
seconds=$2
shift 2

root=$(cd "$(dirname "$0")/.." && pwd)
here=$root/fuzz
host=$(rustc -vV | sed -n 's/^host: //p')
out=${FUZZ_TARGET_DIR:-$here/target}

coverage="-Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares"

# With a target triple the flags reach what is fuzzed, but not build scripts and macros.
RUSTFLAGS="--cfg fuzzing $coverage" CARGO_TARGET_DIR=$out \
    cargo build --manifest-path "$here/Cargo.toml" --locked --release \
    --target "$host" --features "$target" --bin "$target"
fuzzer=$out/$host/release/$target

mkdir -p "$here/corpus/$target" "$here/artifacts/$target"
if [ "$seconds" -eq 0 ]; then
    exec "$fuzzer" "$@"
fi
exec "$fuzzer" "$here/corpus/$target" "$here/seeds/$target" \
    -artifact_prefix="$here/artifacts/$target/" \
    -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 "$@"
