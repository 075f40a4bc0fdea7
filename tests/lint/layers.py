#!/usr/bin/env python3
"""What each folder may include and call. Status 1 and one "file:line: why" for each breach."""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Includes point down only. The result table stands below the renderers, which stand below the ledger's receipts; the reports
# that fill it stand above.
BELOW = {
    "base": [],
    "text": ["base"],
    "machine": ["base"],
    "value": ["base", "text"],
    "read": ["base", "text", "value"],
    "propose": ["base", "text", "value", "read"],
    "store": ["base", "text", "value"],
    "render": ["base", "text", "value", "report/result.h"],
    "ledger": ["base", "text", "value", "read", "store", "render", "report/result.h"],
    "home": ["base", "text", "value", "read", "store", "render", "report/result.h", "ledger"],
    "report": ["base", "text", "value", "read", "store", "render", "ledger"],
}
PROGRAMS = {"cli": [*BELOW, "cli"], "daemon": [*BELOW, "daemon"]}

# Each outside library has one user: (what is included, the only folders that may).
LIBRARIES = [
    (r"uv\.h|uv/.*", ["daemon"]),
    (r"sqlite3\.h", ["core/store"]),
    (r"csv\.h|ini_config.*|ini_comment\.h|collection\.h|ref_array\.h|simplebuffer\.h", ["core/read"]),
    (r"unicode/.*", ["core/text"]),
    (r"nettle/.*|xxhash\.h", ["core/base"]),
    (r"jansson\.h", ["core/render", "cli"]),  # cli reads the daemon's status
    (r"libsmartcols(/.*|\.h)", ["core/render"]),
    (r"argp\.h", ["cli", "daemon"]),
]

# The core has no loop, no clock, no stdout, no environment, and counts in integers.
CORE_FORBIDS = [
    (r"\b(v?printf|v?fprintf|puts|fputs|putchar|perror|stdout|stderr)\b", "the core prints nothing"),
    (r"\b(secure_)?getenv\b|\benviron\b", "the core reads no environment"),
    (r"\b(time|clock|clock_gettime|gettimeofday|timespec_get|localtime(_r)?)\s*\(", "the core has no clock; `now` is a parameter"),
    (r"\b(float|double|strtod|atof|long double)\b", "no floating point in the core"),
    (r"\b(exit|_exit|abort)\s*\(", "the core never ends the process"),
    (r"\b(strcpy|strcat|sprintf|gets|atoi|atol|strtok)\s*\(", "there is a checked way to do this"),
]
# What a breach above is the point of.
EXCEPTIONS = {
    "core/base/error.c": ["the core prints nothing", "the core never ends the process"],  # aid_error_abort
    "core/base/error.h": ["the core never ends the process"],
}


def without_comments_and_strings(text):
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
    return token.sub(lambda match: "\n" * match[0].count("\n") + " ", text)


def c_files():
    for top in ("core", "cli", "daemon"):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), ROOT)


def check_includes(path, text, breaches):
    parts = path.split("/")
    layer = parts[1] if parts[0] == "core" else parts[0]
    allowed = [layer, *BELOW[layer]] if parts[0] == "core" else PROGRAMS[layer]
    for number, line in enumerate(text.split("\n"), 1):
        own = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if own and "/" in own[1] and not {own[1].split("/")[0], own[1]} & set(allowed):
            breaches.append(f"{path}:{number}: {layer} may not include {own[1]}")
        if own and "/" not in own[1] and parts[0] == "core" and own[1] not in ("columns_enum.h", "columns_tables.inc", "registries.inc"):
            breaches.append(f'{path}:{number}: write "{layer}/{own[1]}"')
        outside = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        for pattern, users in LIBRARIES:
            if outside and re.fullmatch(pattern, outside[1]) and not path.startswith(tuple(u + "/" for u in users)):
                breaches.append(f"{path}:{number}: <{outside[1]}> is for {' and '.join(users)} only")


def check_calls(path, text, breaches):
    for number, line in enumerate(without_comments_and_strings(text).split("\n"), 1):
        for pattern, why in CORE_FORBIDS:
            # The compiler checks format strings by this word; it prints nothing.
            bare = re.sub(r"__attribute__\(\(format\(printf, \d+, \d+\)\)\)|format\(printf, \d+, \d+\)", "", line)
            found = re.search(pattern, bare)
            if found and why not in EXCEPTIONS.get(path, []):
                breaches.append(f"{path}:{number}: {found[0].strip()}: {why}")


def main():
    breaches = []
    n_files = 0
    for path in c_files():
        n_files += 1
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            text = file.read()
        if path.startswith("core/") and path.split("/")[1] not in BELOW:
            breaches.append(f"{path}:1: tests/lint/layers.py knows no such layer")
            continue
        check_includes(path, text, breaches)
        if path.startswith("core/"):
            check_calls(path, text, breaches)
    if n_files == 0:
        breaches.append("no C files were found")
    print("\n".join(breaches) or f"{n_files} files keep to their layers")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
