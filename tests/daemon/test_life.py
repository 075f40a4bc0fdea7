#!/usr/bin/env python3
"""The life of the daemon: starting, stopping, troubles that pass."""

import json
import os
import signal
import subprocess
import time
import unittest

from harness import AIDTALLYD, Home, wait_for

SHIPMENTS = "waybill,donor,commodity,quantity,unit,destination,dispatched_at\n"


def shipments(*numbers):
    return SHIPMENTS + "".join(f"W{n},Donor,Flour,1,t,Gaza Strip,2024-01-01\n" for n in numbers)


class Life(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def test_it_stops_when_asked(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            self.home.start()
            wait_for("the status file", lambda: os.path.exists(self.home.file(".status.json")))
            self.home.daemon.send_signal(number)
            self.assertEqual(self.home.ended(), 0)
            self.assertFalse(os.path.exists(self.home.file(".status.json")))
        self.assertEqual(len(self.home.events("stopped")), 3)

    def test_one_daemon_a_home(self):
        self.home.start()
        second = subprocess.run([AIDTALLYD, "--home", self.home.path], capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 3)
        self.assertIn(f"process {self.home.daemon.pid} (daemon)", second.stderr)
        self.assertEqual(second.stderr.count("\n"), 1)

    def test_usage(self):
        for options in (["--settle", "x"], ["--scan", "0"], ["--scan", "-1"], ["--nosuch"], ["word"]):
            done = subprocess.run([AIDTALLYD, "--home", self.home.path, *options], capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 2, options)
        for path in ("/no/such/home", self.home.file("archive")):
            done = subprocess.run([AIDTALLYD, "--home", path], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 3)
            self.assertIn("init", done.stderr)
        done = subprocess.run([AIDTALLYD, "--home", self.home.path], capture_output=True, text=True, timeout=60,
                              env=dict(os.environ, AIDTALLY_FAILPOINTS="x=y"))
        self.assertEqual(done.returncode, 3)

    def test_the_job_at_hand_finishes(self):
        # It stops itself in the middle of the file; asked to stop meanwhile, it goes on and finishes.
        self.home.drop("a.csv", shipments(1))
        self.home.start(failpoints="ingested=pause@1")
        self.wait_stopped()
        self.home.daemon.send_signal(signal.SIGTERM)
        self.home.daemon.send_signal(signal.SIGCONT)
        self.assertEqual(self.home.ended(), 0)
        self.assertEqual(self.home.states(), [("a.csv", 3)])
        self.assertEqual(self.home.tree("work"), [])
        self.assertEqual(len(self.home.tree("receipts")), 1)

    def wait_stopped(self):
        def is_stopped():
            with open(f"/proc/{self.home.daemon.pid}/stat", encoding="ascii", errors="replace") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "T"
        wait_for("the daemon to pause", is_stopped)

    def test_a_drop_is_known_from_its_commit(self):
        self.home.drop("a.csv", shipments(1))
        self.home.start(failpoints="copied=pause@1")
        self.wait_stopped()
        # Begun, and not to be seen in a second that has gone by.
        began = int(time.time())
        wait_for("the clock", lambda: time.time() > began + 2)
        self.home.daemon.send_signal(signal.SIGCONT)
        self.home.settle(1)
        drop, = self.home.drops()
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began + 1))
        self.assertLess(drop["received_at"], moment)
        self.assertGreater(drop["known_at"], moment)
        known = self.home.run("drops", "--format", "csv", "--known-at", moment)
        self.assertEqual(known.count("\n"), 1)
        self.assertEqual(self.home.run("drops", "--format", "csv", "--known-at", "1"), self.home.run("drops", "--format", "csv"))

    def test_what_was_known_with_a_drop_is_not_where_its_files_are(self):
        self.home.drop("a.csv", shipments(1))
        self.home.start(failpoints="ingested=pause@1")
        self.wait_stopped()
        self.assertEqual(self.home.drops()[0]["state"], "committed")
        then = self.home.run("drops", "--format", "csv", "--known-at", "1")
        self.home.daemon.send_signal(signal.SIGCONT)
        self.home.settle(1)
        self.assertEqual(self.home.run("drops", "--format", "csv", "--known-at", "1"), then)
        self.assertEqual(self.home.run("drops", "--format", "csv"), then)

    def test_a_long_job_is_broken_off(self):
        text = shipments(*range(60000))
        self.home.drop("long.csv", text)
        self.home.start("--stop", "0", failpoints="copied=pause@1")
        self.wait_stopped()
        self.home.daemon.send_signal(signal.SIGTERM)
        self.home.daemon.send_signal(signal.SIGCONT)
        self.assertEqual(self.home.ended(), 0)
        self.assertEqual(len(self.home.events("interrupting")), 1)
        self.assertEqual(self.home.states(), [])
        self.assertEqual(self.home.inbox(), [b"long.csv"])
        self.assertEqual(self.home.tree("work"), [])
        self.home.start()
        self.home.settle(1)
        self.assertEqual(self.home.drops()[0]["accepted"], "60000")

    def test_a_full_disk_is_said_once_and_passes(self):
        self.home.drop("a.csv", shipments(1))
        self.home.start("--scan", "1", failpoints="copied=full@1,copied=full@2")
        self.home.settle(1)
        self.assertEqual(len(self.home.events("trouble")) + len(self.home.events("goes_on")), 2, self.home.events())

    def test_every_error_passes(self):
        for state in ("waiting", "claimed", "copied", "ingested", "archived", "receipted", "released", "done"):
            with self.subTest(state=state):
                n = len(self.home.states()) + 1
                self.home.drop(f"{state}.csv", shipments(n))
                self.home.start("--scan", "1", failpoints=f"{state}=fail@1")
                self.home.settle(n)
                self.assertEqual(self.home.tree("work"), [])
                self.assertEqual(self.home.stop(), 0)
        self.assertEqual(len(self.home.states()), 8)

    def test_a_profile_that_cannot_be_read_holds_only_what_needs_it(self):
        self.home.write("profiles/broken.conf", "[profile\n")
        self.home.start("--scan", "1")
        self.home.drop("theirs.csv", "Camion;Tonnage\nT1;5\n")
        wait_for("the sentence", lambda: self.home.events("trouble"))
        self.home.drop("ours.csv", shipments(1))
        wait_for("the other file", lambda: self.home.is_clear(1))
        self.assertEqual(self.home.inbox(), [b"theirs.csv"])
        self.assertIn("profiles/broken.conf", self.home.events("trouble")[0]["msg"])
        self.assertEqual(len(self.home.events("trouble")), 1)
        os.remove(self.home.file("profiles", "broken.conf"))
        self.home.settle(2)

    def test_a_folder_that_cannot_be_opened_holds_only_itself(self):
        if os.geteuid() == 0:
            self.skipTest("root opens every folder")
        self.home.drop("LOCKED/a.csv", shipments(1))
        os.chmod(self.home.file("inbox", "LOCKED"), 0)
        self.home.start("--scan", "1")
        self.home.drop("b.csv", shipments(2))
        wait_for("the other file", lambda: self.home.is_clear(1))
        self.assertEqual(len(self.home.events("folder_closed")), 1)
        os.chmod(self.home.file("inbox", "LOCKED"), 0o750)
        self.home.settle(2)

    def status(self):
        """What .status.json says; nothing while it is not there."""
        try:
            with open(self.home.file(".status.json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def test_the_status_file_says_what_it_does(self):
        self.home.start()
        wait_for("rest", lambda: self.status().get("state") == "waiting")
        self.home.drop('WFP/a"b\n.csv', shipments(1))
        self.home.settle(1)
        status = self.status()
        self.assertEqual(set(status), {"pid", "state", "file", "waiting", "trouble", "since"})
        self.assertEqual(status["pid"], self.home.daemon.pid)
        self.home.stop()
        self.home.drop("WFP/c.csv", shipments(2))
        self.home.start(failpoints="copied=full")
        wait_for("the trouble", lambda: self.status().get("trouble") and self.status().get("state") == "waiting")


if __name__ == "__main__":
    unittest.main()
