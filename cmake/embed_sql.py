#!/usr/bin/env python3
"""The SQL of schema/ as one C file.

embed_sql.py SCHEMA_DIR OUT_FILE

ledger/, reconcile/ and reports/ hold named statements:

    -- name: shipment_put
    -- Prose: what it is for, its parameters, its rows (tests/lint/names.py asks for it).
    INSERT INTO ... ;

and scripts (`-- script: NAME`) of several statements without parameters. Either goes on to the next such line. A name is unique
over all files. migrations/NNNN_name.sql are taken whole. Comments are left out of what is embedded. A mistake ends with
"file:line: what is wrong" and status 1.
"""

import os
import re
import sys

FOLDERS = ["ledger", "reconcile", "reports"]
HEAD = re.compile(r"--\s*(name|script):\s*(.*?)\s*$")
NAME = re.compile(r"[a-z][a-z0-9_/]*")


class Mistake(Exception):
    pass


class Entry:
    """One statement or script: its name, where it stands, its SQL without comments, its prose."""

    def __init__(self, kind, name, path, line):
        self.kind, self.name, self.path, self.line = kind, name, path, line
        self.lines, self.prose, self.sql = [], [], ""

    def where(self):
        return f"{self.path}:{self.line}"


def without_comments(text):
    """`text` without -- and /* */ comments and blank lines; and the offsets, in the result, of semicolons that end a statement."""
    token = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|;|.", re.DOTALL)
    kept = [("" if t.startswith(("--", "/*")) else t) for t in token.findall(text)]
    marked = "".join("\x00" if t == ";" else t for t in kept)
    marked = "\n".join(line.rstrip() for line in marked.split("\n") if line.strip())
    return marked.replace("\x00", ";"), [i for i, c in enumerate(marked) if c == "\x00"]


def finish(entry):
    entry.sql, ends = without_comments("\n".join(entry.lines))
    if not entry.sql:
        raise Mistake(f"{entry.where()}: {entry.name} has no SQL")
    if not ends or ends[-1] != len(entry.sql) - 1:
        raise Mistake(f"{entry.where()}: {entry.name} does not end with ';'")
    if entry.kind == "name" and len(ends) > 1:
        raise Mistake(f"{entry.where()}: {entry.name} is {len(ends)} statements; one a name, or make it a script")


def parse_file(path, shown):
    """The entries of one file, in their order."""
    entries = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().split("\n"), 1):
            head = HEAD.match(line)
            if head:
                if not NAME.fullmatch(head[2]):
                    raise Mistake(f"{shown}:{number}: \"{head[2]}\" is no name: lower-case letters, digits, '_' and '/'")
                entries.append(Entry(head[1], head[2], shown, number))
            elif entries:
                entries[-1].lines.append(line)
                if re.match(r"\s*--\s*\S", line):
                    entries[-1].prose.append(line.strip().lstrip("-").strip())
            elif line.strip() and not line.lstrip().startswith("--"):
                raise Mistake(f"{shown}:{number}: SQL before the first \"-- name:\" line")
    for entry in entries:
        finish(entry)
    return entries


def sql_files(folder):
    if not os.path.isdir(folder):
        return []
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".sql"))


def read_statements(schema):
    """All named statements and scripts, sorted by name."""
    by_name = {}
    for folder in FOLDERS:
        for path in sql_files(os.path.join(schema, folder)):
            for entry in parse_file(path, os.path.relpath(path, os.path.dirname(schema))):
                first = by_name.setdefault(entry.name, entry)
                if first is not entry:
                    raise Mistake(f"{entry.where()}: {entry.name} stands already at {first.where()}")
    return sorted(by_name.values(), key=lambda entry: entry.name)


def read_migrations(schema):
    migrations = []
    for path in sql_files(os.path.join(schema, "migrations")):
        shown = os.path.relpath(path, os.path.dirname(schema))
        name = os.path.basename(path)[:-len(".sql")]
        number = re.fullmatch(r"(\d{4})_[a-z0-9_]+", name)
        if not number or int(number[1]) != len(migrations) + 1:
            raise Mistake(f"{shown}:1: expected a name like {len(migrations) + 1:04d}_what_it_does.sql: numbers go up by one")
        entry = Entry("script", name, shown, 1)
        with open(path, encoding="utf-8") as file:
            entry.lines = file.read().split("\n")
            finish(entry)
        migrations.append(entry)
    return migrations


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?").replace("\t", "\\t")
    return f'"{escaped}\\n"'


def array(name, entries):
    lines = [f"const struct aid_sql_text {name}[] = {{"]
    for entry in entries:
        text = "\n".join("\t  " + literal(line) for line in entry.sql.split("\n"))
        lines.append(f'\t{{ "{entry.name}", /* {entry.where()} */\n{text} }},')
    # C has no empty arrays; the count leaves this one out.
    lines += ["\t{ NULL, NULL }", "};"]
    return "\n".join(lines)


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__.strip())
    schema = os.path.abspath(argv[1])
    try:
        statements, migrations = read_statements(schema), read_migrations(schema)
    except (Mistake, OSError) as mistake:
        sys.exit(str(mistake))
    text = "\n".join([
        "/* Generated by cmake/embed_sql.py from schema. */", '#include "store/db.h"', "",
        array("aid_sql_statements", statements),
        f"const size_t aid_sql_n_statements = {len(statements)};", "",
        array("aid_sql_migrations", migrations),
        f"const size_t aid_sql_n_migrations = {len(migrations)};", ""])
    os.makedirs(os.path.dirname(os.path.abspath(argv[2])), exist_ok=True)
    with open(argv[2], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main(sys.argv)
