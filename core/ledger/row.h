/* A fact on its way from the map to the ledger: folded, hashed, checked against what is known of units. Made by the reading
 * thread, which never touches the database; what needs it (ids, occurrence numbers) is filled in by the writing thread. */
#ifndef AID_LEDGER_ROW_H
#define AID_LEDGER_ROW_H

#include "base/buffer.h"
#include "ledger/units.h"
#include "read/map.h"
#include "value/words.h"

/* The names of a fact that make its lane, in the order of table lane. */
enum {
	AID_LANE_DONOR,
	AID_LANE_COMMODITY,
	AID_LANE_CATEGORY,
	AID_LANE_DESTINATION,
	AID_LANE_CROSSING,
	AID_LANE_COUNT
};

struct aid_row {
	struct aid_fact fact;
	uint32_t record; /* its record in the batch */
	bool is_line_stated;
	bool has_own_key; /* report_id, or key columns beside a waybill: not bound to the waybill */
	bool is_withdrawn;         /* it says so: what was said before no longer counts */
	bool is_occurrence_needed; /* see occurrence_hash */
	int stage;                 /* of an observation or count */
	int64_t unit_id;           /* 0: no quantity */
	int64_t reported_at;       /* -1: the row does not say */
	int64_t stated_at;         /* of a shipment: when its content was first said */
	int64_t key_hash;          /* of a commitment: the day from which it holds */
	int64_t content_hash;
	int64_t body_hash; /* of the content without its key, for lists; else 0 */
	int64_t waybill_hash;
	int64_t occurrence_hash;  /* what is counted to tell equal rows apart */
	struct aid_slice source;  /* as the row states it; ptr NULL: it does not */
	struct aid_slice waybill; /* folded; ptr NULL: none */
	struct aid_slice written; /* as written */
	struct aid_slice line;
	struct aid_slice report_key;
	struct aid_slice lane[AID_LANE_COUNT];
	struct aid_slice lane_key; /* the five joined */
	/* by the writing thread */
	int64_t source_id, lane_id, place_id, waybill_id;
	int64_t consignee_id, commitment_id, origin_id, consignor_id;
	bool is_put;       /* no statement stood in its way */
	bool is_rewritten; /* its form of the waybill is the one for people from now on */
};

struct aid_row_maker {
	const struct aid_units *units;
	struct aid_units_memo memo;
	struct aid_slice drop_source; /* scopes keys of rows without a waybill; may be empty */
	bool is_list;                 /* of a cumulative profile: bodies are hashed too */
	bool is_shared; /* several movements a record: without a waybill they share one consignment */
	struct aid_buffer scratch;
	struct aid_buffer folded;
};

void aid_row_maker_init(struct aid_row_maker *maker, const struct aid_units *units,
			struct aid_slice drop_source, bool is_shared);
void aid_row_maker_done(struct aid_row_maker *maker);
/* Rows of one record's facts. out_reject->message is set when the ledger cannot take the record (an unknown unit). Text goes to `arena`.
 * AID_E_NOMEM. */
int aid_row_make(struct aid_row_maker *maker, const struct aid_fact *facts, size_t n_facts,
		 uint32_t record, struct aid_arena *arena, struct aid_row *out_rows,
		 struct aid_reject *out_reject, struct aid_error *err);

#endif
