#!/usr/bin/env python3
"""import beside a running daemon: handed over, awaited, and the same lines as without one. test_handover.py AIDTALLY AIDTALLYD"""

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

AIDTALLYD = os.path.abspath(sys.argv.pop(2)) if len(sys.argv) > 2 else sys.exit("usage: TEST AIDTALLY AIDTALLYD [options]")

import case  # noqa: E402

PROMISES = "commitment_id,donor,quantity,unit,destination\nA,Norland,5,t,Vale\nB,Norland,x,t,Vale\n"


def outcome(line):
    """The line of import without the number of the drop and the day."""
    return re.sub(r"drop \d+|\d{4}-\d\d-\d\d", "#", line)


class Handover(unittest.TestCase):
    def setUp(self):
        self.home = case.Home()
        self.addCleanup(self.home.close)
        for name in os.listdir(os.path.join(case.FIXTURES, "profiles")):
            shutil.copy(os.path.join(case.FIXTURES, "profiles", name), os.path.join(self.home.path, "profiles", name))
        self.daemon = None

    def start(self):
        log = open(os.path.join(self.home.top, "log"), "wb")
        self.daemon = subprocess.Popen([AIDTALLYD, "--home", self.home.path], stdout=log, stderr=log, cwd=self.home.files)
        log.close()
        self.addCleanup(self.stop)
        end = time.monotonic() + case.LIMIT_S
        while "writer,daemon" not in self.home.must("status", "--format", "csv"):
            self.assertIsNone(self.daemon.poll(), "the daemon has ended")
            self.assertLess(time.monotonic(), end, "the daemon does not take the home")

    def stop(self):
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGCONT)
            self.daemon.terminate()
            self.daemon.wait(case.LIMIT_S)

    def drops(self):
        return list(csv.DictReader(io.StringIO(self.home.must("drops", "--format", "csv"))))

    def test_the_lines_are_the_same_with_and_without_a_daemon(self):
        names = [self.home.copy(os.path.join(case.FIXTURES, "drops", name)) for name in ("cogat.csv", "gaza-commitments.csv", "scms.csv")]
        self.start()
        beside = self.home.must("import", *names)
        again = self.home.must("import", "cogat.csv")
        shortfall = self.home.must("shortfall", "--as-of", "2024-02-29", "--format", "csv")
        other = case.Home()
        self.addCleanup(other.close)
        for name in os.listdir(os.path.join(self.home.path, "profiles")):
            shutil.copy(os.path.join(self.home.path, "profiles", name), os.path.join(other.path, "profiles", name))
        for name in names:
            other.copy(os.path.join(self.home.files, name))
        alone = other.must("import", *names)
        self.assertEqual([outcome(line) for line in beside.splitlines()], [outcome(line) for line in alone.splitlines()])
        self.assertEqual(shortfall, other.must("shortfall", "--as-of", "2024-02-29", "--format", "csv"))
        self.assertIn("taken before as drop", again)
        self.assertEqual(len(self.drops()), 3)

    def test_source_and_profile_go_along(self):
        self.home.copy(os.path.join(case.FIXTURES, "drops", "scms.csv"))
        self.home.write("a.csv", PROMISES)
        self.start()
        self.home.must("import", "--profile", os.path.join(case.FIXTURES, "profiles", "scms.conf"), "scms.csv")
        out = self.home.run("import", "--source", "Norland", "--fail-on", "rejected", "a.csv")
        self.assertEqual(out.returncode, 1, out.stderr)
        self.assertEqual([(d["name"], d["source"], d["rejected"]) for d in self.drops()], [("scms.csv", "SCMS", "0"), ("a.csv", "Norland", "1")])
        self.home.write("x.conf", "[profile]\nname = x\n")
        out = self.home.run("import", "--profile", "./x.conf", "scms.csv")
        self.assertEqual(out.returncode, 3)
        self.assertIn(b"profiles/ only", out.stderr)

    def test_what_cannot_be_handed_over_is_said(self):
        self.home.write("bad.csv", "a,b\n1,2\n")
        self.start()
        out = self.home.run("import", "nosuch.csv", ".", "bad.csv")
        self.assertEqual(out.returncode, 3)
        self.assertIn(b"nosuch.csv", out.stderr)
        self.assertIn(b"bad.csv: refused: ", out.stdout)
        self.assertIn(b".why.txt", out.stdout)
        self.assertEqual(os.listdir(os.path.join(self.home.path, "inbox")), ["_office"])

    def test_waiting_has_an_end(self):
        self.home.write("a.csv", PROMISES)
        self.start()
        self.daemon.send_signal(signal.SIGSTOP)
        out = self.home.run("import", "--wait", "1s", "a.csv")
        self.assertEqual(out.returncode, 3)
        self.assertIn(b"safe in the inbox", out.stderr)
        self.assertEqual(self.drops(), [])
        self.daemon.send_signal(signal.SIGCONT)
        end = time.monotonic() + case.LIMIT_S
        while not self.drops():
            self.assertLess(time.monotonic(), end, "the daemon does not go on")

    def test_a_daemon_that_ends_is_noticed(self):
        self.home.write("a.csv", PROMISES)
        self.start()
        self.daemon.send_signal(signal.SIGSTOP)
        waiting = subprocess.Popen([case.AIDTALLY, "--home", self.home.path, "import", "a.csv"], cwd=self.home.files, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        inbox = os.path.join(self.home.path, "inbox")
        end = time.monotonic() + case.LIMIT_S
        while not any(name.startswith("import-") for name in os.listdir(inbox)):
            self.assertLess(time.monotonic(), end, "nothing was handed over")
        self.daemon.kill()
        self.daemon.wait()
        err = waiting.communicate(timeout=case.LIMIT_S)[1]
        self.assertEqual(waiting.returncode, 3)
        self.assertIn(b"the daemon has ended", err)
        # Without a daemon the next import is its own writer; what waits is the next daemon's.
        self.home.must("import", "a.csv")


if __name__ == "__main__":
    unittest.main()
