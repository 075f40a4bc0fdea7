"""A home of the test's own and the real programs on it. Nothing here sleeps for a fixed time: every wait is for a state, with a limit."""

import csv
import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

LIMIT_S = float(os.environ.get("AID_TEST_LIMIT", "60"))


def programs():
    """The paths of aidtallyd and aidtally: the first two arguments of the test, taken away from them."""
    if len(sys.argv) < 3:
        sys.exit("usage: TEST AIDTALLYD AIDTALLY [unittest options]")
    found = [os.path.abspath(path) for path in sys.argv[1:3]]
    del sys.argv[1:3]
    return found


AIDTALLYD, AIDTALLY = programs()
FIXTURES = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "fixtures")


# 2025-06-01
FIXTURE_TIME = 1748736000


class Waited(AssertionError):
    pass


def wait_for(what, condition, limit_s=LIMIT_S):
    """The first true value of condition(); an error that names `what` after the limit."""
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Waited(f"waited {limit_s:.0f} s for: {what}")
        time.sleep(0.01)


class Home:
    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="aid-daemon-")
        self.log_path = os.path.join(self.path, "test.log")
        self.daemon = None
        self.run("init", "--empty")

    def close(self):
        if self.daemon is not None:
            self.daemon.send_signal(signal.SIGCONT)
            self.daemon.kill()
            self.daemon.wait()
            self.daemon = None
        shutil.rmtree(self.path, ignore_errors=not os.path.exists(self.path))

    # ---- files

    def file(self, *parts):
        return os.path.join(self.path, *parts)

    def write(self, name, text):
        """Writes HOME/name in place."""
        path = os.fsencode(self.path) + b"/" + (os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)

    def drop(self, name, text, modified=None):
        """Writes inbox/name under a name that is passed over, then renames it. `modified`: the file's time, which dates rows without one."""
        target = os.fsencode(self.path) + b"/inbox/" + os.fsencode(name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        part = os.path.join(os.path.dirname(target), b".test.part")
        with open(part, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        if modified is not None:
            os.utime(part, (modified, modified))
        os.rename(part, target)

    def drop_fixtures(self):
        """All of fixtures/drops and its profiles, all of one moment; returns their number."""
        for name in os.listdir(os.path.join(FIXTURES, "profiles")):
            shutil.copy(os.path.join(FIXTURES, "profiles", name), self.file("profiles", name))
        n = 0
        for folder, _, names in sorted(os.walk(os.path.join(FIXTURES, "drops"))):
            for name in sorted(names):
                if name.endswith(".csv"):
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        self.drop(os.path.relpath(path, os.path.join(FIXTURES, "drops")), file.read(), FIXTURE_TIME)
                    n += 1
        return n

    def tree(self, top):
        """The files below HOME/top, as paths relative to it, sorted."""
        found = []
        for folder, folders, names in os.walk(os.fsencode(self.file(top))):
            for name in names:
                found.append(os.path.relpath(os.path.join(folder, name), os.fsencode(self.file(top))))
        return sorted(found)

    def texts(self, top, ending):
        """The contents of the files below HOME/top with that ending."""
        found = {}
        for name in self.tree(top):
            if name.endswith(ending.encode()):
                with open(os.path.join(os.fsencode(self.file(top)), name), "rb") as file:
                    found[name] = file.read().decode("utf-8", "replace")
        return found

    def inbox(self):
        """What lies in the inbox, dotfiles too, folders of sources aside."""
        return self.tree("inbox")

    # ---- programs

    def run(self, *args, status=0):
        done = subprocess.run([AIDTALLY, "--home", self.path, *args], capture_output=True, text=True, timeout=LIMIT_S * 2)
        if done.returncode != status:
            raise AssertionError(f"aidtally {' '.join(args)}: status {done.returncode}, not {status}\n"
                                 f"{done.stdout}{done.stderr}")
        return done.stdout

    def dump(self):
        return self.run("dump")

    def drops(self):
        return list(csv.DictReader(io.StringIO(self.run("drops", "--format", "csv"))))

    def states(self):
        """(name, state) of every drop, from the ledger itself: cheaper than a report."""
        ledger = sqlite3.connect(f"file:{self.file('aidtally.db')}?mode=ro", uri=True, timeout=10)
        ledger.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            return ledger.execute("SELECT name, state FROM drop_file ORDER BY drop_id").fetchall()
        finally:
            ledger.close()

    def is_clear(self, n_drops):
        """So many drops, all with their files in place, and nothing that waits for the reconcile."""
        states = self.states()
        if len(states) < n_drops or any(state in (1, 2) for _, state in states):
            return False
        return not self.waits()

    def waits(self):
        ledger = sqlite3.connect(f"file:{self.file('aidtally.db')}?mode=ro", uri=True, timeout=10)
        try:
            tables = [row[0] for row in ledger.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'dirty%'")]
            return any(ledger.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables)
        finally:
            ledger.close()

    # ---- the daemon

    def start(self, *options, failpoints="", settle_ms=100, before=None, wait=True):
        environment = dict(os.environ, AIDTALLY_FAILPOINTS=failpoints)
        self.log = open(self.log_path, "ab")
        at = os.path.getsize(self.log_path)
        self.daemon = subprocess.Popen(
            [AIDTALLYD, "--home", self.path, "--settle", str(settle_ms), *options], env=environment, stderr=self.log,
            stdout=subprocess.DEVNULL, preexec_fn=before)
        self.log.close()
        if wait:
            wait_for("the daemon says that it started",
                     lambda: self.daemon.poll() is not None or b"event=started" in self.log_bytes()[at:])

    def log_bytes(self):
        with open(self.log_path, "rb") as file:
            return file.read()

    def events(self, event=None):
        """The lines of the log, as dictionaries."""
        lines = []
        for line in self.log_bytes().decode("utf-8", "replace").splitlines():
            fields = dict(re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)', line))
            if event is None or fields.get("event") == event:
                lines.append({key: value.strip('"') for key, value in fields.items()})
        return lines

    def logged(self, event, n=1):
        """So many of them at least, which may come to the log just after the drop is done."""
        return wait_for(f"{n} lines of {event}", lambda: len(self.events(event)) >= n and self.events(event))

    def settle(self, n_drops):
        """Waits until so many drops are done and reconciled, and says what the daemon said if they are not."""
        def check():
            if self.daemon.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.daemon.returncode}:\n{self.log_bytes().decode()}")
            return self.is_clear(n_drops) and not self.inbox()
        try:
            wait_for(f"{n_drops} drops to be done", check)
        except Waited as waited:
            raise AssertionError(f"{waited}\n{self.states()}\n{self.inbox()}\n{self.log_bytes().decode()}") from None

    def ended(self):
        """Waits until the daemon has ended by itself; its status (negative: the signal)."""
        wait_for("the daemon to end", lambda: self.daemon.poll() is not None)
        status, self.daemon = self.daemon.returncode, None
        return status

    def stop(self):
        self.daemon.send_signal(signal.SIGTERM)
        return self.ended()
