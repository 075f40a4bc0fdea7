/* Spellings that may be one name, as lines of the registry's own file: what it says of the entry now, with the new spellings among the
 * aliases. Nothing is applied. */
#include <stdlib.h>

#include "report/likeness.h"
#include "report/load.h"

#define TAIL                                                                                       \
	{ "spellings", "Perhaps the same, with rows", false, 0 }, { "rows", "Rows", true, 1 },     \
	{                                                                                          \
		"why", "By", false, 2                                                              \
	}
#define N_TAIL 3
#define COLUMNS_MAX 8

static const struct aid_result_column organisation_columns[] = { { "organisation", "Name", false,
								   0 },
								 { "type", "", false, 0 },
								 { "aliases", "", false, 0 },
								 TAIL };
static const struct aid_result_column place_columns[] = {
	{ "place", "Name", false, 0 }, { "parent", "", false, 0 },   { "aliases", "", false, 0 },
	{ "pcode", "", false, 0 },     { "corridor", "", false, 0 }, TAIL
};
static const struct aid_result_column commodity_columns[] = { { "commodity", "Name", false, 0 },
							      { "category", "", false, 0 },
							      { "cluster", "", false, 0 },
							      { "aliases", "", false, 0 },
							      TAIL };
static const struct aid_result_column source_columns[] = {
	{ "source", "Name", false, 0 },  { "aliases", "", false, 0 },
	{ "count_point", "", false, 0 }, { "trust", "", false, 0 },
	{ "cadence", "", false, 0 },     TAIL
};

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

struct registry {
	const char *kind;
	int number;
	const struct aid_result_column *columns;
	size_t n_columns;
	const char *entry; /* statement: a column each, without the name */
	const enum aid_load *loads;
	size_t alias_column;
	bool with_initials; /* of bodies, not of places */
};

static const enum aid_load texts[] = { AID_LOAD_TEXT, AID_LOAD_TEXT, AID_LOAD_TEXT, AID_LOAD_TEXT };
static const enum aid_load source_loads[] = { AID_LOAD_TEXT, AID_LOAD_STAGE, AID_LOAD_INTEGER,
					      AID_LOAD_TEXT };

static const struct registry registries[] = {
	{ "organisations", AID_REGISTRY_ORGANISATION, organisation_columns,
	  N_OF(organisation_columns), "alias_organisation", texts, 2, true },
	{ "places", AID_REGISTRY_PLACE, place_columns, N_OF(place_columns), "alias_place", texts, 2,
	  false },
	{ "commodities", AID_REGISTRY_COMMODITY, commodity_columns, N_OF(commodity_columns),
	  "alias_commodity", texts, 3, false },
	{ "sources", AID_REGISTRY_SOURCE, source_columns, N_OF(source_columns), "alias_source",
	  source_loads, 1, true },
};

struct spelling {
	struct aid_slice text; /* len 0: only the registry knows it */
	int64_t name_id;
	int64_t n_rows;
};

struct spellings {
	int64_t known; /* the last drop that is */
	const struct registry *registry;
	struct aid_likeness_name *names;
	struct spelling *items; /* of each name */
	struct aid_likeness_group *groups;
	size_t n, room;
	size_t *members; /* by group */
};

/* A group that has something to propose: members [from, to). */
struct proposal {
	size_t from, to;
	int64_t entry;
	size_t head; /* the name it stands for */
	int64_t n_rows;
};

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

static void
spellings_done(struct spellings *s)
{
	free(s->names);
	free(s->items);
	free(s->groups);
	free(s->members);
}

static int
make_room(struct spellings *s, struct aid_error *err)
{
	if (s->n < s->room)
		return 0;
	size_t room = s->room == 0 ? 1024 : 2 * s->room;
	struct aid_likeness_name *names = realloc(s->names, room * sizeof(*names));
	if (names != NULL)
		s->names = names;
	struct spelling *items = realloc(s->items, room * sizeof(*items));
	if (items != NULL)
		s->items = items;
	if (names == NULL || items == NULL)
		return no_memory(err);
	s->room = room;
	return 0;
}

static int
add_spelling(struct spellings *s, struct aid_result *result, struct aid_slice text,
	     struct aid_slice folded, int64_t entry, int64_t name_id, int64_t n_rows,
	     struct aid_error *err)
{
	int code = make_room(s, err);

	if (code < 0)
		return code;
	struct aid_slice copy = aid_arena_copy(&result->arena, folded);
	struct aid_slice text_copy = aid_arena_copy(&result->arena, text);
	if (copy.ptr == NULL || text_copy.ptr == NULL)
		return no_memory(err);
	s->names[s->n] = (struct aid_likeness_name){ copy, entry };
	s->items[s->n++] = (struct spelling){ text_copy, name_id, n_rows };
	return 0;
}

static int
read_spellings(struct aid_db *db, struct spellings *s, struct aid_result *result,
	       struct aid_error *err)
{
	struct aid_statement *names, *claims;
	bool has_row = false;
	int code = aid_db_statement(db, "alias_names", &names, err);

	if (code < 0)
		return code;
	aid_bind_int(names, ":registry", s->registry->number);
	aid_bind_int(names, ":known", s->known);
	while ((code = aid_statement_step(names, &has_row, err)) == 0 && has_row && code == 0) {
		code = add_spelling(s, result, aid_column_text(names, 0), aid_column_text(names, 1),
				    aid_column_int(names, 2), aid_column_int(names, 3),
				    aid_column_int(names, 4), err);
		if (code < 0)
			return code;
	}
	if (code == 0)
		code = aid_db_statement(db, "alias_claims", &claims, err);
	if (code < 0)
		return code;
	aid_bind_int(claims, ":registry", s->registry->number);
	aid_bind_int(claims, ":known", s->known);
	while ((code = aid_statement_step(claims, &has_row, err)) == 0 && has_row) {
		code = add_spelling(s, result, AID_SLICE_EMPTY, aid_column_text(claims, 0),
				    aid_column_int(claims, 1), 0, 0, err);
		if (code < 0)
			return code;
	}
	return code;
}

/* ---- groups to proposals ---- */

/* Names by group, the order in each as it was: by counting, as groups are numbers of names. */
static int
sort_members(struct spellings *s, struct aid_error *err)
{
	size_t *starts = calloc(s->n + 1, sizeof(*starts));
	s->members = calloc(s->n + 1, sizeof(*s->members));
	if (starts == NULL || s->members == NULL) {
		free(starts);
		return no_memory(err);
	}
	for (size_t i = 0; i < s->n; i++)
		starts[s->groups[i].group + 1]++;
	for (size_t i = 0; i < s->n; i++)
		starts[i + 1] += starts[i];
	for (size_t i = 0; i < s->n; i++)
		s->members[starts[s->groups[i].group]++] = i;
	free(starts);
	return 0;
}

/* A bar parts aliases, so a name that holds one cannot be one. */
static bool
is_new(const struct spellings *s, const struct proposal *p, size_t name)
{
	const struct spelling *item = &s->items[name];
	return item->text.len > 0 && s->names[name].entry == 0 && name != p->head &&
	       memchr(item->text.ptr, '|', item->text.len) == NULL;
}

static bool
make_proposal(const struct spellings *s, size_t from, size_t to, struct proposal *out)
{
	struct proposal p = { .from = from, .to = to, .head = s->members[from] };
	for (size_t k = from; k < to && p.entry == 0; k++)
		p.entry = s->names[s->members[k]].entry;
	for (size_t k = from; k < to && p.entry != 0; k++) {
		if (s->items[s->members[k]].name_id == p.entry)
			p.head = s->members[k];
	}
	size_t n_new = 0;
	for (size_t k = from; k < to; k++) {
		if (is_new(s, &p, s->members[k])) {
			n_new++;
			p.n_rows += s->items[s->members[k]].n_rows;
		}
	}
	*out = p;
	return n_new > 0;
}

/* ---- a proposal as a row ---- */

static void
append_part(struct aid_buffer *out, const char *between, struct aid_slice text)
{
	if (out->len > 0)
		aid_buffer_append_text(out, between);
	aid_buffer_append(out, text);
}

static int
set_lists(const struct spellings *s, const struct proposal *p, struct aid_result *result,
	  struct aid_cell *cells, struct aid_error *err)
{
	struct aid_buffer aliases, told, why;
	bool has_why[AID_LIKENESS_COUNT] = { false };
	struct aid_cell *tail = cells + s->registry->n_columns - N_TAIL;
	struct aid_cell *alias_cell = cells + s->registry->alias_column;
	aid_buffer_init(&aliases);
	aid_buffer_init(&told);
	aid_buffer_init(&why);
	if (alias_cell->type == AID_CELL_TEXT)
		aid_buffer_append(&aliases, alias_cell->text);
	for (size_t k = p->from; k < p->to; k++) {
		size_t name = s->members[k];
		has_why[s->groups[name].why] = true;
		if (!is_new(s, p, name))
			continue;
		append_part(&aliases, "|", s->items[name].text);
		append_part(&told, "; ", s->items[name].text);
		aid_buffer_append_format(&told, " %lld", (long long)s->items[name].n_rows);
	}
	for (int k = AID_LIKENESS_NONE + 1; k < AID_LIKENESS_COUNT; k++) {
		if (has_why[k])
			append_part(&why, ", ",
				    aid_slice_of(aid_likeness_text((enum aid_likeness)k)));
	}
	int code = aid_buffer_check(&aliases, err);
	if (code == 0)
		code = aid_result_set_text(result, alias_cell, aid_buffer_slice(&aliases), err);
	if (code == 0 && (code = aid_buffer_check(&told, err)) == 0)
		code = aid_result_set_text(result, &tail[0], aid_buffer_slice(&told), err);
	if (code == 0 && (code = aid_buffer_check(&why, err)) == 0)
		code = aid_result_set_text(result, &tail[2], aid_buffer_slice(&why), err);
	aid_result_set_number(&tail[1], AID_CELL_INTEGER, p->n_rows);
	aid_buffer_done(&aliases);
	aid_buffer_done(&told);
	aid_buffer_done(&why);
	return code;
}

static int
add_proposal(struct aid_db *db, const struct spellings *s, const struct proposal *p,
	     struct aid_result *result, struct aid_error *err)
{
	struct aid_statement *entry;
	struct aid_cell *cells;
	bool has_row = false;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0)
		code = aid_result_set_text(result, &cells[0], s->items[p->head].text, err);
	if (code == 0 && p->entry != 0) {
		code = aid_db_statement(db, s->registry->entry, &entry, err);
		if (code == 0) {
			aid_bind_int(entry, ":entry", p->entry);
			aid_bind_int(entry, ":known", s->known);
			code = aid_statement_step(entry, &has_row, err);
		}
		for (size_t k = 0; code == 0 && has_row && k + 1 + N_TAIL < s->registry->n_columns;
		     k++)
			code = aid_load_cell(entry, (int)k, s->registry->loads[k], result,
					     &cells[k + 1], err);
		if (code == 0 && has_row)
			aid_statement_reset(entry);
	}
	return code < 0 ? code : set_lists(s, p, result, cells, err);
}

/* ---- the report ---- */

/* What concerns the most rows first; the order of groups is that of their heads, so equals need no more. */
static int
compare_proposals(const void *a, const void *b)
{
	const struct proposal *x = a, *y = b;
	if (x->n_rows != y->n_rows)
		return x->n_rows > y->n_rows ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static int
add_proposals(struct aid_db *db, struct spellings *s, struct aid_result *result,
	      struct aid_error *err)
{
	struct proposal *proposals = calloc(s->n + 1, sizeof(*proposals));
	size_t n = 0;
	int code = proposals == NULL ? no_memory(err) : sort_members(s, err);

	for (size_t from = 0, to; code == 0 && from < s->n; from = to) {
		size_t group = s->groups[s->members[from]].group;
		for (to = from + 1; to < s->n && s->groups[s->members[to]].group == group;)
			to++;
		n += make_proposal(s, from, to, &proposals[n]) ? 1 : 0;
	}
	if (code == 0 && n > 1)
		qsort(proposals, n, sizeof(*proposals), compare_proposals);
	for (size_t i = 0; code == 0 && i < n; i++)
		code = add_proposal(db, s, &proposals[i], result, err);
	free(proposals);
	return code;
}

static const struct registry *
find_registry(struct aid_slice kind)
{
	for (size_t i = 0; i < N_OF(registries); i++) {
		if (aid_slice_is_equal(kind, aid_slice_of(registries[i].kind)))
			return &registries[i];
	}
	return &registries[0];
}

int
aid_report_aliases(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	struct spellings s = { .registry = find_registry(filter->subject) };
	struct aid_db *db = aid_ledger_db(ledger);
	struct aid_load_filter names = { .known = 0 };
	char number[AID_LOAD_NUMBER_SIZE];
	int code;

	aid_result_init(result, s.registry->columns, s.registry->n_columns);
	code = aid_load_filter(ledger, filter, &names, err);
	s.known = names.known;
	if (code == 0)
		code = read_spellings(db, &s, result, err);
	if (code == 0) {
		s.groups = calloc(s.n + 1, sizeof(*s.groups));
		code = s.groups == NULL ? no_memory(err)
					: aid_likeness_find(s.names, s.n, s.registry->with_initials,
							    s.groups, err);
	}
	if (code == 0)
		code = add_proposals(db, &s, result, err);
	spellings_done(&s);
	if (code == 0 && result->n_rows == 0)
		return aid_load_note(result, err, AID_MSG_ALIASES_NONE, 1, s.registry->kind);
	if (code == 0)
		code = aid_load_title(result, err, AID_MSG_ALIASES_TITLE, 1,
				      aid_load_number(number, (int64_t)result->n_rows * 1000));
	if (code == 0)
		code = aid_load_note(result, err, AID_MSG_ALIASES_NOTE, 1, s.registry->kind);
	return code;
}
