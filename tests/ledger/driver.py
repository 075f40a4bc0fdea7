"""What the tests of the ledger share: homes, files made of rows, and aidtally on them."""

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import workload  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIMIT_S = 120
# The one date of all files: of rows that state no reported_at.
FILE_TIME = 1741867200  # 2025-03-13


class Home:
    """A folder of its own with a home, files/ beside it, and aidtally at work there."""

    def __init__(self, aidtally):
        self.aidtally = aidtally
        self.top = tempfile.mkdtemp(prefix="aid-ledger-")
        self.path = os.path.join(self.top, "home")
        self.files = os.path.join(self.top, "files")
        os.mkdir(self.files)
        self.must("init", "--empty")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def run(self, *args):
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TMPDIR": self.top}
        env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
        return subprocess.run([self.aidtally, "--home", self.path, *args], cwd=self.files, env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=LIMIT_S, check=False)

    def must(self, *args):
        done = self.run(*args)
        if done.returncode != 0:
            raise Failure(f"aidtally {' '.join(args)}: status {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()

    def rows(self, *args):
        """A report as dictionaries."""
        return list(csv.DictReader(io.StringIO(self.must(*args, "--format", "csv").lstrip("\ufeff"))))

    def take(self, drops):
        """Imports drops in their order; neighbours of one source go in one command and share a reconcile."""
        while drops:
            n = 1
            while n < len(drops) and drops[n].arguments() == drops[0].arguments() and drops[n].is_with_last:
                n += 1
            self.must("import", *drops[0].arguments(), *[drop.put(self.files) for drop in drops[:n]])
            drops = drops[n:]
            yield


class Drop:
    """A file as it is dropped. is_with_last: in one command with the one before, if that can be."""

    def __init__(self, name, content, source="", profile=None, is_with_last=False):
        self.name, self.content, self.source, self.profile, self.is_with_last = name, content, source, profile, is_with_last

    def arguments(self):
        return ([] if not self.source else ["--source", self.source]) + ([] if not self.profile else ["--profile", self.profile])

    def put(self, folder):
        path = os.path.join(folder, self.name)
        with open(path, "wb") as file:
            file.write(self.content)
        os.utime(path, (FILE_TIME, FILE_TIME))
        return self.name


class Failure(Exception):
    pass


def file_of(rows, columns):
    """Rows of one kind as CSV bytes, their columns in the given order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    at = [workload.HEADERS[rows[0].kind].index(column) for column in columns]
    for row in rows:
        cells = row.line()
        writer.writerow([cells[k] for k in at])
    return out.getvalue().encode()
