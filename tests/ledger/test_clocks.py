#!/usr/bin/env python3
"""P5: what a report said at a moment, it says of that moment for ever, byte for byte; and what is kept says the same as what is
worked out anew.

test_clocks.py AIDTALLY [--seed N] [--workloads N]
"""

import argparse
import os
import random
import sys
import time

import driver
import workload
from test_order import check_verify, difference, drops_of

AS_OF = ["2025-01-20", "2025-02-14T12:00Z", "2025-12-31"]
REPORTS = [["shortfall"], ["stalled", "--threshold", "3d"], ["crossings"]]
N_MOMENTS = 4


def next_second():
    """The beginning of a second that has not begun: what was dropped before is known before it."""
    moment = int(time.time()) + 1
    time.sleep(max(0, moment - time.time()) + 0.01)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def said(home, moment):
    """{report: its CSV} of what was known before the moment."""
    return {(report[0], as_of): home.must(*report, "--format", "csv", "--as-of", as_of, *(["--known-at", moment] if moment else []))
            for report in REPORTS for as_of in AS_OF}


def compare(before, after, what):
    for key, text in before.items():
        if after[key] != text:
            raise driver.Failure(f"{' as of '.join(key)}, {what}:\n{difference(text, after[key])}")


def play(aidtally, work, rng):
    drops = drops_of(work, rng)
    cuts = sorted(rng.sample(range(1, len(drops)), N_MOMENTS - 1)) + [len(drops)]
    with driver.Home(aidtally) as home:
        history, begin = [], 0
        for cut in cuts:
            for _ in home.take(drops[begin:cut]):
                pass
            begin = cut
            # A moment is asked for with its last second still running: nothing else comes in it.
            moment = next_second()
            history.append((moment, said(home, moment)))
            compare(history[-1][1], said(home, None), "kept, and not as it is worked out anew")
            time.sleep(1)
        check_verify(home, "all drops")
        for moment, texts in history:
            compare(texts, said(home, moment), f"known at {moment}, when more had come")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("aidtally")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workloads", type=int, default=3)
    options = parser.parse_args()
    for seed in range(options.seed, options.seed + options.workloads):
        try:
            play(os.path.abspath(options.aidtally), workload.Workload(seed).make(), random.Random(f"clocks {seed}"))
        except driver.Failure as failure:
            sys.exit(f"workload {seed}: {failure}")
        print(f"workload {seed}: {N_MOMENTS} moments")


if __name__ == "__main__":
    main()
