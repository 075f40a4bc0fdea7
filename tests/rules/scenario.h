/* Scenarios of DESIGN 3: short drops, and what the ledger must say of them, worked out by hand. Every scenario is run in several orders of
 * its drops, reconciled after each drop and once at the end; after every reconcile `verify` must be sound, all orders must give the same
 * dump, and what was known with each drop must be what a later look back gives; what became known since must add up to the difference. */
#ifndef AID_TEST_SCENARIO_H
#define AID_TEST_SCENARIO_H

#include "tests/unit/test.h"

#define DROPS_MAX 8
#define EXPECTED_MAX 24
#define MOMENTS_MAX 4

struct drop {
	const char *source; /* "": the office */
	const char *day;    /* reported_at of rows that state none */
	const char *csv;
	const char *
		outcome; /* "accepted 2 unchanged 1", in the given order; what is not named is 0. NULL: whatever, but nothing rejected */
	const char *profile; /* its text; NULL: canonical columns */
	const char *
		received; /* day on which it comes; NULL: on the first of 2025. Each an hour after the one before */
};

/* The ledger as it was: what had been dropped, of what had happened by the end of a day. */
struct moment {
	int known;         /* number of drops that are known; 0: all */
	int from;          /* of lines "diff": what was known before, as many drops */
	const char *as_of; /* NULL: everything */
	const char *expected[EXPECTED_MAX];
};

enum order {
	ORDER_ANY,  /* as given and reversed */
	ORDER_ALL,  /* every order */
	ORDER_GIVEN /* what the drops say depends on their order (rows without a key) */
};

/* Lines of `expected`; quantities are in the unit that the ledger counts in, what is not named of a balance is 0 (but for the sums at stages):
 *   balance ID: w 10 delivered 4 moving 6      w a o x c v are sums at stages, the pieces have the names of `shortfall`
 *   position WAYBILL LINE UNIT: w 10 v 4       the waybill and line as folded; also day, access (days), crossing
 *   shortfall ID: committed 10 shortfall 6     any column of `shortfall`; (unallocated) UNIT is an ID too
 *   diff ID CLASS: reached 10 shortfall -10    the row of that class, in a moment
 *   no shortfall ID
 *   no diff ID CLASS
 *   stalled WAYBILL: hours 96 cause stuck      any column of `stalled`, words without blanks
 *   no stalled WAYBILL
 *   aged UNIT PART REASON: age_0_3 5           any column of `shortfall --by age`; the reason may be left out
 *   rows SECTION: 3                            lines of that section of the dump
 *   line SECTION: CELLS                        one of them, its cells without blanks, numbers as the ledger has them
 *   finding CODE: SUBJECT | ARG | ARG         what it says, all of it, or nothing of that
 *   no finding CODE
 *   count_source AREA STAGE DAY: SOURCE
 *   no count_source AREA STAGE DAY */
struct scenario {
	const char *name;
	enum order order;
	struct drop drops[DROPS_MAX];
	const char *expected[EXPECTED_MAX];
	struct moment moments[MOMENTS_MAX];
	const char *today; /* as-of of the reports; NULL: 2024-12-31 */
};

/* Runs every scenario as a test of its own; the status of the program. */
int run_scenarios(const char *group, const struct scenario *scenarios, size_t n_scenarios);

#endif
