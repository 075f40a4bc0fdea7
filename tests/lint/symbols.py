#!/usr/bin/env python3
"""Every name that a library of core/ exports begins with aid_, and no two libraries export the same one.

symbols.py NM LIBRARY...
"""

import subprocess
import sys

# What the sanitizers add.
COMPILERS_OWN = ("__odr_asan", "__asan", "__ubsan", "__tsan", "__sanitizer", "_GLOBAL__")


def main(nm, libraries):
    breaches, owners = [], {}
    for library in libraries:
        listing = subprocess.run([nm, "--extern-only", "--defined-only", "--format=posix", library],
                                 check=True, capture_output=True, text=True).stdout
        source = library
        for line in listing.splitlines():
            if line.endswith("]:"):
                source = line[:-1]
                continue
            name = line.split()[0] if line.split() else ""
            if not name or name.startswith(COMPILERS_OWN):
                continue
            if not name.startswith("aid_"):
                breaches.append(f"{source}: {name}: static, or aid_<module>_<verb>")
            if owners.setdefault(name, source) != source:
                breaches.append(f"{source}: {name} is also in {owners[name]}")
    if not owners:
        breaches.append("no exported names were found")
    print("\n".join(breaches) or f"{len(owners)} exported names")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
