#!/usr/bin/env python3
"""Golden tests: each tests/cli/cases/NAME.txt is a conversation with aidtally.

    # a comment
    home fixtures           (what follows runs on: fixtures, an own home with all of fixtures/drops; empty; none)
    file NAME               (followed by "| " lines: a file to give to aidtally; \\xNN stands for that byte)
    $ aidtally VERB ...     followed by its standard output (\\ before a line that would be one of these; ~ is an empty line),
    ! ...                   its standard error, a line each,
    ? N                     and its status when it is not 0

golden.py AIDTALLY [--write] [NAME...]; --write puts what aidtally says now into the files, to be read before it is committed.
"""

import os
import re
import shlex
import sys

import case

DIRECTIVE = re.compile(r"[$#] |home (fixtures|empty|none)$|file [\w.-]+$")
CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")


class Conversation:
    def __init__(self, name):
        self.name = name
        self.home = None
        self.n_commands = 0

    def set_home(self, kind):
        self.close()
        self.home = case.Home(with_init=kind != "none")
        if kind == "fixtures":
            self.home.take_fixtures()

    def close(self):
        if self.home is not None:
            self.home.close()
            self.home = None

    def run(self, command):
        args = shlex.split(command)
        if args[0] != "aidtally":
            raise SystemExit(f"{self.name}: not a command of aidtally: {command}")
        self.n_commands += 1
        done = self.home.run(*args[1:])
        out = case.masked(done.stdout.decode(), self.home)
        err = case.masked(done.stderr.decode(), self.home)
        lines = ["\\" + line if DIRECTIVE.match(line) else line for line in out.splitlines()]
        lines += ["! " + line for line in err.splitlines()]
        if done.returncode != 0:
            lines.append(f"? {done.returncode}")
        return lines


def unescape(line):
    return re.sub(rb"\\x([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), line.encode())


def play(path):
    """The lines of the case as they would be written now."""
    talk = Conversation(os.path.basename(path))
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    out, i = [], 0
    try:
        while i < len(lines):
            line = lines[i]
            i += 1
            if line.startswith("$ "):
                while i < len(lines) and lines[i] != "" and not DIRECTIVE.match(lines[i]):
                    i += 1
                out += [line, *(said if said else "~" for said in talk.run(line[2:]))]
                continue
            out.append(line)
            if line.startswith("home "):
                talk.set_home(line[5:])
            elif line.startswith("file "):
                content = []
                while i < len(lines) and lines[i].startswith("|"):
                    content.append(unescape(lines[i][2:]))
                    out.append(lines[i])
                    i += 1
                talk.home.write(line[5:], b"".join(row + b"\n" for row in content))
            elif line and not line.startswith("#"):
                raise SystemExit(f"{path}: cannot be read: {line}")
    finally:
        talk.close()
    return lines, out, talk.n_commands


def show_difference(name, expected, got):
    for number, (a, b) in enumerate(zip(expected + [None] * len(got), got + [None] * len(expected)), 1):
        if a != b:
            print(f"{name}: line {number}:\n  expected {a!r}\n  got      {b!r}")
            return


def main(argv):
    is_writing = "--write" in argv
    names = [arg for arg in argv if not arg.startswith("--")] or sorted(n[:-4] for n in os.listdir(CASES) if n.endswith(".txt"))
    n_failed = 0
    for name in names:
        path = os.path.join(CASES, name + ".txt")
        expected, got, n_commands = play(path)
        if n_commands == 0:
            sys.exit(f"{name}: no command in it")
        if expected == got:
            print(f"{name}: {n_commands} commands")
        elif is_writing:
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write("\n".join(got))
            print(f"{name}: written")
        else:
            show_difference(name, expected, got)
            n_failed += 1
    sys.exit(1 if n_failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
