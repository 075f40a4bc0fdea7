"""Drives player.c: one process, one ledger at a time in a folder of its own."""

import os
import shutil
import subprocess
import tempfile

# 2025-01-01, when the first drop arrives; the others follow by the hour.
FIRST_ARRIVAL = 1735689600
HOUR = 3600


class PlayerError(Exception):
    pass


class Player:
    def __init__(self, program):
        base = os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.folder = tempfile.mkdtemp(prefix="aidtally-history-", dir=base)
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self.folder)
        self.is_open = False
        self.n_drops = 0
        self.n_ledgers = self.n_brought_back = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, line, payload=b""):
        try:
            self.process.stdin.write(line.encode() + b"\n" + payload)
            self.process.stdin.flush()
            answer = self.process.stdout.readline().split()
        except BrokenPipeError:
            answer = []
        if len(answer) != 2:
            raise SystemExit(f"the player died of `{line}` with status {self.process.wait()}")
        text = self.process.stdout.read(int(answer[1]))
        if answer[0] != b"ok":
            raise PlayerError(f"{line}: {text.decode('utf-8', 'replace')}")
        return text.decode("utf-8", "replace")

    def open(self):
        self.close()
        self.n_ledgers += 1
        self.n_drops = self.last = 0
        self.tell(f"open {self.folder}/{self.n_ledgers}.db")
        self.is_open = True

    def close(self):
        if self.is_open:
            self.tell("close")
            self.is_open = False
            for ending in ("", "-wal", "-shm"):
                path = f"{self.folder}/{self.n_ledgers}.db{ending}"
                if os.path.exists(path):
                    os.unlink(path)

    def drop(self, name, source, profile, csv, file_time):
        """(drop, is_repeated, is_refused, accepted, unchanged, superseding, rejected, withdrawn), why"""
        parts = [part.encode() for part in (name, source, profile)] + [csv]
        arrival = FIRST_ARRIVAL + self.n_drops * HOUR
        self.n_drops += 1
        said = self.tell(f"drop {arrival} {file_time} " + " ".join(str(len(part)) for part in parts), b"".join(parts))
        words = said.split(" ", 8)
        self.last = max(self.last, int(words[0]))
        return [int(word) for word in words[:8]], words[8]

    def look_back(self, known, as_of=-1):
        """From now on the ledger speaks of what was known with that drop, of what had happened by then."""
        self.tell(f"moment {as_of} {known}")
