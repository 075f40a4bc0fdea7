#!/usr/bin/env bash
# run.sh [--bin FOLDER] [drops] [OPTION...]: the measurements; `./dev bench` builds and calls it. --help lists the options.
# --bin is where aidtally is (build/release/bin). Everything else goes into a temporary folder, which is removed at the end.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
bin=$here/../build/release/bin
if [ "${1:-}" = --bin ]; then
	bin=$2
	shift 2
fi
script=pair
if [ "${1:-}" = drops ]; then
	script=drops
	shift
fi
if [ ! -x "$bin/aidtally" ]; then
	echo "bench: there is no $bin/aidtally; ./dev build makes it" >&2
	exit 1
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/aidtally-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 "$here/$script.py" --bin "$bin" --work "$work" "$@"
