#!/usr/bin/env python3
"""clang-format has nothing to change. format.py CLANG_FORMAT"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main(clang_format):
    files = []
    for top in ("core", "cli", "daemon", "tests", "bench"):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            files += [os.path.relpath(os.path.join(folder, n), ROOT) for n in names if n.endswith((".c", ".h"))]
    if not files:
        sys.exit("no C files were found")
    run = subprocess.run([clang_format, "--dry-run", "-Werror", *sorted(files)], cwd=ROOT, capture_output=True, text=True,
                         check=False)
    if run.returncode != 0:
        wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if ": error: " in line})
        sys.exit("run ./dev format; these differ: " + " ".join(wrong or [run.stderr]))
    print(f"{len(files)} files")


if __name__ == "__main__":
    main(sys.argv[1])
