#!/usr/bin/env python3
"""P3, P5 and P6 over random histories: after every drop the ledger that was kept must equal a recomputation from scratch, and what a second
reckoning of the rules (oracle.py) makes of the same reports; at the end the same reports in another order and in other files must
give the same dump, and a look back what the ledger said then.

test_histories.py PLAYER [--seed N] [--histories N] [--seeds LIST] [--keep-going] [--no-shrink]

A failure names the seed, and the history is made as small as it still fails. The environment has its way: AID_HISTORIES, AID_HISTORY_SEED.
"""

import argparse
import copy
import os
import random
import sys
import time

sys.dont_write_bytecode = True

import history  # noqa: E402
import oracle  # noqa: E402
import player as players  # noqa: E402

FOLLOWS = ("position", "count_source", "balance", "position_range", "balance_range", "finding")
SHRINK_S = 60


class Difference(Exception):
    """what is short and stays the same while a history shrinks: the kind of failure."""

    def __init__(self, what, text):
        super().__init__(text)
        self.what, self.text = what, text


def differing(name_a, a, name_b, b):
    left, right = a.splitlines(), b.splitlines()
    only_left, only_right = set(left) - set(right), set(right) - set(left)
    lines = [f"  {name_a}: {line}" for line in left if line in only_left][:12] + [f"  {name_b}: {line}" for line in right if line in only_right][:12]
    return "\n".join(lines) or "  only the order of the lines"


def what_follows(dump):
    return "".join(line for line in dump.splitlines(keepends=True) if line.split("\t", 1)[0] in FOLLOWS)


def take(player, drop, numbers, is_closer=False):
    fixed = numbers.get(drop.fixes[0]) if drop.fixes else None
    said, why = player.drop(f"drop{player.n_drops}.csv", drop.source, drop.profile, drop.csv(fixed), drop.file_time())
    if said[2]:
        raise Difference("refused", f"refused: {why}\n{drop.csv(fixed).decode()}")
    if drop.number is not None:
        numbers[drop.number] = said[0]
    if is_closer:
        player.tell("look_closer")
    player.tell("reconcile")


def check_sound(player):
    said = player.tell("verify")
    if said:
        raise Difference("from scratch", said)


def play(player, drops):
    """The dumps after each drop, and the last drop of the ledger with each."""
    player.open()
    dumps, known, numbers = [], [], {}
    for k, drop in enumerate(drops):
        try:
            take(player, drop, numbers)
            check_sound(player)
            dumps.append(player.tell("dump"))
            known.append(player.last)
            wrong = oracle.check(drops[:k + 1], dumps[-1], player.tell("shortfall"))
            if wrong:
                raise Difference("second reckoning", wrong)
        except Difference as difference:
            raise Difference(difference.what, f"after drop {k + 1}: {difference.text}") from None
    return dumps, known


def check(player, drops, seed, is_ordered):
    """Everything that must hold; raises Difference."""
    rng = random.Random(f"{seed} order")
    dumps, known = play(player, drops)
    k = rng.randrange(len(drops))
    player.look_back(known[k])
    then = what_follows(player.tell("dump"))
    if then != what_follows(dumps[k]):
        raise Difference("look back", f"as known with {k + 1} drops\n{differing('was', what_follows(dumps[k]), 'now', then)}")
    both = player.tell(f"both {known[k]}")
    if both not in ("back", "anew"):
        raise Difference("brought back", f"shortfall as known with {k + 1} drops, anew and from the journals\n{both}")
    player.n_brought_back += both == "back"
    # The same moment, and only what had happened by the end of a day in the middle of it.
    as_of = history.end_of_day(rng.randrange(45))
    player.look_back(known[k], as_of)
    wrong = oracle.check(drops[:k + 1], player.tell("dump"), player.tell("shortfall"), as_of)
    if wrong:
        raise Difference("an earlier day", f"as known with {k + 1} drops, by {as_of}: {wrong}")
    if is_ordered:
        return
    player.open()
    numbers = {}
    files = history.arrange(drops, rng)
    # What the ledger takes for plain it must give the same positions where it looks closer.
    is_sound_wanted, is_closer = rng.random() < 0.3, rng.random() < 0.5
    for file in files:
        take(player, file, numbers, is_closer)
        if is_sound_wanted:
            check_sound(player)
    dump = player.tell("dump")
    if dump != dumps[-1]:
        told = "\n".join(map(repr, files))
        raise Difference("other order", f"{differing('as told', dumps[-1], 'in another order', dump)}\nin the order\n{told}")


def failure(player, drops, seed, is_ordered):
    try:
        check(player, drops, seed, is_ordered)
    except Difference as difference:
        return difference
    except players.PlayerError as error:
        return Difference("error", str(error))
    return None


def without_row(drops, k, n):
    smaller = copy.deepcopy(drops)
    if any(drop.fixes and (drop.fixes[0] == drops[k].number or drop is smaller[k]) for drop in smaller):
        return None
    del smaller[k].rows[n]
    return smaller if smaller[k].rows else None


def without_cell(drops, k, n, name):
    is_key = (drops[k].fixes and name in ("waybill", "line", "report_id")) or (drops[k].kind == "units" and name != "commodity")
    if drops[k].rows[n].cells[name] == "" or name in history.NEEDED[drops[k].kind] or is_key:
        return None
    smaller = copy.deepcopy(drops)
    smaller[k].rows[n].cells[name] = ""
    return smaller


def smaller_ones(drops):
    """Histories with a drop, a row or a cell less."""
    for k in reversed(range(len(drops))):
        if not any(drop.fixes and drop.fixes[0] == drops[k].number for drop in drops) and len(drops) > 1:
            yield drops[:k] + drops[k + 1:]
    for k, drop in enumerate(drops):
        for n in range(len(drop.rows)):
            yield without_row(drops, k, n)
    for k, drop in enumerate(drops):
        for n, row in enumerate(drop.rows):
            for name in row.cells:
                yield without_cell(drops, k, n, name)


def shrink(player, drops, seed, is_ordered, found):
    deadline = time.monotonic() + SHRINK_S
    is_smaller = True
    while is_smaller and time.monotonic() < deadline:
        is_smaller = False
        for smaller in smaller_ones(drops):
            if smaller is None or time.monotonic() > deadline:
                continue
            # Another order of fewer drops is another order: a few are tried.
            for attempt in range(4 if found.what == "other order" else 1):
                other = failure(player, smaller, seed if attempt == 0 else f"{seed} {attempt}", is_ordered)
                if other is not None and other.what == found.what:
                    drops, found, is_smaller = smaller, other, True
                    break
            if is_smaller:
                break
    return drops, found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("player")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("AID_HISTORY_SEED", "1")))
    parser.add_argument("--histories", type=int, default=int(os.environ.get("AID_HISTORIES", "100")))
    parser.add_argument("--seeds", help="these, and not a run of them: 3,17,5")
    parser.add_argument("--keep-going", action="store_true")
    parser.add_argument("--no-shrink", action="store_true")
    options = parser.parse_args()
    n_drops = n_failed = 0
    start = time.monotonic()
    with players.Player(os.path.abspath(options.player)) as player:
        seeds = range(options.seed, options.seed + options.histories)
        for seed in map(int, options.seeds.split(",")) if options.seeds else seeds:
            told = history.History(seed)
            n_drops += len(told.drops)
            found = failure(player, told.drops, seed, told.is_ordered)
            if found is None:
                continue
            n_failed += 1
            drops = told.drops
            if not options.no_shrink:
                drops, found = shrink(player, drops, seed, told.is_ordered, found)
            print(f"history {seed}: {found.what}\n{found.text}\nThe history:\n" + "\n".join(map(repr, drops)), flush=True)
            if not options.keep_going:
                sys.exit(f"--seed {seed} --histories 1 shows it again")
    print(f"{options.histories} histories from {options.seed} on, {n_drops} drops, {time.monotonic() - start:.0f} s, "
          f"{oracle.n_checked} second reckonings ({oracle.n_ranged} with ranges), {player.n_brought_back} brought back, {n_failed} differ")
    if options.histories >= 20 and not options.seeds and player.n_brought_back == 0:
        sys.exit("the journals led nowhere back: nothing of them was compared")
    sys.exit(1 if n_failed else 0)


if __name__ == "__main__":
    main()
