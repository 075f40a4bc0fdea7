#!/usr/bin/env python3
"""changeable.py SCHEMA OUT: the statements of schema/ as cmake/embed_sql.py embeds them, in buffers that change.c may write to."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "cmake"))
sys.dont_write_bytecode = True

import embed_sql  # noqa: E402

ROOM = 256  # a fault may be longer than what it replaces


def main(argv):
    statements, migrations = embed_sql.read_statements(argv[1]), embed_sql.read_migrations(argv[1])
    lines = ['#include "store/db.h"', '#include "tests/faults/change.h"', ""]
    for k, entry in enumerate(statements):
        text = "\n".join("\t" + embed_sql.literal(line) for line in entry.sql.split("\n"))
        lines.append(f"static char sql_{k}[{len(entry.sql.encode()) + ROOM}] =\n{text};")
    lines.append("const struct aid_sql_text aid_sql_statements[] = {")
    lines += [f'\t{{ "{entry.name}", sql_{k} }},' for k, entry in enumerate(statements)]
    lines += ["\t{ NULL, NULL }", "};", f"const size_t aid_sql_n_statements = {len(statements)};"]
    lines.append("const struct changeable changeables[] = {")
    lines += [f'\t{{ "{entry.name}", sql_{k}, sizeof(sql_{k}) }},' for k, entry in enumerate(statements)]
    lines += ["\t{ NULL, NULL, 0 }", "};", embed_sql.array("aid_sql_migrations", migrations),
              f"const size_t aid_sql_n_migrations = {len(migrations)};", ""]
    with open(argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv)
