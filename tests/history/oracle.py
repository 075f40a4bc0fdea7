"""A second reckoning: what DESIGN 3.1 to 3.5 and the decisions in docs/adr make of a history, written from their words and not from the SQL.

check(drops, dump, shortfall, as_of) compares positions, who counts and balances, nominal and at each bound, with those of the ledger's dump, and what was
reached with its report; as_of: the end of what happened, None: all of it. It does everything from scratch, in the order of the text, with loops over
rows; a world is a handful of them. What depends on a hash of a content (two contents of one moment) it leaves alone.
"""

import collections
import ctypes
import ctypes.util
import datetime

n_checked = n_ranged = 0
STAGES = {"dispatched": "d", "at_crossing": "a", "offloaded": "o", "crossed": "x", "collected": "c", "delivered": "v", "intercepted": "i",
          "returned": "r", "refused": "r", "lost": "l", "damaged": "l"}
LETTERS = "daoxcvirl"
# unit: (what it is counted in, thousandths of that), and the numbers of units, which tell the first measure of several.
UNITS = {"kg": ("kg", 1000), "t": ("kg", 1000000), "piece": ("piece", 1000), "truck": ("truck", 1000), "pallet": ("pallet", 1000),
         "bag": ("bag", 1000), "carton": ("carton", 1000), "crate": ("crate", 1000)}
UNIT_ORDER = ["consignment", "kg", "piece", "truck", "pallet", "carton", "bag", "crate"]
DAYS_OF = {"": 0, "total": 0, "per_day": 1, "per_week": 7, "per_month": 30}
ORGANISATION, PLACE, COMMODITY, CATEGORY, SOURCE = range(1, 6)
REFERENCE = {"organisations": (ORGANISATION, "organisation"), "places": (PLACE, "place"), "commodities": (COMMODITY, "commodity"),
             "sources": (SOURCE, "source")}
NEVER = 10**9


class Undecided(Exception):
    """The words do not say what follows here."""


def scale(a, b, c):
    """a * b / c, half away from zero; nothing here is negative."""
    return (2 * a * b + c) // (2 * c)


def scale_down(a, b, c):
    return a * b // c


def scale_up(a, b, c):
    return -(-a * b // c)


def milli(text):
    whole, _, part = text.partition(".")
    return int(whole) * 1000 + int((part + "000")[:3])


def seconds(text):
    if len(text) == 10:
        text += "T00:00Z"
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def day_of(text):
    return None if not text else seconds(text) // 86400


def fold_number(text):
    """Of a waybill or line: case, blanks, punctuation and leading zeros do not matter."""
    out, digits = "", ""
    for letter in "".join(letter for letter in text.upper() if letter.isalnum()) + "\0":
        if letter.isdigit():
            digits += letter
        else:
            out += (digits.lstrip("0") or "0") if digits else ""
            digits = ""
            out += letter
    return out[:-1]


def fold_name(text):
    return text.lower()


class Order:
    """Within a day goods are taken in the order of the hashes of their names (ADR 4)."""

    def __init__(self):
        name = ctypes.util.find_library("xxhash") or "libxxhash.so.0"
        self.call = ctypes.CDLL(name).XXH3_64bits_withSeed
        self.call.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]
        self.call.restype = ctypes.c_int64

    def of_name(self, registry, text):
        return 0 if not text else self.call(text.encode(), len(text.encode()), registry)

    def of_lane(self, lane):
        total = 0
        for k, (registry, text) in enumerate(zip((ORGANISATION, COMMODITY, CATEGORY, PLACE, PLACE), lane), 1):
            number = self.of_name(registry, text)
            total += (abs(number) // 32 * (1 if number >= 0 else -1)) * k
        return total


ORDER = Order()


# ---- what stands

class Publication:
    """What a cumulative file of a list speaks for: all of it, or only the places or days of its rows (ADR 10)."""

    def __init__(self, drop):
        told = dict(line.split(" = ") for line in drop.profile.splitlines() if " = " in line)
        self.list = drop.source or "office", told["name"]
        self.at = seconds(drop.day)
        self.scope = told.get("scope", "source")
        self.is_confirmed, self.is_holding = told["vanished"] == "confirmed", told["vanished"] == "hold"
        self.places = {where(row.kind, row.cells)[0] for row in drop.rows} - {""}
        self.days = [day for day in (where(row.kind, row.cells)[1] for row in drop.rows) if day is not None]

    def covers(self, place, day):
        if self.scope == "dates":
            return day is not None and self.days and min(self.days) <= day <= max(self.days)
        return self.scope != "places" or place in self.places


def where(kind, cells):
    """Place and day that a list has a row under."""
    if kind == "crossings":
        return cells.get("place", ""), day_of(cells["occurred_at"])
    return cells.get("crossing") or cells.get("destination", ""), day_of(cells.get("starts_on" if kind == "commitments" else "dispatched_at"))


def statements(drops):
    """(kind, key, source, cells, said at, publication), each as its file says it. A corrected row is said when the file was that had it wrong."""
    by_number = {drop.number: drop for drop in drops}
    for drop in drops:
        publication = Publication(drop) if drop.profile else None
        seen = collections.Counter()
        for row in drop.rows:
            cells = {name: value for name, value in row.cells.items() if value != "" and name != "reported_at"}
            if cells.get("quantity") == "seven":
                continue
            # A partner speaks for itself alone; the office says who spoke.
            claimed = cells.pop("source", "") if row.kind == "crossings" else ""
            source = drop.source or claimed or "office"
            said = seconds(row.cells.get("reported_at") or (drop.fixes and by_number[drop.fixes[0]].day) or drop.day)
            yield row.kind, key_of(row.kind, cells, source, seen), source, cells, said, publication


def key_of(kind, cells, source, seen):
    if kind == "commitments":
        return cells["commitment_id"], source, day_of(cells.pop("effective_on", ""))
    if kind == "shipments":
        waybill = fold_number(cells["waybill"])
        if "line" in cells:
            return waybill, fold_number(cells["line"]), source
        line = fold_name(cells.get("commodity", ""))
        seen[waybill, line] += 1
        number = seen[waybill, line]
        return waybill, line if number == 1 else f"{line}#{number}", source
    if kind == "crossings":
        if "report_id" in cells:
            return "report", cells["report_id"], source
        if "waybill" in cells:
            return (fold_number(cells["waybill"]), *line_of(cells), cells["stage"], cells.get("vehicle"), cells.get("place"),
                    seconds(cells["occurred_at"]), source)
        content = tuple(sorted(cells.items()))
        seen[content] += 1
        return "row", content, seen[content], source
    if kind == "matches":
        return cells.get("source", ""), cells["report"]
    if kind == "units":
        return cells["unit"], cells.get("commodity")
    if kind == "policies":
        return cells.get("stage", ""), cells.get("place", ""), cells.get("starts_on", "")
    return cells[REFERENCE[kind][1]]


def line_of(cells):
    """The line of a report, and whether it names it."""
    if "line" in cells:
        return fold_number(cells["line"]), True
    return fold_name(cells.get("commodity", "")), False


class Fact:
    def __init__(self, source, cells, affirmed, first):
        self.source, self.cells, self.affirmed, self.first = source, cells, affirmed, first


def held_of(drops):
    """Publications that took no effect: they left out more than a fifth of what stood in their scope, or their profile holds whatever vanishes. It depends on
    what had come before."""
    held = set()
    for k, drop in enumerate(drops):
        if not drop.profile or Publication(drop).is_confirmed:
            continue
        one = Publication(drop)
        before, without, then = standing(drops[:k], held), standing(drops[:k + 1], {*held, k}), standing(drops[:k + 1], held)
        of_list = {(kind, key) for other in drops[:k + 1] if other.profile and Publication(other).list == one.list
                   for kind, key, *_ in statements([other])}
        arrived = [(kind, key) for kind, key in of_list if key in without[kind] and key not in before[kind]]
        left_out = [(kind, key) for kind in without for key in without[kind] if key not in then[kind]]
        # Those that another publication leaves out already, and those that may be issued anew, have rules of their own.
        if any(key in before[kind] and key not in without[kind] for kind, key in of_list) or {
                body_of(without, *fact) for fact in arrived} & {body_of(without, *fact) for fact in left_out}:
            raise Undecided
        in_scope = [(kind, key) for kind, key in of_list if key in without[kind] and one.covers(*where(kind, without[kind][key].cells))]
        n_scope = len(in_scope) - len(arrived)
        if left_out and (one.is_holding or 5 * len(left_out) > n_scope):
            held.add(k)
    return held


def body_of(facts, kind, key):
    return kind, tuple(sorted((name, value) for name, value in facts[kind][key].cells.items() if name not in ("report_id", "waybill", "line", "commitment_id")))


def standing(drops, held):
    """{kind: {key: Fact}}: of several contents the one that was affirmed last, unless its list was published later without it. held: places in `drops`."""
    told = collections.defaultdict(dict)
    listed = collections.defaultdict(set)
    published = collections.defaultdict(list)
    for k, drop in enumerate(drops):
        if drop.profile and k not in held:
            published[Publication(drop).list].append(Publication(drop))
    for kind, key, source, cells, said, publication in statements(drops):
        content = dict(cells)
        is_withdrawn = kind in ("shipments", "crossings") and content.pop("state", "") == "withdrawn"
        if publication:
            listed[kind, key].add(publication.list)
        contents = told[kind].setdefault(key, {})
        name = "withdrawn" if is_withdrawn else tuple(sorted((k, fold_number(v) if k in ("waybill", "line") else v) for k, v in content.items()))
        fact = contents.setdefault(name, Fact(source, content, said, said))
        fact.affirmed, fact.first = max(fact.affirmed, said), min(fact.first, said)
    facts = collections.defaultdict(dict)
    for kind, keys in told.items():
        for key, contents in keys.items():
            fact = standing_one(contents)
            if kind == "policies" and fact.cells.get("state") == "withdrawn":  # a content like others, with its day
                continue
            if fact is not None and not is_left_out(kind, fact, listed[kind, key], published):
                facts[kind][key] = fact
    return facts


def standing_one(contents):
    withdrawn = contents.pop("withdrawn", None)
    if not contents:
        return None
    ranked = sorted(contents.values(), key=lambda fact: fact.affirmed)
    if withdrawn is not None and withdrawn.affirmed >= ranked[-1].affirmed:
        return None
    if len(ranked) > 1 and ranked[-2].affirmed == ranked[-1].affirmed:
        raise Undecided
    return ranked[-1]


def is_left_out(kind, fact, lists, published):
    """Was a list that ever had it published after it was said last, for the place and day where it is, without it?"""
    return any(one.at > fact.affirmed and one.covers(*where(kind, fact.cells)) for name in lists for one in published[name])


# ---- names

class Names:
    """What names stand for, and what lies in what."""

    def __init__(self, facts):
        self.entries = collections.defaultdict(dict)
        claims = collections.defaultdict(list)
        for kind, (registry, column) in REFERENCE.items():
            for name, fact in facts[kind].items():
                self.entries[registry][name] = fact
                for spelling in [name, *fact.cells.get("aliases", "").split("|")]:
                    if spelling:
                        folded = fold_name(spelling)
                        claims[registry, folded].append((-fact.affirmed, fold_name(name) != folded, name))
        self.claims = {claim: min(entries)[2] for claim, entries in claims.items()}
        self.parents = collections.defaultdict(set)
        for place, fact in self.entries[PLACE].items():
            if "parent" in fact.cells:
                place, parent = self.of(PLACE, place), self.of(PLACE, fact.cells["parent"])
                if place != parent:
                    self.parents[place].add(parent)
        self.lines = []
        for (stage, place, _), fact in facts["policies"].items():
            first, last = day_of(fact.cells.get("starts_on")), day_of(fact.cells.get("ends_on"))
            self.lines.append((self.of(PLACE, place), stage, -NEVER if first is None else first, NEVER if last is None else last,
                               self.of(SOURCE, fact.cells["source"])))

    def of(self, registry, name):
        """The entry that a name stands for, itself where no entry has it. An entry whose own name went to another goes there too."""
        if not name:
            return ""
        entry = self.claims.get((registry, fold_name(name)))
        if entry is None:
            return name
        for _ in range(16):
            heir = self.claims[registry, fold_name(entry)]
            if heir == entry:
                break
            entry = heir
        return entry

    def within(self, place):
        """{what it lies in, itself included: how far out}"""
        found, edge = {place: 0}, [place]
        for depth in range(1, 17):
            edge = [parent for at in edge for parent in self.parents[at] if parent not in found]
            found.update({parent: depth for parent in edge if parent not in found})
        return found

    def area(self, place):
        """The outermost place, of equals the least name."""
        around = self.within(place)
        return min(around, key=lambda at: (-around[at], at))

    def source_of_line(self, place, stage, day):
        """Whom the office has said to count there (ADR 14), and for which place: of the innermost the line that names the stage, then the one that
        begins last. None: nobody."""
        around = self.within(place) if place else {}
        fitting = []
        for line_place, line_stage, first, last, source in self.lines:
            if line_stage in ("", stage) and first <= day <= last and (not line_place or line_place in around):
                fitting.append((around[line_place] if line_place else NEVER, line_stage == "", -first, line_place, source))
        if not fitting:
            return None
        best = min(fitting)
        if any(one[:3] == best[:3] and one != best for one in fitting):
            raise Undecided
        return best[3], best[4]

    def is_decided_for(self, source, place, stage, day):
        line = self.source_of_line(place, stage, day)
        return line is not None and line[1] == source

    def source(self, name):
        fact = self.entries[SOURCE].get(self.of(SOURCE, name))
        cells = fact.cells if fact else {}
        return int(cells.get("trust", 0)), cells.get("count_point"), int(cells.get("cadence", "0d")[:-1]) or 7


# ---- conversions

BOUNDS = ("low", "high", "measured")


class Conversions:
    """What lines of units.csv make of a quantity (ADR 18): step by step, at each step the commodity's own line before the one for all."""

    def __init__(self, facts, names):
        told = collections.defaultdict(list)
        for (unit, commodity), fact in facts["units"].items():
            told[unit, names.of(COMMODITY, commodity)].append(fact)
        self.lines = {("t", ""): ("kg", 1000000, 1000000, 1000000)}
        for key, lines in told.items():  # of spellings of a commodity the one that was stated last
            lines.sort(key=lambda fact: fact.affirmed)
            if len(lines) > 1 and lines[-1].affirmed == lines[-2].affirmed:
                raise Undecided
            cells = lines[-1].cells
            nominal = milli(cells["nominal"])
            self.lines[key] = cells["base_unit"], milli(cells.get("low", cells["nominal"])), nominal, milli(cells.get("high", cells["nominal"]))
        self.of_commodity = {commodity: self.follow(commodity) for commodity in {commodity for _, commodity in self.lines}}

    def step(self, unit, commodity):
        return (unit, commodity if (unit, commodity) in self.lines else "")

    def follow(self, commodity):
        """{unit: {what it ends in, or passes: (low, nominal, high)}}"""
        rings = set()
        for unit in UNITS:
            path = [unit]
            while self.step(path[-1], commodity) in self.lines and len(path) <= len(UNITS):
                path.append(self.lines[self.step(path[-1], commodity)][0])
                if path[-1] == unit:
                    rings.add(unit)
                    break
        # Does a commodity's own line that cannot be used leave the one for all, or none?
        if any((unit, commodity) in self.lines for unit in rings if commodity):
            raise Undecided
        found = {}
        for unit in UNITS:
            at, factors, found[unit] = unit, (1000, 1000, 1000), {}
            while at not in rings and self.step(at, commodity) in self.lines:
                at, *more = self.lines[self.step(at, commodity)]
                factors = tuple(call(a, b, 1000) for call, a, b in zip((scale_down, scale, scale_up), factors, more))
                if at == UNITS[at][0]:
                    found[unit][at] = factors
        return found

    def of(self, unit, commodity):
        """{unit: (low, nominal, high), in thousandths}, of a unit that is a measure of its own."""
        return self.of_commodity.get(commodity, self.of_commodity[""]).get(unit, {})


# ---- promises

class Term:
    """What a statement of a promise makes of it, from one day to another."""

    def __init__(self, first, last, amount, basis, is_withdrawn, due):
        self.first, self.last, self.amount, self.basis, self.is_withdrawn, self.due = first, last, amount, basis, is_withdrawn, due

    def holds(self, day):
        return not self.is_withdrawn and self.first <= day <= self.last


class Promise:
    """The first of its statements says what it is, each amendment how much from a day on (ADR 19)."""

    def __init__(self, name, lines, names):
        """lines: (the day from which on it holds, None: from the start; cells), in that order."""
        effective, cells = lines[0]
        self.name = self.root = name
        self.part_of = cells.get("part_of")
        self.donor, self.commodity, self.category, self.destination, self.crossing = names.lane(cells)
        self.unit, self.factor = UNITS[cells["unit"]]
        self.counted_at = STAGES[cells.get("counted_at", "delivered")]
        self.is_rate = DAYS_OF[cells.get("basis", "")] > 0
        start = day_of(cells.get("starts_on"))
        if start is None:
            start = effective
        if start is None and self.is_rate:
            start = day_of(cells.get("stated_on"))
        self.terms = self.terms_of(lines, start)
        standing_terms = [term for term in self.terms if not term.is_withdrawn]
        self.is_withdrawn = not standing_terms
        self.due = (standing_terms or self.terms)[-1].due
        self.capacity = None
        if not any(term.first == -NEVER or term.last == NEVER for term in standing_terms):
            self.capacity = sum(scale(term.amount, max(0, term.last - term.first + 1), term.basis) for term in standing_terms if term.basis)
        self.narrowness = 2 * sum(map(bool, (self.donor, self.commodity or self.category, self.destination, self.crossing))) + bool(self.commodity)
        self.is_access = not self.donor
        self.has_family = False

    def terms_of(self, lines, start):
        """What a statement leaves blank stays as it was. One in another dimension, or a total for a rate, is left out, but for one that withdraws."""
        kept = []
        for effective, cells in lines:
            is_same = UNITS[cells["unit"]][0] == self.unit
            is_other_kind = "basis" in cells and (DAYS_OF[cells["basis"]] > 0) != self.is_rate
            if cells.get("state") == "withdrawn" or (is_same and not is_other_kind):
                kept.append((effective, cells, is_same, is_other_kind))
        terms, basis, state, due = [], None, None, None
        for k, (effective, cells, is_same, is_other_kind) in enumerate(kept):
            basis = cells.get("basis", basis) if not is_other_kind else basis
            state, due = cells.get("state", state), day_of(cells.get("due_on")) if "due_on" in cells else due
            start = day_of(cells["starts_on"]) if "starts_on" in cells else start
            first = max(-NEVER if effective is None else effective, -NEVER if start is None else start)
            last = kept[k + 1][0] - 1 if k + 1 < len(kept) else NEVER
            if self.is_rate and due is not None:
                last = min(last, due)
            amount = scale(milli(cells["quantity"]), UNITS[cells["unit"]][1], 1000) if is_same else 0
            terms.append(Term(first, last, amount, DAYS_OF[basis or ""], state == "withdrawn", due))
        return terms

    def takes_day(self, day):
        return any(term.holds(day) for term in self.terms)

    def most(self, term):
        """How much it may have with the goods of this term."""
        return self.capacity if self.is_rate else term.amount


def promises(facts, names):
    told = collections.defaultdict(lambda: collections.defaultdict(list))
    for (name, source, effective), fact in facts["commitments"].items():
        told[name][source].append((effective, fact.cells))
    found = {}
    for name, sources in told.items():
        for lines in sources.values():
            lines.sort(key=lambda line: -NEVER if line[0] is None else line[0])
        # One source speaks for it: more trust, then who reaches back further, then the smaller name.
        one = min(sources, key=lambda source: (-names.source(source)[0], -NEVER if sources[source][0][0] is None else sources[source][0][0], source))
        found[name] = Promise(name, sources[one], names)
    for promise in found.values():
        path = [promise.name]
        while found[path[-1]].part_of in found and found[path[-1]].part_of not in path:
            path.append(found[path[-1]].part_of)
        again = found[path[-1]].part_of
        promise.root = min(path[path.index(again):]) if again in path else path[-1]
    families = collections.Counter(promise.root for promise in found.values())
    access = {promise.name: promise.is_access for promise in found.values()}
    for promise in found.values():
        promise.is_access = access[promise.root]
        promise.has_family = families[promise.root] > 1
    return found


# ---- consignments

class Position:
    def __init__(self, waybill, line, unit, sums):
        self.waybill, self.line, self.unit = waybill, line, unit
        d, a, o, x, c, v, i, r, l = (sums[letter] for letter in LETTERS)
        self.v, self.i, self.r, self.l = v, i, r, l
        self.c = max(c, v)
        self.x = max(x, self.c)
        self.o = max(o, self.x)
        self.a = max(a, self.o)
        self.w = max(d, self.a, v + i + r + l)

    def figures(self):
        return [self.w, self.a, self.o, self.x, self.c, self.v, self.i, self.r, self.l]

    def pieces(self, bound=None):
        """{(furthest stage, outcome): quantity}, of a bound where that differs; outcome 0 open, 1 intercepted, 2 returned, 3 lost, 4 unaccounted."""
        if bound:
            return self.bounds[bound].pieces()
        rest, settled = self.w - self.v, self.v + self.i + self.r + self.l
        ends, at = [], 0
        for stage, size in ((5, self.c - self.v), (4, self.x - self.c), (3, self.o - self.x), (1, self.w - self.a), (2, self.a - self.o)):
            ends.append((stage, at, at + size))
            at += size
        is_open = 4 if settled > 0 and 20 * settled >= 19 * self.w else 0
        outcomes = [(1, 0, self.i), (3, self.i, self.i + self.l), (is_open, self.i + self.l, rest - self.r), (2, rest - self.r, rest)]
        found = collections.Counter({(6, 0): self.v})
        for stage, low, high in ends:
            for outcome, first, last in outcomes:
                found[stage, outcome] += max(0, min(high, last) - max(low, first))
        return {piece: quantity for piece, quantity in found.items() if quantity > 0}


class Report:
    """An observation of a consignment."""

    def __init__(self, fact):
        cells = fact.cells
        self.source, self.cells = fact.source, cells
        self.waybill = fold_number(cells["waybill"])
        self.line, self.is_line_named = line_of(cells)
        self.stage, self.at = cells["stage"], seconds(cells["occurred_at"])
        self.letter = STAGES[self.stage]
        self.is_counted = True

    def measures(self):
        return measures_of(self.cells)


def measures_of(cells):
    """What a report states, its quantity before its trucks."""
    found = {}
    if "quantity" in cells:
        unit, factor = UNITS[cells["unit"]]
        found[unit] = scale(milli(cells["quantity"]), factor, 1000)
    if "trucks" in cells:
        found.setdefault("truck", milli(cells["trucks"]))
    return found


def preferred(names, sources, stage):
    """Who counts: more trust, then the one whose count point it is, then the smaller name."""
    def rank(source):
        trust, count_point, _ = names.source(source)
        return -trust, count_point != stage, source
    return min(sources, key=rank)


def put_on_lines(reports, stated, names):
    """Reports whose line no shipment of their waybill has. stated: {(waybill, line, source): fact}; what any source says of a line holds here."""
    for report in reports:
        lines = collections.defaultdict(list)
        for (waybill, line, _), fact in stated.items():
            if waybill == report.waybill:
                lines[line].append(fact.cells)
        if not lines or report.line in lines:
            continue
        if report.is_line_named:
            if len(lines) == 1 and not any("line" in cells for cells in next(iter(lines.values()))):
                report.line = next(iter(lines))
            continue
        commodity = names.of(COMMODITY, report.cells.get("commodity"))
        same = [line for line, told in lines.items() if commodity and any(names.of(COMMODITY, cells.get("commodity")) == commodity for cells in told)]
        if len(same) == 1:
            report.line = same[0]
        elif len(lines) == 1:
            report.line = next(iter(lines))
        else:
            report.is_counted = False


def choose_sources(reports, names):
    told = collections.defaultdict(dict)
    for report in reports:
        if report.is_counted:
            source, place = names.of(SOURCE, report.source), report.cells.get("place") or report.cells.get("destination")
            is_decided = names.is_decided_for(source, names.of(PLACE, place), report.stage, report.at // 86400)
            sources = told[report.waybill, report.line, report.stage]
            sources[source] = sources.get(source, False) or is_decided
    for report in reports:
        sources = told[report.waybill, report.line, report.stage]
        if report.is_counted:
            decided = [source for source in sources if sources[source]]
            report.is_counted = names.of(SOURCE, report.source) == preferred(names, decided or sources, report.stage)


def agreed(registry, column, reports, names):
    """The name on which reports agree."""
    written = {report.cells[column] for report in reports if column in report.cells}
    if len(written) == 1:
        return written.pop()
    stands_for = {names.of(registry, name) for name in written}
    return stands_for.pop() if len(stands_for) == 1 else ""


def agreed_place(reports, names):
    return agreed(PLACE, "place", [report for report in reports if report.stage in ("at_crossing", "offloaded", "crossed")], names)


def shipments_of(facts, names, sent_at):
    """{(waybill, line): the fact that counts}"""
    told = collections.defaultdict(list)
    for (waybill, line, source), fact in facts["shipments"].items():
        place, one = fact.cells.get("origin") or fact.cells.get("destination"), names.of(SOURCE, source)
        is_decided = names.is_decided_for(one, names.of(PLACE, place), "dispatched", sent_at(waybill, fact) // 86400)
        told[waybill, line].append(((not is_decided, -names.source(source)[0]), one, source, fact))
    return {key: min(lines, key=lambda line: line[:3])[3] for key, lines in told.items()}


def sent_of(cells):
    """What a shipment states, its own measure first."""
    sent = {}
    if "quantity" in cells:
        unit, factor = UNITS[cells["unit"]]
        sent[unit] = scale(milli(cells["quantity"]), factor, 1000)
    else:
        sent["consignment"] = 1000
    if "trucks" in cells:
        sent.setdefault("truck", milli(cells["trucks"]))
    if "gross_weight_kg" in cells:
        sent.setdefault("kg", milli(cells["gross_weight_kg"]))
    return sent


def whole(sums, flags):
    """A report without any quantity speaks of the whole; delivered, of what did not end otherwise; an end, of the rest."""
    def total():
        return max(sums["d"], sums["a"], sums["o"], sums["x"], sums["c"], sums["v"] + sums["i"] + sums["r"] + sums["l"])
    before = total()
    for letter in "aoxc":
        if letter in flags:
            sums[letter] = before
    if "v" in flags:
        sums["v"] = before - sums["i"] - sums["r"] - sums["l"]
    end = next((letter for letter in "ilr" if letter in flags), None)
    if end:
        sums[end] += total() - sums["v"] - sums["i"] - sums["r"] - sums["l"]


def consignments(facts, names, as_of):
    reports = [Report(fact) for fact in facts["crossings"].values() if "waybill" in fact.cells]
    reports = [report for report in reports if report.at < as_of]
    first_seen = {}
    for report in reports:
        first_seen[report.waybill] = min(report.at, first_seen.get(report.waybill, report.at))

    def sent_at(waybill, fact):
        """Of one without a date: by when somebody said it, or the first report on its waybill."""
        if "dispatched_at" in fact.cells:
            return seconds(fact.cells["dispatched_at"])
        return min(fact.first, first_seen.get(waybill, fact.first))
    facts = {"shipments": {key: fact for key, fact in facts["shipments"].items() if sent_at(key[0], fact) < as_of}}
    shipments = shipments_of(facts, names, sent_at)
    put_on_lines(reports, facts["shipments"], names)
    choose_sources(reports, names)
    by_key = collections.defaultdict(list)
    for report in reports:
        by_key[report.waybill, report.line].append(report)
    found = []
    for key in sorted({*shipments, *by_key}):
        counted = [report for report in by_key[key] if report.is_counted]
        if key in shipments or counted:
            shipment = shipments.get(key)
            found += positions_of(key, shipment, by_key[key], counted, shipment and sent_at(key[0], shipment), names)
    return found


class Converted:
    """What reports on a consignment are in measures that they do not state, and what was sent."""

    def __init__(self, shipment, names, conversions):
        self.conversions = conversions
        self.sent = sent_of(shipment.cells) if shipment else {}
        self.estimates = {}  # of what was sent
        self.parts = collections.Counter()
        own = next(iter(self.sent), None)
        for unit in [own, *sorted((unit for unit in self.sent if unit != own), key=UNIT_ORDER.index)]:
            commodity = names.of(COMMODITY, shipment.cells.get("commodity")) if shipment else ""
            for other, factors in conversions.of(unit, commodity).items():
                if other not in self.sent and other not in self.estimates and (self.sent[unit] > 0 or unit != own):
                    self.estimates[other] = tuple(call(self.sent[unit], factor, 1000) for call, factor in zip((scale_down, scale, scale_up), factors))

    def add(self, report, commodity):
        """A report counts in each measure once: as it states it, in proportion of what the shipment is in both, by a line; its quantity before its trucks."""
        measures = report.measures()
        if report.letter == "d" and self.sent:
            return
        ways = {}
        for unit, quantity in measures.items():
            if self.sent.get(unit, 0) > 0:
                for other, low, nominal, high in [*((other, size, size, size) for other, size in self.sent.items()),
                                                  *((other, *sizes) for other, sizes in self.estimates.items())]:
                    ways.setdefault(other, (quantity, low, nominal, high, self.sent[unit], other in self.sent))
        for unit, quantity in measures.items():
            for other, factors in self.conversions.of(unit, commodity).items():
                ways.setdefault(other, (quantity, *factors, 1000, False))
        for other, (quantity, *way) in ways.items():
            if other not in measures:
                self.parts[other, report.letter, tuple(way)] += quantity

    def sums(self, bound=None):
        """{(unit, letter): quantity}: sums are rounded, not reports."""
        found = collections.Counter()
        for (unit, letter, (low, nominal, high, divisor, is_stated)), quantity in self.parts.items():
            nominal = scale(quantity, nominal, divisor)
            at = {"low": scale_down(quantity, low, divisor), "high": scale_up(quantity, high, divisor), "measured": 0, None: nominal}
            found[unit, letter] += nominal if is_stated else at[bound]
        return found


def positions_of(key, shipment, reports, counted, sent_at, names):
    reached, flags = collections.defaultdict(collections.Counter), set()
    for report in counted:
        measures = report.measures()
        for unit, quantity in measures.items():
            reached[unit][report.letter] += quantity
        flags |= set() if measures else {report.letter}
    first_at = min((report.at for report in counted), default=None)
    if shipment:
        at = sent_at
        lane, commitment = names.lane_as_written(shipment.cells), shipment.cells.get("commitment_id", "")
    else:
        at = first_at
        lane = tuple(agreed(registry, column, reports, names) for registry, column in
                     ((ORGANISATION, "donor"), (COMMODITY, "commodity"), (CATEGORY, "category"), (PLACE, "destination"))) + ("",)
        commitment = ""
    converted = Converted(shipment, names, names.conversions)
    for report in counted:
        converted.add(report, names.of(COMMODITY, report.cells.get("commodity")) or names.commodity_sent(*key))
    nominal = sums_of(converted, reached, flags)
    bounds = {bound: sums_of(converted, reached, flags, bound) for bound in BOUNDS}
    access = min((report.at for report in counted if report.letter in "xcv"), default=at)
    found = []
    for unit in nominal:
        position = Position(*key, unit, nominal[unit])
        position.bounds = {bound: Position(*key, unit, sums[unit]) for bound, sums in bounds.items()}
        position.lane, position.crossing, position.commitment = lane, agreed_place(counted, names), commitment
        position.day, position.access_day = at // 86400, access // 86400
        found.append(position)
    return found


def sums_of(converted, reached, flags, bound=None):
    """{unit: sums at stages}"""
    sums = {unit: collections.Counter(reached[unit]) for unit in reached}
    for unit, quantity in converted.sent.items():
        sums.setdefault(unit, collections.Counter())["d"] = quantity
    for unit, (low, nominal, high) in converted.estimates.items():
        if unit not in reached:  # what the scale says of the same goods is better
            sums.setdefault(unit, collections.Counter())["d"] = {"low": low, None: nominal, "high": high, "measured": 0}[bound]
    for (unit, letter), quantity in converted.sums(bound).items():
        sums.setdefault(unit, collections.Counter())[letter] += quantity
    if not sums:
        sums["consignment"] = collections.Counter(d=1000)
    for unit in sums:
        whole(sums[unit], flags)
    return sums


# ---- counts

class Count:
    """A report without a waybill."""

    def __init__(self, fact, names):
        self.cells = fact.cells
        self.stage, self.day, self.source = fact.cells["stage"], day_of(fact.cells["occurred_at"][:10]), names.of(SOURCE, fact.source)
        self.place, self.destination = (names.of(PLACE, fact.cells.get(name)) for name in ("place", "destination"))
        self.area = names.area(self.place or self.destination) if self.place or self.destination else ""
        self.counted_by = None


def count_sources(facts, names, as_of):
    """{(area or part of one, stage, day): source}, and the counts."""
    counts = [Count(fact, names) for fact in facts["crossings"].values() if "waybill" not in fact.cells and seconds(fact.cells["occurred_at"]) < as_of]
    counting = sources_of_areas(counts, names)
    for count in counts:
        count.counted_by = counting[count.area, count.stage, count.day]
    parts = {}
    for count in counts:
        line = names.source_of_line(count.place, count.stage, count.day) if count.place else None
        if line and line[0] and names.area(line[0]) != line[0] and is_part_kept(counts, count, *line, counting, names):
            parts[line[0], count.stage, count.day] = count.counted_by = line[1]
    return {**counting, **parts}, counts


def is_part_kept(counts, count, part, source, counting, names):
    """Not where the source of the area, another one, speaks of that day without saying where in it."""
    of_area = counting[count.area, count.stage, count.day]
    around = {place for place, depth in names.within(part).items() if depth > 0}
    for other in counts:
        is_whole = other.place in around if other.place else other.area == count.area
        if (other.stage, other.day, other.source) == (count.stage, count.day, of_area) and of_area != source and is_whole:
            return False
    return True


def sources_of_areas(counts, names):
    days, runs = collections.defaultdict(set), collections.defaultdict(list)
    for count in counts:
        days[count.area, count.stage, count.source].add(count.day)
    for (area, stage, source), told in days.items():
        cadence = names.source(source)[2]
        run = []
        for day in sorted(told):
            if run and day - run[-1] > cadence:
                runs[area, stage].append((source, run))
                run = []
            run = [*run, day]
        runs[area, stage].append((source, run))
    counting = {}
    for (area, stage, source), told in days.items():
        for day in told:
            line = names.source_of_line(area, stage, day)
            covering = [(source, run) for source, run in runs[area, stage] if run[0] <= day <= run[-1]]
            counting[area, stage, day] = line[1] if line else min(covering, key=lambda one: (-names.source(one[0])[0], -len(one[1]), one[0]))[0]
    return counting


# ---- who counts towards what

class Pool:
    """What promises of one class can take: cells of (strand, day, lane, crossing), in each measure its pieces and how much is gone."""

    def __init__(self):
        self.cells = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
        self.bounds = {bound: collections.defaultdict(collections.Counter) for bound in BOUNDS}  # (cell, unit): pieces
        self.taken = collections.Counter()
        self.takes = []

    def add(self, strand, day, lane, crossing, unit, pieces, bounds):
        """pieces {piece: quantity}; of each bound likewise."""
        for piece, quantity in pieces.items():
            if quantity:
                self.cells[strand, day, lane, crossing][unit][piece] += quantity
        for bound, pieces_then in bounds.items():
            self.bounds[bound][(strand, day, lane, crossing), unit].update(pieces_then)

    def total(self, cell, unit):
        return sum(self.cells[cell][unit].values())

    def order(self):
        return sorted(self.cells, key=lambda cell: (cell[1], ORDER.of_lane(cell[2]), ORDER.of_name(PLACE, cell[3])))

    def take(self, promise, matches, used):
        had = collections.Counter()
        for term in promise.terms:
            if not term.is_withdrawn:
                self.take_term(promise, term, matches, used, had)

    def take_term(self, promise, term, matches, used, had):
        for cell in self.order():
            strand, day, lane, crossing = cell
            if promise.unit not in self.cells[cell] or not term.holds(day) or not matches(promise, lane, crossing):
                continue
            total, low, most = self.total(cell, promise.unit), self.taken[cell, promise.unit], promise.most(term)
            size = total - low if most is None else min(total - low, most - used - had[strand])
            if size <= 0:
                continue
            had[strand] += size
            self.taken[cell, promise.unit] = low + size
            for unit in self.cells[cell]:
                if unit != promise.unit:
                    self.taken[cell, unit] = scale(self.total(cell, unit), low + size, total)
            self.takes.append((promise, cell, low, low + size))

    def share(self, cell, unit, of_unit, low, high, bound=None):
        """The pieces of [low, high) in one measure, that is of another; the furthest stage first. Of a bound the same part."""
        if unit not in self.cells[cell]:
            return
        total, pieces = self.total(cell, unit), self.cells[cell][unit]
        if unit != of_unit:
            other = self.total(cell, of_unit)
            low, high = scale(total, low, other), scale(total, high, other)
        if bound:
            pieces = self.bounds[bound][cell, unit]
            then = sum(pieces.values())
            low, high = scale(low, then, total), scale(high, then, total)
        at = 0
        for (stage, outcome), quantity in sorted(pieces.items(), key=lambda entry: (-entry[0][0], entry[0][1])):
            inside = min(high, at + quantity) - max(low, at)
            at += quantity
            if inside > 0:
                yield (stage, outcome), inside


class World:
    def __init__(self, drops, as_of):
        self.facts = standing(drops, held_of(drops))
        self.names = Names(self.facts)
        self.names.lane = lambda cells: tuple(self.names.of(registry, name) for registry, name in zip(
            (ORGANISATION, COMMODITY, CATEGORY, PLACE, PLACE), self.names.lane_as_written(cells)))
        self.names.lane_as_written = lambda cells: tuple(cells.get(name, "") for name in (
            "donor", "commodity", "category", "destination", "crossing"))
        self.names.conversions = Conversions(self.facts, self.names)
        self.names.commodity_sent = self.commodity_sent
        self.promises = promises(self.facts, self.names)
        self.positions = consignments(self.facts, self.names, as_of)
        self.counting, self.counts = count_sources(self.facts, self.names, as_of)

    def commodity_sent(self, waybill, line):
        """What all shipments of the line name that name any."""
        named = {self.names.of(COMMODITY, fact.cells["commodity"]) for (one, other, _), fact in self.facts["shipments"].items()
                 if (one, other) == (waybill, line) and "commodity" in fact.cells}
        return named.pop() if len(named) == 1 else ""

    def matches(self, promise, lane, crossing):
        names = self.names
        donor, commodity, category, destination, stated = (names.of(registry, name) for registry, name in zip(
            (ORGANISATION, COMMODITY, CATEGORY, PLACE, PLACE), lane))
        place = stated or names.of(PLACE, crossing)
        entry = names.entries[COMMODITY].get(commodity)
        belongs = entry.cells.get("category", "") if entry else ""
        if promise.is_withdrawn or (promise.donor and promise.donor != donor) or (promise.commodity and promise.commodity != commodity):
            return False
        if promise.category and not promise.commodity and promise.category not in (category, belongs):
            return False
        if promise.destination and promise.destination not in names.within(destination or place):
            return False
        return not promise.crossing or promise.crossing in names.within(place)

    def named_promise(self, position):
        return self.promises.get(position.commitment)

    def balances(self):
        """{(promise, bound): figures}; bound None: the nominal ones"""
        gets = {(name, bound): (collections.Counter(), collections.Counter()) for name in self.promises for bound in (None, *BOUNDS)}
        for is_access in (False, True):
            family = [promise for promise in self.promises.values() if promise.is_access == is_access]
            used = self.name(family, is_access, gets)
            for kind, pool in enumerate((self.consignment_pool(family, is_access), self.count_pool())):
                for promise in sorted(family, key=lambda one: (-one.narrowness, NEVER if one.due is None else one.due, one.name)):
                    if promise.root == promise.name:
                        pool.take(promise, self.matches, used[promise.name] if kind == 0 else 0)
                for promise, cell, low, high in pool.takes:
                    for part in family:
                        is_own = part is promise
                        if is_own or (part.root == promise.name and part.takes_day(cell[1]) and self.matches(part, cell[2], cell[3])):
                            for bound in (None, *BOUNDS):
                                for piece, quantity in pool.share(cell, part.unit, promise.unit, low, high, bound):
                                    gets[part.name, bound][kind][piece] += quantity
        return {(name, bound): balance(*both, bool(gets[name, None][1])) for (name, bound), both in gets.items()}

    def name(self, family, is_access, gets):
        """What names a promise, or another of its family, counts towards the root; a part counts what names it or matches it."""
        used = collections.Counter()
        for position in self.positions:
            named = self.named_promise(position)
            if named is None or named.is_access != is_access or self.promises[named.root].is_withdrawn:
                continue
            day = position.access_day if is_access else position.day
            for promise in family:
                if promise.root != named.root or position.unit != promise.unit or promise.is_withdrawn:
                    continue
                is_counted = promise.name in (promise.root, named.name) or (
                    promise.takes_day(day) and self.matches(promise, position.lane, position.crossing))
                if is_counted:
                    for bound in (None, *BOUNDS):
                        gets[promise.name, bound][0].update(position.pieces(bound))
                    used[promise.name] += position.w
        return used

    def consignment_pool(self, family, is_access):
        """Goods that name none of this class (nor one that nobody stated, among donors'). Access tells apart only what one of its promises names."""
        pool = Pool()
        names_donor = any(promise.donor for promise in family)
        names_place = any(promise.destination or promise.crossing for promise in family)
        for position in self.positions:
            named = self.named_promise(position)
            if position.commitment and (named.is_access if named else False) == is_access:
                continue
            donor, commodity, category, destination, stated = position.lane
            day, lane, crossing = position.day, position.lane, position.crossing
            if is_access:
                day = position.access_day
                lane = (donor if names_donor else "", commodity, category, destination if names_place else "", stated if names_place else "")
                crossing = crossing if names_place else ""
            pool.add(0, day, lane, crossing, position.unit, position.pieces(), {bound: position.pieces(bound) for bound in BOUNDS})
        return pool

    def count_pool(self):
        """What the counting source says, stage by stage."""
        pool, weights = Pool(), collections.Counter()
        for count in self.counts:
            if count.counted_by == count.source:
                piece = list(STAGES).index(count.stage) + 1, STAGES[count.stage]
                for unit, (nominal, *bounds) in self.measures_of_count(count.cells).items():
                    pool.add(count.stage, count.day, self.names.lane_as_written(count.cells)[:4] + ("",), count.cells.get("place", ""), unit,
                             {piece: nominal}, {bound: {piece: quantity} for bound, quantity in zip(BOUNDS, bounds)})
            weight = measures_of(count.cells).get("kg", 0)
            weights[count.source, weight] += weight > 0 and weight % 500000 == 0
        if any(n >= 20 for n in weights.values()):  # nominal weights are not reckoned here
            raise Undecided
        return pool

    def measures_of_count(self, cells):
        """{unit: (nominal, low, high, measured)}: a count is taken in each measure once."""
        measures, commodity = measures_of(cells), self.names.of(COMMODITY, cells.get("commodity"))
        found = {unit: (quantity,) * 4 for unit, quantity in measures.items()}
        for unit, quantity in measures.items():
            for other, (low, nominal, high) in self.names.conversions.of(unit, commodity).items():
                found.setdefault(other, (scale(quantity, nominal, 1000), scale_down(quantity, low, 1000), scale_up(quantity, high, 1000), 0))
        return found


def balance(goods, counts, has_counts):
    """w, a, o, x, c, v, moving, at_crossing, uncollected, collected, intercepted, returned, lost, unaccounted."""
    at_least = {letter: sum(q for (stage, _), q in goods.items() if stage >= k) for k, letter in enumerate("daoxcv", 1)}
    ended = {outcome: sum(q for (_, end), q in goods.items() if end == outcome) for outcome in (1, 2, 3, 4)}
    is_open = {stage: goods[stage, 0] for stage in range(1, 6)}
    if not has_counts:
        return [*at_least.values(), is_open[1], is_open[2], is_open[3] + is_open[4], is_open[5], ended[1], ended[2], ended[3], ended[4]]
    # Beside consignments, each stage takes the larger of the two; then the closure.
    counted = collections.Counter()
    for (_, letter), quantity in counts.items():
        counted[letter] += quantity
    sums = collections.Counter({letter: max(at_least[letter], counted[letter]) for letter in "daoxcv"})
    sums.update({letter: max(ended[outcome], counted[letter]) for letter, outcome in (("i", 1), ("r", 2), ("l", 3))})
    closed = Position("", "", "", sums)
    pieces = closed.pieces()
    def of(stages, outcomes):
        return sum(q for (stage, outcome), q in pieces.items() if stage in stages and outcome in outcomes)
    return [closed.w, closed.a, closed.o, closed.x, closed.c, closed.v, of((1,), (0,)), of((2,), (0,)), of((3, 4), (0,)), of((5,), (0,)),
            closed.i, closed.r, closed.l, of((1, 2, 3, 4, 5), (4,))]


# ---- compared with the ledger

def lines_of(dump, section):
    for line in dump.splitlines():
        cells = line.split("\t")
        if cells[0] == section:
            yield cells[1:]


def is_beyond(dump):
    """Not reckoned here: consignments that reports without a waybill move (ADR 21)."""
    return any(True for _ in lines_of(dump, "joined"))


def check(drops, dump, shortfall, as_of=None):
    """What differs, or nothing. shortfall: the report, its cells with tabs between them."""
    global n_checked, n_ranged
    if is_beyond(dump):
        return ""
    try:
        world = World(drops, NEVER * 86400 if as_of is None else as_of)
        balances = world.balances()
    except Undecided:
        return ""
    n_checked += 1
    n_ranged += any(figures != balances[name, None] for (name, _), figures in balances.items())
    expected = {("counts", area, stage, day): [source] for (area, stage, day), source in world.counting.items()}
    for p in world.positions:
        expected["position", p.waybill, p.line, p.unit] = [p.crossing, p.commitment, p.day, p.access_day, *p.figures()]
        expected.update({("position", p.waybill, p.line, p.unit, bound): p.bounds[bound].figures() for bound in BOUNDS})
    expected.update({("balance", *([name] if bound is None else [name, bound])): figures for (name, bound), figures in balances.items()})
    found = told_in(dump)
    columns, *rows = [line.split("\t") for line in shortfall.splitlines()]
    for row in rows:
        cells = dict(zip(columns, row))
        promise = world.promises.get(cells["commitment_id"])
        if promise:
            expected["shortfall", promise.name] = reached_of(promise, balances, int(cells["committed"]))
            found["shortfall", promise.name] = [int(cells[name]) for name in REACHED]
    wrong = [f"  {' '.join(map(str, key))}\n    ledger: {found.get(key)}\n    second: {expected.get(key)}"
             for key in sorted({*expected, *found}, key=str) if expected.get(key) != found.get(key)]
    return "\n".join(wrong[:12])


REACHED = ["reached", "reached_low", "reached_high", "reached_measured", "measured_share", "shortfall", "shortfall_low", "shortfall_high"]


def reached_of(promise, balances, committed):
    """In the promise's own unit, the bounds rounded outwards; and what falls short of what was committed."""
    stage = "daoxcv".index(promise.counted_at)
    nominal, low, high, measured = (balances[promise.name, bound][stage] for bound in (None, *BOUNDS))
    reached = scale(nominal, 1000, promise.factor)
    reached_low, reached_high, reached_measured = (
        reached if base == nominal else call(base, 1000, promise.factor)
        for base, call in ((low, scale_down), (high, scale_up), (measured, scale_down)))
    share = 1000 if reached == 0 or reached_measured >= reached else scale_down(reached_measured, 1000, reached)
    return [reached, reached_low, reached_high, reached_measured, share, *(max(0, committed - then) for then in (reached, reached_high, reached_low))]


def told_in(dump):
    """What the ledger says of the same. Where a bound is as the nominal figures it has no line of its own."""
    found, stages = {}, list(STAGES)
    for c in lines_of(dump, "count_source"):
        found["counts", c[0], stages[int(c[1]) - 1], int(c[2])] = [c[3]]
    for c in lines_of(dump, "position"):
        found["position", c[0], c[1], c[2]] = [c[3], c[4], *map(int, c[5:16])]
        found.update({("position", c[0], c[1], c[2], bound): list(map(int, c[7:16])) for bound in BOUNDS})
    for c in lines_of(dump, "position_range"):
        found["position", c[0], c[1], c[2], BOUNDS[int(c[3]) - 1]] = list(map(int, c[4:13]))
    for c in lines_of(dump, "balance"):
        found["balance", c[0]] = list(map(int, c[2:16]))
        found.update({("balance", c[0], bound): list(map(int, c[2:16])) for bound in BOUNDS})
    for c in lines_of(dump, "balance_range"):
        found["balance", c[0], BOUNDS[int(c[2]) - 1]] = list(map(int, c[3:17]))
    return found
