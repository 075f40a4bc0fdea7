#!/usr/bin/env python3
"""match: decisions follow each other, each a drop of its own, and each is seen at once.

test_matches_verb.py AIDTALLY
"""

import csv
import io

import case

SENT = """waybill,line,donor,commodity,quantity,unit,vehicle,dispatched_at
W-1,1,Alder Relief,Rice,100,kg,KX-123,2024-03-01
W-2,1,Alder Relief,Oil,50,kg,KX-123,2024-03-01
"""
SEEN = """report_id,vehicle,stage,place,occurred_at,quantity,unit
r1,KX-123,crossed,Rafah,2024-03-02,30,kg
"""


def joined(home, waybill):
    rows = csv.DictReader(io.StringIO(home.must("trace", waybill, "--format", "csv")))
    return [row["joined_by"] for row in rows if row["stage"] == "crossed"]


def main():
    home = case.Home()
    try:
        home.write("sent.csv", SENT)
        home.write("seen.csv", SEEN)
        home.must("import", "--source", "Alder", "sent.csv")
        home.must("import", "--source", "Post", "seen.csv")
        assert joined(home, "W1") == [] and joined(home, "W2") == []
        assert "The report r1 is of W-2 from now on." in home.must("match", "W-2", "r1")
        assert joined(home, "W2") == ["decided"]
        home.must("match", "--source", "Post", "--line", "1", "w1", "r1")
        assert "Nothing is decided of the report r1 any more" in home.must("match", "--undo", "r1")
        assert joined(home, "W2") == []
        assert joined(home, "W1") == [], "of several decisions on one report the last holds"
        home.must("match", "W2", "r1")
        assert "The report r1 is of no shipment" in home.must("match", "--apart", "r1")
        assert joined(home, "W2") == [] and "join_candidates" not in home.must("findings", "--format", "csv")
        assert len(home.must("drops", "--source", "office", "--format", "csv").splitlines()) == 6
        for names in (["W-9", "r1"], ["W-1", "r9"], ["--line", "7", "W-1", "r1"]):
            said = " ".join(home.must("match", *names).split())
            assert f"it was decided what the report {names[-1]} is of" in said and "from now on" not in said, said
        home.must("match", "W-1", "Rr1")
        assert "The report r1 is of W-2 from now on." in home.must("match", "W-2", "r1"), "what waits is another report, of which the number ends alike"
        assert "sound" in home.must("verify")
    finally:
        home.close()
    print("decisions follow each other")


if __name__ == "__main__":
    main()
