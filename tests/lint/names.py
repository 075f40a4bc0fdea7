#!/usr/bin/env python3
"""What is named in one place and used in another: SQL statements and messages. Each that the C code asks for exists, each that
exists is used. A statement of more than one line says in prose what it is for.
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "cmake"))
import embed_sql  # noqa: E402


def sources():
    for top in ("core", "cli", "daemon"):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, ROOT), file.read()


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def check_statements(files, breaches):
    entries = {entry.name: entry for entry in embed_sql.read_statements(os.path.join(ROOT, "schema"))}
    literals = set()
    for path, text in files:
        literals.update(re.findall(r'"([a-z][a-z0-9_/]*)"', text))
        for match in re.finditer(r'\baid_db_(statement|script)\(\s*[^,()]+,\s*"([^"]*)"', text):
            entry = entries.get(match[2])
            if entry is None or (entry.kind == "script") != (match[1] == "script"):
                kind = "script" if match[1] == "script" else "statement"
                breaches.append(f"{path}:{line_of(text, match.start())}: schema/ has no {kind} \"{match[2]}\"")
    for entry in entries.values():
        if not entry.prose and "\n" in entry.sql:
            breaches.append(f"{entry.where()}: {entry.name} has no prose: a comment that says what it is for")
        if entry.name not in literals:
            breaches.append(f"{entry.where()}: nothing uses {entry.name}")
    return len(entries)


def check_messages(files, breaches):
    path = os.path.join("core", "base", "messages.def")
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        text = file.read()
    used = set()
    for _, source in files:
        used.update(re.findall(r"\bAID_MSG_(\w+)", source))
    # The findings that SQL derives carry the code.
    sql = " ".join(entry.sql for entry in embed_sql.read_statements(os.path.join(ROOT, "schema")))
    codes = set(re.findall(r"'([a-z0-9_]+)'", sql))
    names = list(re.finditer(r'^X\((\w+), "(\w+)",', text, re.MULTILINE))
    for match in names:
        if match[1] not in used and match[2] not in codes:
            breaches.append(f"{path}:{line_of(text, match.start())}: nothing says {match[1]}")
    return len(names)


def main():
    breaches = []
    files = list(sources())
    n_statements = check_statements(files, breaches)
    n_messages = check_messages(files, breaches)
    print("\n".join(breaches) or f"{n_statements} statements and {n_messages} messages are in use")
    sys.exit(1 if breaches or n_messages == 0 else 0)


if __name__ == "__main__":
    main()
