#!/usr/bin/env python3
"""The columns of every kind of CSV, from schema/tables/KIND.json (Frictionless Table Schemas).

columns.py OUT_DIR          writes columns_enum.h and columns_tables.inc, which core/read/table.h and table.c include
columns.py --data-md        writes docs/DATA.md
columns.py --check-data-md  status 1 when docs/DATA.md is not what --data-md would write

A mistake in a table ends with "file: column: what is wrong" and status 1.
"""

import json
import os
import re
import sys

# The order of enum aid_kind. Numbers of kinds are kept in ledgers: a new kind goes at the end.
KINDS = ["commitments", "shipments", "crossings", "places", "commodities", "units", "sources", "organisations", "thresholds", "policies", "matches"]
# The Frictionless types that each of our types may be declared with.
TYPES = {
    "text": {"string"},
    "name": {"string"},
    "key": {"string"},
    "quantity": {"number"},
    "integer": {"integer"},
    "unit": {"string"},
    "date": {"date", "datetime", "string", "any"},
    "word": {"string"},
}
# The languages of synonyms; a header that belongs to several stands under the first.
LANGUAGES = ["en", "fr", "ar", "es", "uk", "tr"]
# How a further header names a column: by itself; only together with a unit ("Poids (kg)"); or perhaps, for it may be one of several.
USES = {"aid:synonyms": "ALONE", "aid:with_unit": "WITH_UNIT", "aid:may_be": "SHARED"}
REGISTRIES = ["organisation", "place", "commodity", "category", "source"]
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA_MD = os.path.join(ROOT, "docs", "DATA.md")


class Mistake(Exception):
    pass


def words_of_header(path=os.path.join(ROOT, "core", "value", "words.h")):
    """{"stage": ["dispatched", ...], ...}: the closed vocabularies that the C code knows."""
    with open(path, encoding="utf-8") as file:
        text = file.read().replace("\\\n", " ")
    lists = {}
    for name, body in re.findall(r"#define AID_(\w+)_LIST\(X\)(.*)", text):
        lists[name.lower()] = re.findall(r'X\(\w+, \d+, "(\w+)"\)', body)
    return lists


def check_field(where, field, words):
    for key in ("name", "title", "description", "type", "aid:type"):
        if not isinstance(field.get(key), str) or not field[key].strip():
            raise Mistake(f"{where}: \"{key}\" is missing or empty")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field["name"]):
        raise Mistake(f"{where}: a name is lower-case letters, digits and '_'")
    kind = field["aid:type"]
    if kind not in TYPES:
        raise Mistake(f"{where}: aid:type \"{kind}\" is none of: {', '.join(TYPES)}")
    if field["type"] not in TYPES[kind]:
        raise Mistake(f"{where}: type \"{field['type']}\" does not go with aid:type \"{kind}\"")
    if (kind == "name") != ("aid:registry" in field):
        raise Mistake(f"{where}: aid:registry goes with aid:type \"name\", and only with it")
    if kind == "name" and field["aid:registry"] not in REGISTRIES:
        raise Mistake(f"{where}: aid:registry is none of: {', '.join(REGISTRIES)}")
    if (kind == "word") != ("aid:words" in field):
        raise Mistake(f"{where}: aid:words goes with aid:type \"word\", and only with it")
    if kind == "word":
        if field["aid:words"] not in words:
            raise Mistake(f"{where}: core/value/words.h has no vocabulary \"{field['aid:words']}\"")
        if field.get("constraints", {}).get("enum") != words[field["aid:words"]]:
            raise Mistake(f"{where}: the enum differs from core/value/words.h: {', '.join(words[field['aid:words']])}")
    for use in USES:
        check_headers(where, use, field.get(use, {}))
    if "aid:with_unit" in field and kind != "quantity":
        raise Mistake(f"{where}: aid:with_unit goes with aid:type \"quantity\"")


def check_headers(where, use, headers):
    for language, synonyms in headers.items():
        if language not in LANGUAGES:
            raise Mistake(f"{where}: {use}: \"{language}\" is none of: {', '.join(LANGUAGES)}")
        for synonym in synonyms:
            if not synonym or synonym != " ".join(synonym.split()):
                raise Mistake(f"{where}: the synonym \"{synonym}\" is empty or padded")


def headers_of(field, use):
    """[(language, header), ...]"""
    return [(language, header) for language in LANGUAGES for header in field.get(use, {}).get(language, [])]


def check_table(path, kind, table, words):
    if table.get("name") != kind:
        raise Mistake(f"{path}: \"name\" is not \"{kind}\"")
    if not table.get("description") or not table.get("fields"):
        raise Mistake(f"{path}: \"description\" or \"fields\" is missing")
    claimed = {}
    for field in table["fields"]:
        where = f"{path}: {field.get('name', '?')}"
        check_field(where, field, words)
        for header in [field["name"].replace("_", " "), *(header for _, header in headers_of(field, "aid:synonyms"))]:
            if header in claimed:
                raise Mistake(f"{where}: the header \"{header}\" is {claimed[header]}'s already")
            claimed[header] = field["name"]
    shared = [header for field in table["fields"] for _, header in headers_of(field, "aid:may_be")]
    for header in shared:
        if header in claimed or shared.count(header) == 1:
            raise Mistake(f"{path}: \"{header}\" in aid:may_be is {claimed.get(header, 'of one column only')}")


def read_tables(folder=os.path.join(ROOT, "schema", "tables")):
    words = words_of_header()
    extra = {name for name in os.listdir(folder) if name.endswith(".json")} - {f"{k}.json" for k in KINDS}
    if extra:
        raise Mistake(f"{folder}: {', '.join(sorted(extra))}: no such kind in cmake/columns.py and core/read/table.h")
    tables = []
    for kind in KINDS:
        path = os.path.join(folder, f"{kind}.json")
        shown = os.path.relpath(path, ROOT)
        with open(path, encoding="utf-8") as file:
            try:
                table = json.load(file)
            except ValueError as error:
                raise Mistake(f"{shown}: {error}") from error
        check_table(shown, kind, table, words)
        tables.append(table)
    return tables


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?").replace("\n", "\\n")
    return f'"{escaped}"'


def enum_header(tables):
    lines = ["/* Generated by cmake/columns.py from schema/tables. */"]
    for table in tables:
        prefix = f"AID_{table['name'].upper()}_"
        names = [prefix + field["name"].upper() for field in table["fields"]]
        lines += ["enum {", *[f"\t{name}," for name in names], f"\t{prefix}COUNT", "};"]
    return "\n".join(lines) + "\n"


def headers_name(table, field):
    return f"{table['name']}_{field['name']}_headers"


def headers_lines(table, field):
    rows = [f"\t{{ \"{language}\", AID_SYNONYM_{name}, {literal(header)} }}," for use, name in USES.items()
            for language, header in headers_of(field, use)]
    return [f"static const struct aid_synonym {headers_name(table, field)}[] = {{", *rows, "\t{ NULL, AID_SYNONYM_ALONE, NULL }", "};"]


def column_line(table, field):
    registry = f"AID_REGISTRY_{field.get('aid:registry', 'none').upper()}"
    words = f"AID_WORDS_{field['aid:words'].upper()}" if "aid:words" in field else "-1"
    required = "true" if field.get("constraints", {}).get("required") else "false"
    return (f"\t{{ {literal(field['name'])}, AID_TYPE_{field['aid:type'].upper()}, {registry}, {words}, {required},\n"
            f"\t  {headers_name(table, field)},\n"
            f"\t  {literal(field.get('aid:hxl', ''))}, {literal(field.get('aid:unit', ''))}, {literal(field['description'])} }},")


def tables_source(tables):
    lines = ["/* Generated by cmake/columns.py from schema/tables; only core/read/table.c includes it. */",
             '#include "value/words.h"', ""]
    for table in tables:
        for field in table["fields"]:
            lines += headers_lines(table, field)
        lines += [f"static const struct aid_column {table['name']}_columns[] = {{",
                  *[column_line(table, field) for field in table["fields"]], "};", ""]
    lines += ["static const struct aid_table tables[AID_KIND_COUNT] = {"]
    for table in tables:
        upper = table["name"].upper()
        lines += [f"\t[AID_KIND_{upper}] = {{ AID_KIND_{upper}, {literal(table['name'])},",
                  f"\t\t{literal(table['description'])},",
                  f"\t\t{table['name']}_columns, AID_{upper}_COUNT }},"]
    return "\n".join(lines + ["};"]) + "\n"


DATA_HEAD = """# The files

Written by `./dev format` from `schema/tables/*.json`; change it there. `aidtally init` puts an empty template of each kind into `templates/`.

A file is a table in CSV, with a header row and UTF-8 text. The columns may stand in any order, and columns that are not listed here are ignored.
A header is known by the tag of an HXL row below it, by its name here or by one of the other names; capitals, accents and punctuation make no
difference. A unit in the header of a quantity (`Poids (kg)`, `Quantity, MT`) is the unit of each row that names none; a row that names another is rejected; names
"with a unit" are a quantity only so. A header that is "perhaps" several columns, or two headers for one column, are refused: give the column
its own name, or write a profile (`profiles/` in the home). Files that look otherwise are read through a profile too.

| type | what a cell holds |
|---|---|
| text | any text |
| name | a name; it is looked up in the registry of that name, with its aliases |
| key | a number or mark on paper; blanks, punctuation, capitals and leading zeros make no difference |
| quantity | a number, zero or more, at most three decimals: `1234.5` |
| integer | a whole number, zero or more |
| unit | a unit; `units.csv` makes new ones known |
| date | a day or a moment, ISO 8601: `2025-01-24`, `2025-01-24T16:30Z`; a profile may name another form |
| word | one of the words listed |

A row without a value in a required column is rejected; the receipt says so.
"""


def other_names(field):
    names = [", ".join(header for _, header in headers_of(field, "aid:synonyms"))]
    for use, said in (("aid:with_unit", "with a unit: "), ("aid:may_be", "perhaps: ")):
        headers = ", ".join(header for _, header in headers_of(field, use))
        names.append(said + headers if headers else "")
    return "; ".join(name for name in names if name)


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def data_md(tables):
    parts = [DATA_HEAD]
    for table in tables:
        parts.append(f"\n## {table['name']}\n\n{table['description']}\n\n")
        parts.append("| column | type | required | what it says | other names | HXL |\n|---|---|---|---|---|---|\n")
        for field in table["fields"]:
            constraints = field.get("constraints", {})
            description = field["description"]
            if "enum" in constraints:
                description += " One of: " + ", ".join(f"`{word}`" for word in constraints["enum"]) + "."
            kind = field["aid:type"]
            if "aid:registry" in field:
                kind += f" ({field['aid:registry']})"
            required = "yes" if constraints.get("required") else ""
            synonyms = other_names(field)
            hxl = f"`{field['aid:hxl']}`" if field.get("aid:hxl") else ""
            parts.append(f"| `{field['name']}` | {kind} | {required} | {cell(description)} | {cell(synonyms)} | {hxl} |\n")
    return "".join(parts)


def write_if_changed(path, text):
    """An unchanged file keeps its time, so that nothing is compiled anew."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        pass
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main(argv):
    if len(argv) != 2:
        sys.exit(__doc__.strip())
    try:
        tables = read_tables()
    except (Mistake, OSError) as mistake:
        sys.exit(f"columns.py: {mistake}")
    if argv[1] == "--data-md":
        write_if_changed(DATA_MD, data_md(tables))
    elif argv[1] == "--check-data-md":
        try:
            with open(DATA_MD, encoding="utf-8") as file:
                is_fresh = file.read() == data_md(tables)
        except FileNotFoundError:
            is_fresh = False
        if not is_fresh:
            sys.exit("docs/DATA.md is not what schema/tables says; run: ./dev format")
    else:
        write_if_changed(os.path.join(argv[1], "columns_enum.h"), enum_header(tables))
        write_if_changed(os.path.join(argv[1], "columns_tables.inc"), tables_source(tables))


if __name__ == "__main__":
    main(sys.argv)
