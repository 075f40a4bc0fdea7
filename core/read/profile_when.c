/* when = ...: the condition under which a row states a fact. */
#include "read/profile_parts.h"

#include "text/fold.h"

static bool
ends_with(struct aid_slice text, struct aid_slice end, struct aid_slice *out_rest)
{
	if (text.len <= end.len)
		return false;
	struct aid_slice tail = { text.ptr + text.len - end.len, end.len };
	if (!aid_slice_is_equal_nocase(tail, end))
		return false;
	*out_rest = (struct aid_slice){ text.ptr, text.len - end.len };
	return true;
}

/* COLUMN = "v" or COLUMN != "v", the value's closing mark being the last character. */
static bool
parse_comparison(struct aid_slice clause, struct aid_profile_condition *out_condition)
{
	size_t open = clause.len - 1;
	while (open > 0 && clause.ptr[open - 1] != '"')
		open--;
	if (open == 0)
		return false;
	struct aid_slice value = { clause.ptr + open, clause.len - 1 - open };
	struct aid_slice left = aid_slice_trim((struct aid_slice){ clause.ptr, open - 1 });
	if (left.len < 2 || left.ptr[left.len - 1] != '=')
		return false;
	left.len--;
	out_condition->test = AID_PROFILE_EQUAL;
	if (left.ptr[left.len - 1] == '!') {
		left.len--;
		out_condition->test = AID_PROFILE_DIFFERENT;
	}
	out_condition->name = left;
	out_condition->value = aid_fold_trim(value);
	return true;
}

static bool
parse_clause(struct aid_slice clause, struct aid_profile_condition *out_condition)
{
	struct aid_profile_condition condition = { .value = AID_SLICE_EMPTY };
	clause = aid_slice_trim(clause);
	if (ends_with(clause, AID_SLICE_LITERAL(" is stated"), &condition.name))
		condition.test = AID_PROFILE_STATED;
	else if (ends_with(clause, AID_SLICE_LITERAL(" is missing"), &condition.name))
		condition.test = AID_PROFILE_MISSING;
	else if (clause.len < 4 || clause.ptr[clause.len - 1] != '"' ||
		 !parse_comparison(clause, &condition))
		return false;
	condition.name = aid_slice_trim(condition.name);
	/* A name may stand in quotation marks, so that it can hold " and ". */
	if (condition.name.len > 0 && condition.name.ptr[0] == '"' &&
	    !aid_profile_unquote(condition.name, &condition.name))
		return false;
	if (condition.name.len == 0 || memchr(condition.name.ptr, '"', condition.name.len) != NULL)
		return false;
	*out_condition = condition;
	return true;
}

/* Where the clause that begins `text` ends: at an " and " outside quotation marks, or at the
 * end. */
static size_t
clause_length(struct aid_slice text)
{
	struct aid_slice joint = AID_SLICE_LITERAL(" and ");
	bool is_in_quotes = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			is_in_quotes = !is_in_quotes;
		if (!is_in_quotes && text.len - i >= joint.len &&
		    aid_slice_is_equal_nocase((struct aid_slice){ text.ptr + i, joint.len }, joint))
			return i;
	}
	return text.len;
}

int
aid_profile_read_condition(struct aid_profile *profile, const struct aid_ini_setting *setting,
			   struct aid_profile_fact *fact, struct aid_error *err)
{
	struct aid_slice rest;
	int rc = aid_profile_copy(profile, aid_slice_of(setting->value), &rest, err);
	if (rc < 0)
		return rc;
	/* A clause and its " and " are at least that long. */
	fact->conditions =
		aid_arena_alloc(&profile->arena, (rest.len / 5 + 1) * sizeof *fact->conditions);
	if (fact->conditions == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (;;) {
		size_t len = clause_length(rest);
		if (!parse_clause((struct aid_slice){ rest.ptr, len },
				  &fact->conditions[fact->n_conditions]))
			return aid_profile_refuse(profile, fact->section, setting->key,
						  aid_slice_of(setting->value),
						  AID_MSG_REASON_CONDITION, err, 0, NULL);
		fact->n_conditions++;
		if (len == rest.len)
			return 0;
		rest.ptr += len + 5;
		rest.len -= len + 5;
	}
}
