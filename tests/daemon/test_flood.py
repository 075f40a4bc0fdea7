#!/usr/bin/env python3
"""A thousand hostile drops at once: links, pipes, sockets, folders, hard links, names, sizes, bombs of quotation marks, columns and NUL bytes. None stops the
daemon, none is lost, each has its sentence, and good files among them are read."""

import os
import random
import socket
import unittest

from harness import Home, wait_for

HEADER = "waybill,donor,commodity,quantity,unit,destination,dispatched_at\n"
ROW = "{0},Donor,Flour,1,t,Gaza Strip,2024-01-01\n"
N_DROPS = int(os.environ.get("AID_TEST_FLOOD", "1000"))
LIMIT_S = 240
FOLDERS = ["", "WFP", "UN", "Société Générale", "a\nb"]


class Flood(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.random = random.Random(7)
        self.sockets = []
        self.n_texts = 0
        self.home.write("reports/secret", "SECRET\n")
        for folder in FOLDERS:
            os.makedirs(self.home.file("inbox", folder), exist_ok=True)

    # Each makes one drop at `path`. What comes of it: "refused" with a sentence, or "read" with a receipt.

    def link(self, path):
        os.symlink(self.random.choice(["/etc/passwd", "/no/where", "/", ".", self.home.file("aidtally.db"), "/proc/self/mem"]), path)
        return "refused"

    def pipe(self, path):
        os.mkfifo(path)
        return "refused"

    def socket(self, path):
        server = socket.socket(socket.AF_UNIX)
        # Names of sockets are short: bound under another and moved.
        short = os.path.join(self.home.path, "s")
        server.bind(short)
        os.rename(short, path)
        self.sockets.append(server)
        return "refused"

    def hard_link(self, path):
        os.link(self.home.file("reports", "secret"), path)
        return "refused"

    def folder(self, path):
        os.mkdir(path)
        with open(os.path.join(path, b"inside.csv"), "w", encoding="ascii") as file:
            file.write(HEADER)
        return "refused"

    def sparse(self, path):
        with open(path, "wb") as file:
            file.truncate(3 << 30)
        return "refused"

    def text(self, path, text, outcome):
        # No file is the same as another: that would be one drop.
        self.n_texts += 1
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
            if outcome != "refused":
                file.write(ROW.format(f"U{self.n_texts}").encode())
        return outcome

    def empty(self, path):
        return self.text(path, self.random.choice(["", "\n\n\n", "   \n"]), "refused")

    def nuls(self, path):
        return self.text(path, b"PK\x03\x04" + bytes(self.random.randrange(1, 5000)), "refused")

    def noise(self, path):
        return self.text(path, b"\xff\xd8\xff" + self.random.randbytes(self.random.randrange(100, 5000)), "any")

    def quotes(self, path):
        bomb = self.random.choice(['"' * 20001, '"\n' * 3000, 'W,"' * 5000, '""' * 9000 + "\n", '"a""\n"b' * 2000])
        return self.text(path, HEADER + bomb + "\n", "read")

    def quoted_header(self, path):
        return self.text(path, '"waybill,donor\n' * 200, "any")

    def columns(self, path):
        n = self.random.choice([257, 5000, 60000])
        return self.text(path, ",".join(f"c{i}" for i in range(n)) + "\n" + "," * n + "\n", "refused")

    def ragged(self, path):
        return self.text(path, HEADER + "," * 100000 + "\n" + "x\n" * 100 + ",".join("1" * 3000) + "\n", "read")

    def long_line(self, path):
        return self.text(path, HEADER + "x" * self.random.choice([70000, 2000000]) + "\n", "read")

    def long_header(self, path):
        return self.text(path, "x" * 2000000 + "\n", "refused")

    def rejects(self, path):
        return self.text(path, HEADER + "".join(f"W{i},=cmd|'/c calc'!A1,<script>,\x1b[2J,drop,\u202e,2024-13-45\n" for i in range(300)), "read")

    def prose(self, path):
        return self.text(path, "Dear colleagues,\nplease find attached the list of trucks.\n", "refused")

    def separators(self, path):
        return self.text(path, self.random.choice(["sep=\x00\n", ";;;;\n" * 500, "\r" * 5000, "\ufeff" * 500 + "\n", "\t|;,\n" * 300]), "any")

    def good(self, path):
        self.n_good += 1
        return self.text(path, HEADER + ROW.format(f"GOOD{self.n_good}"), "read")

    KINDS = [link, pipe, socket, hard_link, folder, empty, nuls, noise, quotes, quoted_header, columns, ragged, long_line, long_header, rejects, prose,
             separators, good, good]
    NAMES = ["{}", "{}.csv", "-rf {}.csv", "{};rm -r *.csv", "{}\n.csv", "{}\x1b]0;owned\x07.csv", "{}..\\..\\etc.csv", "%2e%2e%2f{}.csv", "{}\udcff\udcfe.csv",
             "{}\u202ecsv.exe", "{} event=taken.csv", "تقرير{}.csv", "{}" + "x" * 240, "=cmd{}.csv", "{}.fix.csv", "CON{}.csv"]

    def test_a_thousand_at_once(self):
        self.n_good = 0
        wanted = {}
        for k in range(N_DROPS):
            kind = self.KINDS[k % len(self.KINDS)] if k != N_DROPS - 1 else Flood.sparse
            # A folder in the inbox itself is a source.
            folder = self.random.choice(FOLDERS[1:] if kind is Flood.folder else FOLDERS)
            name = self.random.choice(self.NAMES).format(f"{k:04}").encode("utf-8", "surrogateescape")
            wanted[os.fsdecode(name)] = kind(self, os.path.join(os.fsencode(self.home.file("inbox", folder)), name))
        self.home.start("--scan", "1")
        wait_for("all of them", lambda: self.home.daemon.poll() is not None or len(self.home.states()) >= N_DROPS and self.home.is_clear(N_DROPS)
                 and not [path for path in self.home.inbox() if not os.path.basename(path).startswith(b".")], LIMIT_S)
        self.assertIsNone(self.home.daemon.poll(), self.home.log_bytes()[-3000:])
        for server in self.sockets:
            server.close()
        states = self.home.states()
        self.assertEqual(len(states), N_DROPS)
        for name, state in states:
            outcome = wanted[name]
            if outcome != "any":
                self.assertEqual((name, state), (name, 4 if outcome == "refused" else 3))
        refused = sum(state == 4 for _, state in states)
        sentences = self.home.texts("rejected", ".why.txt")
        self.assertEqual(len(sentences), refused)
        for path, sentence in sentences.items():
            self.assertTrue(len(sentence) > 10 and sentence.count("\n") == 1 and sentence.endswith("\n"), (path, sentence))
            self.assertFalse(any(ord(c) < 32 and c != "\n" for c in sentence), (path, sentence))
        receipts = self.home.texts("receipts", ".receipt.csv")
        self.assertEqual(len(receipts), N_DROPS - refused)
        for path, receipt in receipts.items():
            self.assertIn(",note,counts,", receipt, path)
        waybills = {line.split("\t")[1] for line in self.home.dump().split("\n") if line.startswith("shipment\t")}
        self.assertEqual({f"GOOD{n + 1}" for n in range(self.n_good)} - waybills, set())
        self.assertNotIn(b"SECRET", b"".join(self.bytes_of("archive")))
        self.assertIn("sound", self.home.run("verify"))
        # And it still works.
        self.home.drop("last.csv", HEADER + ROW.format("LAST"))
        self.home.settle(N_DROPS + 1)
        self.assertEqual(self.home.stop(), 0)

    def bytes_of(self, top):
        for path in self.home.tree(top):
            with open(os.path.join(os.fsencode(self.home.file(top)), path), "rb") as file:
                yield file.read(1000000)


if __name__ == "__main__":
    unittest.main()
