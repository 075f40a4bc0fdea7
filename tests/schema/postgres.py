#!/usr/bin/env python3
"""Every statement of schema/ prepares on PostgreSQL 15 too.

postgres.py SCHEMA_DIR

Starts a server of its own (Debian's, in a temporary folder, on a unix socket only, as another user when run by root), creates the
schema translated from the migrations, runs the scripts and prepares every named statement. What is translated here is what a
store driver for PostgreSQL would translate: types, `:name` to `$n`, temp.x to pg_temp.x. Everything else has to be understood as it
stands. Status 77: there is no PostgreSQL 15 here.
"""

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "cmake"))
sys.dont_write_bytecode = True

import embed_sql  # noqa: E402

BINARIES = "/usr/lib/postgresql/15/bin"
SKIPPED = 77
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
# Tables of another moment stand before the kept ones once moment_create has run; what needs both is prepared then.
NEEDS_MOMENT = re.compile(r"\btemp\.")
# Run first, in this order; the other scripts only clear or drop.
CREATING = ["occurrence_create", "publication_create", "wanted_create", "unallocated_create", "incoming_create", "plain_create", "sums_create", "working_create", "news_create", "disagree_create", "explain_create"]

FUNCTIONS = """
CREATE FUNCTION scale(a bigint, b bigint, c bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CAST(round(CAST(a AS numeric) * b / c) AS bigint) $$;
CREATE FUNCTION scale_down(a bigint, b bigint, c bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CAST(floor(CAST(a AS numeric) * b / c) AS bigint) $$;
CREATE FUNCTION scale_up(a bigint, b bigint, c bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CAST(ceil(CAST(a AS numeric) * b / c) AS bigint) $$;
CREATE FUNCTION digits_text(n bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT lpad(to_hex(n), 16, '0') $$;
CREATE FUNCTION folded_number(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT replace(regexp_replace(regexp_replace(regexp_replace(upper(t), '([0-9])[^A-Z0-9]+(?=[0-9])', '\\1~', 'g'), '[^A-Z0-9~]', '', 'g'),
        '(?<![0-9])0+(?=[0-9])', '', 'g'), '~', '-') $$;
CREATE FUNCTION vehicle_mark(cell text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CASE WHEN length(mark) >= 3 THEN mark END FROM (
        SELECT CASE WHEN bool_or(length(folded_number(part)) < 3) THEN CASE WHEN n = 1 THEN folded_number(cell) END
            ELSE max(folded_number(part)) FILTER (WHERE place = n) END AS mark
        FROM unnest(regexp_split_to_array(cell, E'[,;/|+&\n]')) WITH ORDINALITY AS parts(part, place)) AS chosen $$;
CREATE FUNCTION char31() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT chr(31) $$;
CREATE FUNCTION quantity_text(q bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT CAST(trim_scale(CAST(q AS numeric) / 1000) AS text) $$;
CREATE FUNCTION stage_text(s bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT (ARRAY['dispatched', 'at_crossing', 'offloaded', 'crossed',
    'collected', 'delivered', 'intercepted', 'returned', 'refused', 'lost', 'damaged'])[s] $$;
CREATE FUNCTION day_text(d bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT to_char(DATE '1970-01-01' + CAST(d AS integer), 'YYYY-MM-DD') $$;
"""

MUST_BE = """
CREATE FUNCTION must_be(value text, expected text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(value, 'NULL') <> expected THEN RAISE EXCEPTION 'it is %, not %', coalesce(value, 'NULL'), expected; END IF;
END $$;
"""

# What a statement must not say, so that this test is seen to fail: (SQL, part of the server's answer).
MUST_FAIL = [
    ("SELECT waybill_id, folded, count(*) FROM waybill GROUP BY written", "must appear in the GROUP BY"),
    ("SELECT 1 FROM waybill WHERE CASE WHEN 1 = 1 THEN waybill_id END", "must be type boolean"),
    ("SELECT ifnull(max(waybill_id), :fallback) FROM waybill", "ifnull"),
    ("SELECT sum(waybill_id) & 1 FROM waybill", "operator does not exist"),
]


def tokens(sql):
    """Texts, quoted names and parameters whole, everything else letter by letter."""
    return re.findall(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|::|:[a-z][a-z0-9_]*|.", sql, re.DOTALL)


def translated(sql, parameters=None):
    """`sql` for PostgreSQL. Names of parameters are appended to the list in the order of their numbers."""
    out = []
    for token in tokens(sql):
        if re.fullmatch(r":[a-z][a-z0-9_]*", token):
            if parameters is None:
                raise SystemExit(f"a script has a parameter: {token}")
            if token not in parameters:
                parameters.append(token)
            token = f"${parameters.index(token) + 1}"
        out.append(token)
    pieces = re.split(r"('(?:[^']|'')*')", "".join(out))
    return "".join(piece if k % 2 else plain_translated(piece) for k, piece in enumerate(pieces))


def plain_translated(sql):
    sql = re.sub(r"\bINTEGER PRIMARY KEY\b", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", sql)
    sql = re.sub(r"\bINTEGER\b", "BIGINT", sql)
    sql = re.sub(r"(?<!AS )\bTEXT\b", 'TEXT COLLATE "C"', sql)
    sql = re.sub(r"\)\s*STRICT(\s*,\s*WITHOUT ROWID)?", ")", sql)
    sql = re.sub(r"\)\s*WITHOUT ROWID", ")", sql)
    sql = re.sub(r"\b(INDEX (?:IF NOT EXISTS )?)temp\.", r"\1", sql)
    return re.sub(r"\btemp\.", "pg_temp.", sql)


class Server:
    """A server that is always stopped: by close(), or by the kernel when this process dies."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="aidtally-pg-", dir="/tmp")  # a socket's path has room for 107 bytes
        self.process = None
        self.user = {}
        if os.geteuid() == 0:
            entry = next(e for e in map(find_user, ["postgres", "nobody"]) if e is not None)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            self.user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        self.data = os.path.join(self.folder, "data")
        self.environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": self.folder}

    def run(self, program, *args, text=None):
        return subprocess.run([os.path.join(BINARIES, program), *args], input=text, cwd=self.folder, env=self.environment,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=120, check=False, **self.user)

    def start(self):
        made = self.run("initdb", "-D", self.data, "-U", "aidtally", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        if made.returncode != 0:
            sys.exit(f"initdb: {made.stderr}")
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(
                [os.path.join(BINARIES, "postgres"), "-D", self.data, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=stop_with_parent, **self.user)
        deadline = time.monotonic() + SECONDS_TO_START
        while self.psql("SELECT 1;").returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
                    sys.exit(f"the server does not start: {log.read()}")
            time.sleep(0.1)

    def psql(self, text):
        return self.run("psql", "-X", "-q", "-h", self.folder, "-U", "aidtally", "-d", "postgres", text=text)

    def close(self):
        if self.process is not None:
            for number in [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL]:
                self.process.send_signal(number)
                try:
                    self.process.wait(SECONDS_TO_STOP)
                    break
                except subprocess.TimeoutExpired:
                    continue
        shutil.rmtree(self.folder, ignore_errors=True)


def find_user(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def stop_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


class Session:
    """What is sent to psql in one go. Each piece has a label, printed to stderr before it, so that an error finds its piece."""

    def __init__(self):
        self.pieces = ["SET client_min_messages = warning;", "CREATE SCHEMA main;", "SET search_path = main;", FUNCTIONS, MUST_BE]
        self.labels = []

    def add(self, label, sql):
        self.labels.append(label)
        self.pieces += [f"\\warn @@ {len(self.labels) - 1}", sql]

    def prepare(self, label, sql):
        parameters = []
        sql = translated(sql, parameters).rstrip().rstrip(";")
        self.add(label, f"PREPARE s{len(self.labels)} AS\n{sql};")

    def run(self, server):
        """{label: what the server says about it}"""
        done = server.psql("\n".join(self.pieces) + "\n\\warn @@ end\n")
        said, label = {}, "the functions"
        for line in done.stderr.split("\n"):
            if line.startswith("@@ "):
                label = None if line == "@@ end" else self.labels[int(line[3:])]
            elif line.strip():
                said.setdefault(label, []).append(line)
        if "@@ end" not in done.stderr:
            said["psql"] = [done.stderr]
        return {key: "\n".join(lines) for key, lines in said.items()}


def expressions():
    """The lines of functions.txt: (expression, expected)."""
    with open(os.path.join(HERE, "functions.txt"), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    return [line.rsplit(" | ", 1) for line in lines if line and not line.startswith("#")]


def session_of(schema):
    statements = embed_sql.read_statements(schema)
    by_name = {entry.name: entry for entry in statements}
    session = Session()
    for entry in embed_sql.read_migrations(schema):
        session.add(entry.where(), translated(entry.sql))
    for name in CREATING:
        session.add(by_name[name].where(), translated(by_name[name].sql))
    named = [entry for entry in statements if entry.kind == "name"]
    for entry in named:
        if not NEEDS_MOMENT.search(entry.sql):
            session.prepare(f"{entry.where()}: {entry.name}", entry.sql)
    session.add(by_name["moment_create"].where(), translated(by_name["moment_create"].sql))
    # With the tables of a moment in front, everything has to prepare once more.
    for entry in named:
        session.prepare(f"{entry.where()}: {entry.name} (of a moment)", entry.sql)
    for entry in statements:
        if entry.kind == "script" and entry.name not in CREATING + ["moment_create", "moment_drop"]:
            session.add(f"{entry.where()}: {entry.name}", translated(entry.sql))
    session.add(by_name["moment_drop"].where(), translated(by_name["moment_drop"].sql))
    for expression, expected in expressions():
        session.add(f"functions.txt: {expression}", f"SELECT must_be(CAST({translated(expression)} AS text), '{expected}') \\gset")
    session.add("must fail", "SELECT must_be('1', '2');")
    for k, (sql, _) in enumerate(MUST_FAIL):
        session.prepare(f"must fail {k}", sql)
    return session, len(named)


def main(argv):
    if len(argv) != 2:
        sys.exit(__doc__.strip())
    if not os.access(os.path.join(BINARIES, "postgres"), os.X_OK):
        print(f"there is no {BINARIES}/postgres (package postgresql-15)")
        sys.exit(SKIPPED)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(f"stopped by signal {number}"))
    session, n_statements = session_of(argv[1])
    server = Server()
    try:
        server.start()
        said = session.run(server)
    finally:
        server.close()
    if "it is 1, not 2" not in said.pop("must fail", ""):
        sys.exit("expressions are not compared")
    for k, (sql, answer) in enumerate(MUST_FAIL):
        if answer not in said.pop(f"must fail {k}", ""):
            sys.exit(f"this should have failed with \"{answer}\": {sql}")
    for label, text in said.items():
        print(f"{label}\n{text}\n")
    if said:
        sys.exit(f"{len(said)} of the pieces are not understood by PostgreSQL 15")
    print(f"{n_statements} statements prepare")


if __name__ == "__main__":
    main(sys.argv)
