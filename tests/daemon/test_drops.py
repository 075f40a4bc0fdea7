#!/usr/bin/env python3
"""What becomes of files in the inbox of a running daemon."""

import os
import resource
import time
import unittest

from harness import FIXTURES, Home, wait_for

SHIPMENTS = "waybill,donor,commodity,quantity,unit,destination,dispatched_at\n"
DONE, REFUSED_DONE = 3, 4


def shipments(*numbers):
    return SHIPMENTS + "".join(f"W{n},Donor,Flour,{n},t,Gaza Strip,2024-01-01\n" for n in numbers)


class Drops(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def test_a_file_is_taken_and_has_a_receipt(self):
        self.home.start()
        self.home.drop("WFP/march.csv", shipments(1, 2) + "W3,Donor,Flour,many,t,Gaza Strip,2024-01-01\n")
        self.home.settle(1)
        drop = self.home.drops()[0]
        self.assertEqual([drop[key] for key in ("name", "source", "records", "accepted", "rejected", "state")],
                         ["march.csv", "WFP", "3", "2", "1", "done"])
        receipt, = self.home.texts("receipts", ".receipt.csv").values()
        self.assertIn("not_a_number", receipt)
        fix, = self.home.texts("rejected", ".fix.csv").values()
        self.assertIn("W3,Donor,Flour,many", fix)
        archived, = self.home.tree("archive")
        self.assertRegex(archived.decode(), r"^\d{4}-\d\d-\d\d/WFP/march\.csv--" + drop["sha256"][:8] + "$")
        self.assertEqual(self.home.tree("work"), [])
        event, = self.home.logged("taken")
        self.assertEqual((event["file"], event["records"], event["rejected"]), ("WFP/march.csv", "3", "1"))
        self.assertIn("W2", self.home.dump())
        self.assertIn("sound", self.home.run("verify").lower())

    def test_the_same_file_again_changes_nothing(self):
        self.home.start()
        self.home.drop("a.csv", shipments(1))
        self.home.settle(1)
        before = self.home.dump(), self.home.tree("archive"), self.home.tree("receipts")
        self.home.drop("b.csv", shipments(1))
        wait_for("the repeat", lambda: self.home.events("repeated") and not self.home.inbox())
        self.assertEqual(len(self.home.states()), 1)
        self.assertEqual((self.home.dump(), self.home.tree("archive"), self.home.tree("receipts")), before)

    def test_a_file_that_is_being_written_is_left_alone(self):
        self.home.start("--scan", "1", settle_ms=700)
        text = shipments(*range(40))
        with open(self.home.file("inbox", "slow.csv"), "w", encoding="ascii") as file:
            for at in range(0, len(text), 100):
                file.write(text[at:at + 100])
                file.flush()
                os.fsync(file.fileno())
                # Slower than the looking, and never pausing as long as the settle time.
                next_at = time.monotonic() + 0.05
                wait_for("the next piece", lambda: time.monotonic() > next_at)
                self.assertEqual(self.home.states(), [])
        self.home.settle(1)
        self.assertEqual(self.home.drops()[0]["records"], "40")

    def test_names_that_are_passed_over(self):
        for name in (".hidden.csv", "a.csv.tmp", "a.csv.part", "~$a.csv", "A.PART"):
            self.home.write("inbox/" + name, shipments(1))
        self.home.start()
        self.home.drop("seen.csv", shipments(2))
        wait_for("the one", lambda: self.home.is_clear(1))
        self.assertEqual(len(self.home.inbox()), 5)
        os.rename(self.home.file("inbox", "a.csv.part"), self.home.file("inbox", "a.csv"))
        wait_for("the renamed one", lambda: self.home.is_clear(2))

    def test_what_was_dropped_before_the_start(self):
        self.home.drop("a.csv", shipments(1))
        self.home.start()
        self.home.settle(1)
        self.assertEqual(self.home.stop(), 0)
        self.home.drop("b.csv", shipments(2))
        self.home.start()
        self.home.settle(2)

    def test_notices_reach_new_folders(self):
        # No regular listing within the limit of the test: only the notices can bring it.
        self.home.start("--scan", "3600")
        self.home.drop("NEW/a.csv", shipments(1))
        self.home.settle(1)
        self.home.drop("NEW/b.csv", shipments(2))
        self.home.settle(2)
        os.rmdir(self.home.file("inbox", "NEW"))
        self.home.drop("other.csv", shipments(3))
        self.home.settle(3)
        self.home.drop("NEW/c.csv", shipments(4))
        self.home.settle(4)

    def test_a_file_that_comes_after_its_folder_was_listed_and_before_its_notices(self):
        # Folders with much to pass over make a listing long; some are listed before the new one, some after it.
        for folder in range(4):
            os.makedirs(self.home.file("inbox", f"{folder}"))
            for i in range(2000):
                with open(self.home.file("inbox", f"{folder}", f".{i}"), "wb"):
                    pass
        self.home.start("--scan", "3600")
        for i in range(24):
            os.mkdir(self.home.file("inbox", f"N{i}"))
            next_at = time.monotonic() + i * 0.0005
            while time.monotonic() < next_at:
                pass
            self.home.drop(f"N{i}/a.csv", shipments(i))
            wait_for(f"the file of N{i}", lambda: self.home.is_clear(i + 1))

    def test_without_notices_the_listing_brings_it(self):
        self.home.start("--scan", "1")
        self.home.settle(0)
        # The inbox is another folder now, and the notices of the old one are silent.
        os.rmdir(self.home.file("inbox", "_office"))
        os.rmdir(self.home.file("inbox"))
        wait_for("the trouble", lambda: self.home.events("scan_trouble"))
        os.mkdir(self.home.file("inbox"))
        self.home.drop("a.csv", shipments(1))
        self.home.settle(1)
        self.assertEqual(len(self.home.events("scan_trouble")), 1)

    def test_the_fixtures(self):
        n = self.home.drop_fixtures()
        self.home.start()
        self.home.settle(n)
        self.assertEqual({state for _, state in self.home.states()}, {DONE})
        self.assertEqual(len(self.home.tree("archive")), n)
        self.assertEqual(len(self.home.tree("receipts")), n)
        self.home.run("verify")

    def test_three_hundred_files_at_once_with_few_descriptors(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        for i in range(300):
            self.home.drop(f"S{i % 40}/{i}.csv", shipments(i))
        self.home.start(before=few)
        self.home.settle(300)
        self.assertEqual({state for _, state in self.home.states()}, {DONE})

    def test_import_hands_its_file_to_the_daemon(self):
        with open(os.path.join(FIXTURES, "profiles", "cogat.conf"), encoding="utf-8") as file:
            profile = file.read()
        self.home.write("profiles/theirs.conf", profile.replace("match = ", "match = never-"))
        self.home.start(settle_ms=3600000)
        said = self.home.run("import", "--profile", "theirs", "--source", "COGAT", os.path.join(FIXTURES, "drops", "cogat.csv"))
        self.assertIn("cogat.csv", said)
        # It did not wait for the settle time, and was not read by this process.
        drop, = self.home.drops()
        self.assertEqual((drop["name"], drop["source"], drop["state"]), ("cogat.csv", "COGAT", "done"))
        self.assertEqual(self.home.inbox(), [])
        self.assertEqual(len(self.home.logged("taken")), 1)
        self.home.run("import", "--profile", "no-such-profile", os.path.join(FIXTURES, "drops", "cogat.csv"), status=3)

    def test_a_repeated_import_says_so(self):
        self.home.start()
        path = os.path.join(FIXTURES, "drops", "gaza-commitments.csv")
        self.home.run("import", path)
        self.home.run("import", path)
        self.assertEqual(len(self.home.states()), 1)


if __name__ == "__main__":
    unittest.main()
