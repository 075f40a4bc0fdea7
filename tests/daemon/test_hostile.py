#!/usr/bin/env python3
"""Bad input: each gets one clear sentence where the user looks, the daemon goes on, and the neighbours are not delayed."""

import os
import socket
import threading
import unittest

from harness import Home, wait_for

GOOD = "waybill,donor,commodity,quantity,unit,destination,dispatched_at\nW{0},Donor,Flour,1,t,Gaza Strip,2024-01-01\n"
IS_HUGE = os.environ.get("AID_TEST_HUGE", "") != ""


class Hostile(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.n_good = 0

    def good(self):
        """A neighbour that must get through."""
        self.n_good += 1
        self.home.drop(f"good-{self.n_good}.csv", GOOD.format(self.n_good))

    def refused(self, *words):
        """One why.txt, of one line, with these words; it is in the log and in `findings` too."""
        why, = self.home.texts("rejected", ".why.txt").values()
        self.assertEqual(why.count("\n"), 1, why)
        for word in words:
            self.assertIn(word, why)
        events = self.home.logged("refused")
        self.assertEqual(len(events), 1, events)
        self.assertIn("drop_refused", self.home.run("findings", "--format", "csv"))
        self.assertEqual(self.home.tree("work"), [])
        self.assertEqual([state for name, state in self.home.states() if name.startswith("good-")], [3] * self.n_good)

    def refuses(self, text, *words, name="bad.csv"):
        self.home.start()
        self.good()
        self.home.drop(name, text)
        self.home.settle(2)
        self.refused(*words)
        self.assertTrue(any(path.endswith(b"/" + os.fsencode(name)) for path in self.home.tree("rejected")))

    def test_unknown_kind(self):
        self.refuses("foo,bar,baz\n1,2,3\n")

    def test_missing_column(self):
        self.refuses("donor,commodity,quantity,unit,destination,dispatched_at\nD,Flour,1,t,Gaza,2024-01-01\n", "waybill")

    def test_empty_file(self):
        self.refuses("", "empty")

    def test_header_only(self):
        self.home.start()
        self.good()
        self.home.drop("bad.csv", GOOD.split("\n", 1)[0] + "\n")
        self.home.settle(2)
        # Nothing in it is wrong: it is taken, and something says that it has no rows.
        said = self.home.run("findings", "--format", "csv") + "".join(self.home.texts("rejected", ".why.txt").values())
        self.assertIn("no rows", said)

    def test_not_text(self):
        self.refuses("waybill,donor\nW1,Ren\xe9\n".encode("latin-1"), "UTF-8")

    def test_utf_16(self):
        self.home.start()
        self.home.drop("bad.csv", GOOD.format(7).encode("utf-16"))
        self.home.settle(1)
        self.assertEqual(self.home.texts("rejected", ".why.txt"), {})
        self.assertEqual(self.home.states()[0][1], 3)

    def test_utf_16_broken(self):
        self.refuses(GOOD.format(7).encode("utf-16") + b"\x00\xd8")

    def test_nul_bytes(self):
        self.refuses(b"PK\x03\x04\x00\x00\x00\x00" * 100)

    def special(self, make, *words, folder=""):
        self.home.start()
        self.good()
        os.makedirs(self.home.file("inbox", folder), exist_ok=True)
        make(self.home.file("inbox", folder, "bad.csv"))
        self.home.settle(2)
        self.refused(*words)
        self.assertEqual(len(self.home.tree("archive")), 1)

    def test_a_folder(self):
        def make(path):
            os.mkdir(path)
            self.home.write(os.path.relpath(os.path.join(path, "inside.csv"), self.home.path), GOOD.format(9))
        self.special(make, "folder", folder="WFP")
        self.assertTrue(any(path.endswith(b"WFP/bad.csv/inside.csv") for path in self.home.tree("rejected")))

    def test_a_pipe(self):
        self.special(os.mkfifo, "pipe")

    def test_a_link(self):
        self.special(lambda path: os.symlink("/etc/passwd", path), "link")
        for path in self.home.tree("archive"):
            with open(os.path.join(os.fsencode(self.home.file("archive")), path), "rb") as file:
                self.assertNotIn(b"root:", file.read())

    def test_a_dangling_link(self):
        self.special(lambda path: os.symlink("/no/where", path), "link")

    def test_a_link_to_a_folder(self):
        self.special(lambda path: os.symlink("/etc", path), "link")

    def test_a_hard_link(self):
        self.home.write("reports/secret", "secret")
        self.special(lambda path: os.link(self.home.file("reports", "secret"), path), "hard link")

    def test_a_socket(self):
        with socket.socket(socket.AF_UNIX) as server:
            self.special(server.bind, "socket")

    def test_a_device(self):
        def make(path):
            try:
                os.mknod(path, 0o20640, os.makedev(1, 7))
            except PermissionError:
                self.skipTest("only root makes devices")
        self.special(make, "device")

    def test_names(self):
        names = [b"a\nb.csv", b"\x1b[2J\x1b]0;owned\x07.csv", b"a..\\..\\etc.csv", b"-rf", b"\xff\xfe.csv", b";rm -r *",
                 b"%2e%2e%2f.csv", "\u202ecsv.exe".encode(), b"x" * 251 + b".csv", b"a=\"b\" event=taken", "تقرير.csv".encode()]
        self.home.start()
        for i, name in enumerate(names):
            self.home.drop(name, GOOD.format(100 + i))
        self.good()
        self.home.settle(len(names) + 1)
        self.assertEqual(sorted(os.fsencode(name) for name, _ in self.home.states()), sorted(names + [b"good-1.csv"]))
        self.assertEqual({state for _, state in self.home.states()}, {3})
        # One event, one line; nothing that steers a terminal; every file of ours below its folder.
        self.home.logged("taken", len(names) + 1)
        log = self.home.log_bytes()
        self.assertEqual(log.count(b"\n"), len(self.home.events()))
        self.assertEqual(log.count(b" event="), log.count(b"\n") + 1) # the name that has it inside its quotes
        self.assertEqual([byte for byte in log if byte < 32 and byte != 10 or byte == 127], [])
        self.assertNotIn("\u202e".encode(), log)
        for top in ("archive", "receipts"):
            found = self.home.tree(top)
            self.assertEqual(len(found), len(names) + 1)
            for path in found:
                self.assertEqual(path.count(b"/"), 2)
                self.assertEqual([byte for byte in path if byte < 32], [])
                path.decode("utf-8")

    def test_a_file_that_shrinks_while_it_is_read(self):
        self.home.start("--scan", "1")
        self.good()
        big = GOOD.format(777) + "W,Donor,Flour,1,t,Gaza Strip,2024-01-01\n" * 2000000
        for attempt in range(8):
            name = f"shrinks-{attempt}.csv"
            stop = threading.Event()

            def shrink(path=self.home.file("inbox", f".{name}.claimed")):
                while not stop.is_set():
                    # A copy that has begun: the file was opened and looked at before.
                    copies = [name for name in self.home.tree("work") if name.startswith(b"copy-")]
                    try:
                        if copies and os.path.getsize(os.path.join(os.fsencode(self.home.file("work")), copies[0])) > 0:
                            os.truncate(path, len(GOOD.format(777)))
                            return
                    except FileNotFoundError:
                        pass
            thread = threading.Thread(target=shrink)
            thread.start()
            self.home.drop(name, big)
            wait_for("the file to be caught or taken", lambda: not thread.is_alive() or not self.home.inbox())
            stop.set()
            thread.join()
            # It goes back, stands still, and is taken as it is then: one row.
            self.home.settle(1 + 1)
            changed = [event for event in self.home.events("trouble") if "changed" in event["msg"]]
            if changed:
                self.assertEqual(changed[0]["file"], name)
                return
            big += "W,Donor,Flour,1,t,Gaza Strip,2024-01-01\n" * 1000000
        self.fail("the file was never caught while it was read")

    def test_one_long_line(self):
        # 2 GB where AID_TEST_HUGE is set; else enough to see that it is not kept in memory.
        size = 2000000000 if IS_HUGE else 150000000
        self.home.start()
        with open(self.home.file("inbox", "bad.csv.part"), "wb") as file:
            file.write(b"waybill,donor\n")
            piece = b"x" * 1000000
            for _ in range(size // len(piece)):
                file.write(piece)
        os.rename(self.home.file("inbox", "bad.csv.part"), self.home.file("inbox", "bad.csv"))
        self.good()
        self.home.settle(2)
        said = self.home.run("findings", "--format", "csv") + "".join(self.home.texts("rejected", ".txt").values()) + "".join(
            text[:4000] for text in self.home.texts("receipts", ".csv").values())
        self.assertIn("1048576", said)
        with open(f"/proc/{self.home.daemon.pid}/status", encoding="ascii") as file:
            peak_kb = int(next(line for line in file if line.startswith("VmHWM")).split()[1])
        # What the sanitizers keep for themselves is not ours.
        with open(f"/proc/{self.home.daemon.pid}/maps", "rb") as file:
            is_sanitized = b"libasan" in file.read()
        self.assertLess(peak_kb, 400000 if is_sanitized else 131072)

    def test_a_file_beyond_the_limit(self):
        self.home.start()
        self.good()
        with open(self.home.file("inbox", "bad.csv.part"), "wb") as file:
            file.truncate(3 << 30)
        os.rename(self.home.file("inbox", "bad.csv.part"), self.home.file("inbox", "bad.csv"))
        self.home.settle(2)
        self.refused("2147483648")

    def test_links_that_are_swapped_in(self):
        """A partner replaces the file by a link again and again while it is looked at, claimed and opened."""
        self.home.start("--scan", "1", settle_ms=0)
        inbox = self.home.file("inbox", "WFP")
        os.makedirs(inbox)
        self.home.write("reports/secret.csv", GOOD.format("SECRET"))
        stop = threading.Event()

        def swap():
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    names = os.listdir(inbox)
                    target = os.path.join(inbox, next((name for name in names if name.endswith(".claimed")), "swap.csv"))
                    link = os.path.join(inbox, f".{number}.tmp")
                    os.symlink(self.home.file("reports", "secret.csv"), link)
                    os.rename(link, target)
                except OSError:
                    pass
        thread = threading.Thread(target=swap)
        thread.start()
        for i in range(200):
            self.home.drop(f"WFP/swap-{i}.csv", GOOD.format(i))
        self.good()
        try:
            wait_for("the neighbour", lambda: any(name.startswith("good-") and state == 3 for name, state in self.home.states()))
        finally:
            stop.set()
            thread.join()
        wait_for("rest", lambda: self.home.is_clear(1) and not [
            path for path in self.home.inbox() if not path.endswith((b".tmp", b".claimed"))])
        self.assertIsNone(self.home.daemon.poll())
        # What he put under the names of claims goes the way of everything with the next start.
        self.assertEqual(self.home.stop(), 0)
        self.home.start()
        wait_for("the claims", lambda: self.home.is_clear(1) and not [
            path for path in self.home.inbox() if not path.endswith(b".tmp")])
        self.assertNotIn("SECRET", self.home.dump())
        for path in self.home.tree("archive"):
            with open(os.path.join(os.fsencode(self.home.file("archive")), path), "rb") as file:
                self.assertNotIn(b"SECRET", file.read())


if __name__ == "__main__":
    unittest.main()
