"""What the tests of the command share: a home built from the fixtures, and aidtally on it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIXTURES = os.path.join(ROOT, "fixtures")
LIMIT_S = 120
# When the fixtures were written, for all that date themselves by their file: 2025-04-01.
FILE_TIME = 1743465600


def program():
    """The path of aidtally: the first argument of the test, taken away from it."""
    if len(sys.argv) < 2:
        sys.exit("usage: TEST AIDTALLY [options]")
    return os.path.abspath(sys.argv.pop(1))


AIDTALLY = program()


class Home:
    """A folder with a copy of the fixtures in files/ and a home in home/."""

    def __init__(self, with_init=True):
        self.top = tempfile.mkdtemp(prefix="aid-cli-")
        self.path = os.path.join(self.top, "home")
        self.made_at = time.time()
        self.files = os.path.join(self.top, "files")
        os.mkdir(self.files)
        if with_init:
            self.must("init", "--empty")

    def close(self):
        shutil.rmtree(self.top)

    def run(self, *args, columns=80, with_home=True, cwd=None):
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "COLUMNS": str(columns), "TMPDIR": self.top}
        env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
        command = [AIDTALLY, *(["--home", self.path] if with_home else []), *args]
        return subprocess.run(command, cwd=cwd or self.files, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=LIMIT_S, check=False)

    def must(self, *args, **options):
        """Standard output, as text; anything but status 0 is a failure of the test."""
        done = self.run(*args, **options)
        if done.returncode != 0:
            raise AssertionError(f"aidtally {' '.join(map(str, args))}: status {done.returncode}\n{done.stderr.decode()}")
        return done.stdout.decode()

    def write(self, name, content):
        path = os.path.join(os.fsencode(self.files), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (FILE_TIME, FILE_TIME))
        return path

    def take_fixtures(self):
        """All of fixtures/drops, folder by folder as it lies there."""
        for name in os.listdir(os.path.join(FIXTURES, "profiles")):
            shutil.copy(os.path.join(FIXTURES, "profiles", name), os.path.join(self.path, "profiles", name))
        drops = os.path.join(FIXTURES, "drops")
        for folder in sorted(os.listdir(drops), key=lambda name: (name != "_office", name)):
            source = os.path.join(drops, folder)
            if os.path.isdir(source):
                names = [self.copy(os.path.join(source, name)) for name in sorted(os.listdir(source))]
                self.must("import", "--source", folder, *names)
        names = [self.copy(os.path.join(drops, name)) for name in sorted(os.listdir(drops)) if name.endswith(".csv")]
        self.must("import", *names)
        return self

    def copy(self, path):
        target = os.path.join(self.files, os.path.basename(path))
        shutil.copy(path, target)
        os.utime(target, (FILE_TIME, FILE_TIME))
        return os.path.basename(path)


def masked(text, home):
    """Without what differs from run to run: where the home is, and when it was."""
    text = text.replace(home.path, "HOME").replace(home.top, "TOP")
    for day in {time.strftime("%Y-%m-%d", time.gmtime(at)) for at in (home.made_at, time.time())}:
        text = re.sub(day + r"T\d\d:\d\d(:\d\d)?Z", lambda m: re.sub(r"\d", "N", m[0]), text)
        text = text.replace(day + "/", "TODAY/")
    # Chains hold the moment at which a file came.
    text = re.sub(r"(chain +|Z,)[0-9a-f]{64}(?=$|,NNNN-)", r"\1CHAIN", text, flags=re.MULTILINE)
    return text
