/* Shared by the files of ledger/ only. */
#ifndef AID_LEDGER_INTERNAL_H
#define AID_LEDGER_INTERNAL_H

#include <stdatomic.h>

#include "base/message.h"
#include "ledger/batch.h"
#include "ledger/ledger.h"
#include "ledger/names.h"
#include "ledger/waybill.h"
#include "read/note.h"

struct aid_rows;
struct aid_sums;

struct aid_ledger {
	struct aid_db *db;
	struct aid_names *names;
	struct aid_waybills *waybills;
	struct aid_units *units; /* as the last commit left them; NULL: not asked for yet */
	struct aid_rows *incoming_shipment,
		*incoming_observation; /* incoming.c; NULL: not asked for yet */
	bool has_working; /* the temporary tables of a reconcile, and these of memory */
	struct aid_rows *plain_run, *plain_consignment, *closer_look; /* plain.c */
	struct aid_sums *cell_wide;                                   /* reconcile_positions.c */
	atomic_bool is_interrupted;
	bool is_all_looked_at; /* see struct aid_reconcile_scope; for tests */
	bool has_moment;       /* temporary tables stand in for the kept ones */
	struct aid_moment moment;
	bool is_whatif; /* views stand in for the facts (news.h) */
};

/* known_to of a statement that stands. */
#define AID_KNOWN_OPEN INT64_MAX

/* Outcomes of a record, the strongest of its facts'; the numbers rank them. */
enum aid_outcome {
	AID_OUTCOME_NONE,
	AID_OUTCOME_UNCHANGED,
	AID_OUTCOME_ACCEPTED,
	AID_OUTCOME_SUPERSEDING,
	AID_OUTCOME_REJECTED
};

/* The list that a drop through a cumulative profile belongs to (publication.h). */
struct aid_list {
	bool is_open;
	bool is_fix; /* rows of an earlier publication, corrected: it publishes nothing itself */
	bool has_earlier; /* publications, whatever their moment */
	unsigned scope;   /* enum aid_scope */
	int64_t hash, source_id;
	int64_t latest_at; /* of the publications that take effect; INT64_MIN: there is none */
	int64_t known_day; /* the last that any of them reached; INT64_MIN: none */
	int64_t at;        /* of this one */
	int64_t first_day, last_day, seen_place;
	int64_t n_gone; /* rows that a later publication leaves out */
};

/* One ingest as the writing thread sees it. */
struct aid_ingest {
	struct aid_ledger *ledger;
	struct aid_db *db;
	const struct aid_drop_request *request;
	int64_t drop;
	int64_t drop_source_id;
	struct aid_slice drop_source; /* empty: the rows say */
	int64_t fallback_source_id;   /* of rows that do not */
	int64_t reported_at;          /* of rows that do not say */
	int64_t followed_to;
	int64_t latest_at;
	int64_t n_totals; /* rejected as totals: nothing is to be corrected */
	int64_t n_known_keyless, n_other_source, n_unmeasured;
	int64_t n_withdrawn_unknown; /* rows that withdraw what is not known */
	struct aid_odd_dates {
		int64_t n, line;       /* of the first */
		struct aid_slice text; /* its, in `arena` */
	} future, reversed; /* what happened after the file came; promises due before they start */
	struct aid_slice other_source; /* the first that differed; in `arena` */
	struct aid_arena arena;
	struct aid_drop_outcome outcome;
	int64_t n_known_waybills;        /* before this drop: the greatest of their numbers */
	int64_t dirty_first, dirty_last; /* run of waybills that is open; 0: none */
	int64_t waiting_last; /* end of the run of an earlier drop that is being passed; -1: there is none near */
	struct aid_withdrawing {
		int64_t source_id; /* 0: none */
		bool has_any;
	} withdrawing[64]; /* sources that were asked for lately */
	struct aid_list list;
	bool has_commitments, has_names, has_units, has_changed_units, has_sources, has_policies,
		has_matches;
	/* the run of outcomes that is open */
	struct {
		int64_t record_from, record_to, line_from, line_to;
		enum aid_outcome outcome;
		const char *code;
	} run;
	int64_t n_findings, n_notes;
	int64_t n_corrected;  /* rejects of other drops */
	uint64_t seals;       /* of the rows that it wrote and ended (chain.h) */
	int64_t n_unreported; /* rows that do not say when they were written */
};

/* outcome.c */
int aid_outcome_put_batch(struct aid_ingest *ingest, const struct aid_batch *batch,
			  struct aid_error *err);
int aid_outcome_finish(struct aid_ingest *ingest, struct aid_error *err);
int aid_outcome_add_finding(struct aid_ingest *ingest, enum aid_message message,
			    struct aid_slice subject, struct aid_slice args, int64_t line,
			    struct aid_error *err);
/* One more line for the head of the drop's receipt, after those that are there. The drop's row exists by then. */
int
aid_outcome_add_note(struct aid_ingest *ingest, const struct aid_note *note, struct aid_error *err);
/* Raises the record's outcome; `code` goes with it ("" for none). */
void aid_outcome_raise(struct aid_batch_record *record, enum aid_outcome outcome, const char *code);

/* drift.c */
/* Appends what a file's name has in common with those of the files before and after it. AID_E_NOMEM. */
int aid_drift_series(const char *name, struct aid_buffer *out, struct aid_error *err);
/* A finding, where the columns are not those of the last drop of the source and the series. */
int aid_drift_report(struct aid_ingest *ingest, const struct aid_slice *header, size_t n_header,
		     struct aid_error *err);

/* key.c: keeps what the record states, for its line in the receipt. */
int aid_key_put(struct aid_ingest *ingest, int64_t record, const struct aid_row *rows,
		size_t n_rows, struct aid_error *err);

/* merge.c: which of two statements with one key stands. */
enum aid_verdict {
	AID_VERDICT_NEW,
	AID_VERDICT_SAME,
	AID_VERDICT_OLDER,
	AID_VERDICT_STANDS,
	AID_VERDICT_LOSES,
	AID_VERDICT_WINS
};
/* The statements of one kind of fact (schema/ledger/facts.sql) that act on the statement that stands. */
struct aid_merge_names {
	const char *standing, *close, *forget, *affirm;
	const char *table;
};
struct aid_statement_key {
	const struct aid_merge_names *names;
	void (*bind)(struct aid_statement *s, const void *context);
	const void *context;
	enum aid_kind kind;
	int64_t source_id;
	int64_t hash;                /* tells the fact from every other of its kind and source */
	struct aid_slice text, line; /* for people; line may be empty */
};
/* Called when a fact could not be put since a statement stands. *out_is_open: the way is free, put again. */
int aid_merge_settle(struct aid_ingest *ingest, const struct aid_statement_key *key,
		     const struct aid_row *row, int64_t reported_at,
		     struct aid_batch_record *record, bool *out_is_open, struct aid_error *err);
/* Ends the statement with the key, unless it was said later than `at` (*out_is_later). *out_is_ended: one stood and was ended. */
int aid_merge_end(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t at,
		  bool *out_is_ended, bool *out_is_later, struct aid_error *err);
int aid_merge_stands(struct aid_ingest *ingest, const struct aid_statement_key *key,
		     bool *out_stands, struct aid_error *err);
/* When the row was said: its own word, else the file's (a publication says all its rows at once), never later than the arrival plus a day. */
int64_t aid_merge_reported_at(const struct aid_ingest *ingest, const struct aid_row *row);

/* undated.c: before a shipment without a date is put: sets row->stated_at, and where the same content stands as said later only, closes it. */
int aid_undated_say(struct aid_ingest *ingest, struct aid_row *row, struct aid_batch_record *record,
		    struct aid_error *err);

/* movement.c: shipments and observations with a waybill; count.c; promise.c; match.c; reference.c */
int aid_movement_open(struct aid_ingest *ingest, struct aid_error *err);
int aid_movement_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row **rows,
		       size_t n_rows, struct aid_error *err);
int aid_count_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		    struct aid_error *err);
/* A report with a key of its own may have been a count and name its waybill now, or the other way round: the statement that stands there, if
 * one does, is judged against the row. *out_is_open false: that one stands, and the row is settled. */
int aid_count_give_way(struct aid_ingest *ingest, const struct aid_row *row,
		       struct aid_batch_record *record, bool *out_is_open, struct aid_error *err);
int
aid_movement_give_way(struct aid_ingest *ingest, const struct aid_row *row,
		      struct aid_batch_record *record, bool *out_is_open, struct aid_error *err);
/* Rows that say of a report or a shipment that it is withdrawn. */
int aid_movement_withdraw(struct aid_ingest *ingest, const struct aid_row *row,
			  struct aid_batch_record *record, struct aid_error *err);
int aid_count_withdraw(struct aid_ingest *ingest, const struct aid_row *row,
		       struct aid_batch_record *record, struct aid_error *err);
/* What tells a statement of its source from all others of its kind (struct aid_statement_key): of a promise, and of a shipment (stage and key 0) or of a report
 * on a waybill that has no key of its own. The waybill is folded. */
int64_t aid_promise_hash(int64_t commitment_id, int64_t effective_day);
int64_t
aid_movement_hash(struct aid_slice waybill, struct aid_slice line, int64_t stage, int64_t key_hash);
int aid_promise_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		      struct aid_error *err);
int aid_match_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		    struct aid_error *err);
int aid_reference_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
			struct aid_error *err);

/* policy.c: which source counts for what. */
int aid_policy_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		     struct aid_error *err);
/* The key of a line for people: "crossed/Gaza Strip/2025-01-19"; what it leaves out is "every stage", "everywhere", "from the first". */
void aid_policy_append_key(struct aid_buffer *out, const struct aid_row *row);

/* reconcile.c: the statements of schema/reconcile, on whatever tables their names find. */
struct aid_reconcile_scope {
	int64_t known; /* number of the last drop */
	int64_t as_of; /* exclusive, seconds */
	bool is_all;   /* names, units and commitments are worked out anew too */
	bool is_journaled;
	bool is_uncommitted; /* some of what waits is of the transaction that is open: no other connection sees it */
	bool is_names_only;   /* the rest is left as it is */
	bool is_brought_back; /* cells and arrivals come from the journals, and no facts are looked at but commitments and counts */
	bool is_all_looked_at; /* no consignment is taken for plain (plain.h): slower, and a check of those that are */
};
/* Everything anew in temporary tables that hide the kept ones: what was known with drop `known`, of what happened before `as_of`. */
int aid_ledger_recompute(struct aid_ledger *ledger, int64_t known, int64_t as_of,
			 bool is_all_looked_at, struct aid_error *err);
/* Makes the tables that a reconcile works in, once, outside of any transaction: else a rollback would take them along. */
int aid_reconcile_prepare(struct aid_ledger *ledger, struct aid_error *err);
/* Works off what waits, in the transaction that is open. */
int aid_reconcile_waiting(struct aid_ledger *ledger, bool is_uncommitted, struct aid_error *err);
int aid_reconcile_run(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope,
		      struct aid_error *err);

/* join.c */
/* Finds the shipments that reports without a waybill are of, and marks what that changes. is_all: not only of what waits.
 * *out_has_joined: some are of one. */
int aid_join_reconcile(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope,
		       bool is_all, bool *out_has_joined, struct aid_error *err);

#endif
