#!/usr/bin/env python3
"""SIGKILL of the daemon: at every named state of a drop, in the middle of its recovery and of a reconcile, and at random moments while it reads.
After a restart the ledger's dump and the folders are those of a daemon that nobody disturbed, and nothing is left in work/. Each kill logs the state
that it hit; a state that was never hit fails the test.

kill.py AIDTALLYD AIDTALLY states|moments
"""

import csv
import io
import os
import random
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "daemon"))
import harness  # noqa: E402
from harness import FIXTURES, FIXTURE_TIME, Home, wait_for  # noqa: E402

ROOT = os.path.dirname(FIXTURES)
SEED = int(os.environ.get("AID_TEST_SEED", "20240517"))
N_MOMENTS = int(os.environ.get("AID_TEST_KILLS", "20"))


def say(text):
    print(text, flush=True)


def passage_states():
    """The states as core/home/home.h lists them: none is forgotten when one is added."""
    with open(os.path.join(ROOT, "core", "home", "home.h"), encoding="utf-8") as file:
        text = file.read()
    listed = text[text.index("AID_PASSAGE_STATE_LIST(X)"):text.index("enum aid_passage_state")]
    return re.findall(r'X\([A-Z]+, "([a-z]+)"\)', listed)


def outcome(home):
    """All that a kill must not change. The order in which files are taken may change, and with it the number of a drop."""
    rejected = sorted(re.sub(rb"--drop\d+", b"--dropN", path) for path in home.tree("rejected"))
    return {"dump": home.dump(), "archive": home.tree("archive"), "receipts": home.tree("receipts"), "rejected": rejected,
            "inbox": home.inbox(), "work": home.tree("work"), "drops": sorted(home.states())}


class Case(unittest.TestCase):
    maxDiff = 2000

    def new_home(self):
        home = Home()
        self.addCleanup(home.close)
        self.fill(home)
        return home

    def finish(self, home):
        """Starts it once more, undisturbed, to the end."""
        home.start()
        home.settle(self.n_drops)
        self.assertEqual(home.stop(), 0)
        return outcome(home)

    def compare(self, found, what):
        for key, value in self.expected.items():
            self.assertEqual(found[key], value, f"{what}: {key}")
        self.assertEqual(found["work"], [], what)


class States(Case):
    """The fixtures, a file that is refused, and a link."""

    def fill(self, home):
        n = home.drop_fixtures()
        home.drop("refused.csv", "foo,bar\n1,2\n", FIXTURE_TIME)
        home.drop("with-rejects.csv", "waybill,donor,commodity,quantity,unit,dispatched_at\nK1,D,Flour,1,t,2024-01-01\n"
                                      "K2,D,Flour,lots,t,2024-01-01\n", FIXTURE_TIME)
        os.symlink("/etc/passwd", home.file("inbox", "link.csv"))
        self.n_drops = n + 3

    def test_every_state(self):
        home = self.new_home()
        self.expected = self.finish(home)
        hit = {}
        for state in passage_states():
            for n in (1, self.n_drops // 2, self.n_drops - 1): # the link is never copied
                self.kill_at(state, n, hit)
        for n in (1, 2, 3):
            self.kill_in_recovery(n, hit)
        self.kill_at("reconciling", 1, hit) # at the start, with nothing to do
        self.kill_at("reconciling", 2, hit) # with all that was dropped
        for state in [*passage_states(), "recovering", "reconciling"]:
            self.assertGreater(hit.get(state, 0), 0, f"no kill hit the state {state}")

    def kill_at(self, state, n, hit):
        home = self.new_home()
        self.start_to_die(home, f"{state}=kill@{n}", state, hit)
        self.compare(self.finish(home), f"killed at {state}, number {n}")
        home.close()

    def kill_in_recovery(self, n, hit):
        home = self.new_home()
        self.start_to_die(home, "ingested=kill@5", "ingested", hit)
        self.start_to_die(home, f"recovering=kill@{n}", "recovering", hit)
        self.compare(self.finish(home), f"killed in recovery, number {n}")
        home.close()

    def start_to_die(self, home, failpoints, state, hit):
        home.start(failpoints=failpoints)
        try:
            status = home.ended()
        except harness.Waited:
            self.fail(f"{failpoints}: the daemon never came there\n{home.log_bytes().decode()}")
        self.assertEqual(status, -9, failpoints)
        done = sum(1 for _, drop_state in home.states() if drop_state in (3, 4))
        say(f"{failpoints:22} hit; {done} of {self.n_drops} drops were done, in work/: {len(home.tree('work'))}, "
            f"claimed: {sum(1 for path in home.inbox() if b'.claimed' in path)}")
        hit[state] = hit.get(state, 0) + 1


class Moments(Case):
    """One long file of order lines, each of which states three facts."""

    def fill(self, home):
        if not hasattr(self, "text"):
            self.text = self.long_text()
        for name in os.listdir(os.path.join(FIXTURES, "profiles")):
            with open(os.path.join(FIXTURES, "profiles", name), encoding="utf-8") as file:
                home.write("profiles/" + name, file.read())
        home.drop("scms.csv", self.text, FIXTURE_TIME)
        self.n_drops = 1

    @staticmethod
    def long_text():
        """fixtures/drops/scms.csv again and again, the order lines numbered anew."""
        with open(os.path.join(FIXTURES, "drops", "scms.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        key = [name.strip().lower() for name in rows[0]].index("id")
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(rows[0])
        n_rows = 0
        while n_rows < 6000:
            for row in rows[1:]:
                n_rows += 1
                row[key] = str(1000000 + n_rows)
                writer.writerow(row)
        return out.getvalue()

    def test_random_moments(self):
        home = self.new_home()
        home.start()
        begin = time.monotonic()
        home.settle(1)
        taken_s = time.monotonic() - begin
        home.stop()
        self.expected = outcome(home)
        chance = random.Random(SEED)
        hit = {}
        for i in range(N_MOMENTS):
            delay_s = taken_s * (i + chance.random()) / N_MOMENTS
            self.kill_after(delay_s, hit)
        say(f"seed {SEED}, {taken_s:.2f} s undisturbed; hits: {hit}")
        # The long parts of the way cannot all be missed by chance.
        self.assertGreaterEqual(hit.get("being ingested", 0), 1)

    def kill_after(self, delay_s, hit):
        home = self.new_home()
        home.start()
        end = time.monotonic() + delay_s
        wait_for("the moment", lambda: time.monotonic() >= end)
        home.daemon.kill()
        self.assertEqual(home.ended(), -9)
        state = self.state_of(home)
        hit[state] = hit.get(state, 0) + 1
        say(f"killed after {delay_s * 1000:6.0f} ms: {state}")
        self.compare(self.finish(home), f"killed after {delay_s:.3f} s, {state}")
        home.close()

    @staticmethod
    def state_of(home):
        """Where the file was, from what it left."""
        drops, inbox, work = home.states(), home.inbox(), home.tree("work")
        if not drops:
            if b"scms.csv" in inbox:
                return "waiting"
            if not work:
                return "claimed"
            return "being copied" if work[0].startswith(b"copy-") else "being ingested"
        if drops[0][1] == 1:
            if not home.tree("archive"):
                return "ingested"
            if not home.tree("receipts"):
                return "archived"
            return "receipted" if inbox else "released"
        return "done, to be reconciled" if home.waits() else "done"


if __name__ == "__main__":
    suites = {"states": States, "moments": Moments}
    if len(sys.argv) != 2 or sys.argv[1] not in suites:
        sys.exit(__doc__)
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(suites[sys.argv[1]])
    sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1)
