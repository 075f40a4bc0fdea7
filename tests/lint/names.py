#!/usr/bin/env python3
"""What is named in one place and used in another: SQL statements, messages, columns, verbs. Each that the C code asks for exists, each
that exists is used. A statement of more than one line says in prose what it is for.
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "cmake"))
import columns  # noqa: E402
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


def check_columns(files, breaches):
    text = "\n".join(source for _, source in files)
    names = []
    for table in columns.read_tables():
        for field in table["fields"]:
            names.append(f"AID_{table['name']}_{field['name']}".upper())
            if not re.search(rf"\b{names[-1]}\b", text):
                breaches.append(f"schema/tables/{table['name']}.json: {field['name']}: nothing reads {names[-1]}")
    return len(names)


def check_verbs(files, breaches):
    table = dict(files).get(os.path.join("cli", "main.c"), "")
    verbs = {}
    for path, text in files:
        verbs.update({match[1]: path for match in re.finditer(r"^const struct cli_verb cli_verb_(\w+) =", text, re.MULTILINE)})
    for verb, path in verbs.items():
        if not re.search(rf"&cli_verb_{verb}\b", table):
            breaches.append(f"{path}: the table of cli/main.c lacks &cli_verb_{verb}")
    return len(verbs)


def main():
    breaches = []
    files = list(sources())
    n_statements = check_statements(files, breaches)
    n_messages = check_messages(files, breaches)
    n_columns = check_columns(files, breaches)
    n_verbs = check_verbs(files, breaches)
    for count, what in ((n_statements, "statements"), (n_messages, "messages"), (n_columns, "columns"), (n_verbs, "verbs")):
        if count == 0:
            breaches.append(f"no {what} were found: this check looks in the wrong place")
    print("\n".join(breaches)
          or f"{n_statements} statements, {n_messages} messages, {n_columns} columns and {n_verbs} verbs are in use")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
