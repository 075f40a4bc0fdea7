/* The way of one file: claim, copy and hash, ingest, archive, receipts, release. The states are those of home.h; where the process dies between two of
 * them, aid_home_recover and the next pass of the same file finish it:
 *
 *   waiting, claimed, copied   nothing is in the ledger: the file goes back under its name
 *   ingested                   the drop's row says committed (or refused): archive from work/, then on as below
 *   archived, receipted        views are written again, the original is recognised by its SHA-256 and removed
 *   released                   only the row is behind
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "home/claim.h"
#include "home/failpoint.h"
#include "home/shelf.h"

struct passage {
	struct aid_home *home;
	struct aid_ledger *ledger;
	const struct aid_passage_request *request;
	const char *name; /* as data: what it was called */
	struct aid_slice source;
	struct aid_claim claim; /* folder_fd -1: a file from outside, which stays where it is */
	bool is_claimed;
	int fd; /* of the file itself; -1: it must not be opened */
	struct stat st;
	int work_fd, copy_fd;
	char copy_name[AID_DIGEST_HEX_SIZE + 16]; /* in work/; "": none */
	char sha256[AID_DIGEST_HEX_SIZE];
	int64_t n_bytes;
	const struct aid_profile *profile;
	char why[AID_ERROR_TEXT_SIZE]; /* "": may be read */
	bool is_opened;                /* false: refused for what it is, without a look inside */
	struct aid_drop_outcome outcome;
	bool is_committed;
};

static int
hit(const struct passage *p, enum aid_passage_state state, struct aid_error *err)
{
	return p->request->is_dry_run ? 0 : aid_failpoint_hit(aid_passage_state_name(state), err);
}

/* ---- claim ---- */

static void
refuse(struct passage *p, enum aid_message message, const char *first, const char *second)
{
	struct aid_slice args[2] = { aid_slice_of(first), aid_slice_of(second) };
	struct aid_buffer text;

	aid_buffer_init(&text);
	aid_message_format(&text, message, args, 2);
	snprintf(p->why, sizeof(p->why), "%s",
		 text.ptr == NULL ? aid_message_code(message) : text.ptr);
	aid_buffer_done(&text);
}

/* Is it something that may be read? If not, p->why says what it is. */
static void
judge(struct passage *p)
{
	enum aid_message thing = aid_files_thing(&p->st);
	struct aid_buffer text;
	char size[24], limit[24];

	/* A name of his own for a file outside is no trick of a partner's. */
	if (thing == AID_MSG_THING_HARD_LINK && !p->is_claimed)
		thing = AID_MSG_NONE;
	if (thing != AID_MSG_NONE) {
		aid_buffer_init(&text);
		aid_message_format(&text, thing, NULL, 0);
		refuse(p, AID_MSG_DROP_NOT_REGULAR, p->name, text.ptr == NULL ? "" : text.ptr);
		aid_buffer_done(&text);
	} else if (p->st.st_size > AID_LIMIT_DROP_BYTES) {
		snprintf(size, sizeof(size), "%lld", (long long)p->st.st_size);
		snprintf(limit, sizeof(limit), "%lld", (long long)AID_LIMIT_DROP_BYTES);
		refuse(p, AID_MSG_DROP_TOO_LARGE, size, limit);
	}
}

static int
take_from_inbox(struct passage *p, struct aid_error *err)
{
	const struct aid_passage_request *request = p->request;
	int rc = hit(p, AID_PASSAGE_WAITING, err);

	if (rc == 0)
		rc = aid_claim_take(p->home, request->folder, request->path, &p->claim, err);
	if (rc != 0)
		return rc;
	p->is_claimed = true;
	p->name = p->claim.request.name[0] != '\0' ? p->claim.request.name : request->path;
	rc = hit(p, AID_PASSAGE_CLAIMED, err);
	if (rc != 0)
		return rc;
	if (fstatat(p->claim.folder_fd, p->claim.claimed, &p->st, AT_SYMLINK_NOFOLLOW) != 0)
		return aid_error_set_errno(err, errno, "inbox/%s", p->name);
	judge(p);
	if (p->why[0] != '\0')
		return 0;
	p->fd = aid_files_open(p->claim.folder_fd, p->claim.claimed);
	/* It may have become something else between the look and the opening: what was opened is what counts. */
	if (p->fd < 0 || fstat(p->fd, &p->st) != 0)
		return aid_error_set_errno(err, errno, "inbox/%s", p->name);
	judge(p);
	p->is_opened = p->why[0] == '\0';
	return 0;
}

static int
take_from_outside(struct passage *p, struct aid_error *err)
{
	const char *path = p->request->path, *slash = strrchr(path, '/');

	p->name = slash == NULL ? path : slash + 1;
	p->fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (p->fd < 0 || fstat(p->fd, &p->st) != 0)
		return aid_error_set_errno(err, errno, "%s", path);
	judge(p);
	if (p->why[0] != '\0')
		return aid_error_set(err, AID_E_INVALID, "%s", p->why);
	p->is_opened = true;
	return 0;
}

/* ---- copy ---- */

static bool
is_unchanged(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* work/SHA256.N, with the first N that is free. */
static int
name_copy(struct passage *p, struct aid_error *err)
{
	char temporary[sizeof(p->copy_name)];
	int rc = EEXIST;

	memcpy(temporary, p->copy_name, sizeof(temporary));
	for (int i = 0; rc == EEXIST; i++) {
		snprintf(p->copy_name, sizeof(p->copy_name), "%s.%d", p->sha256, i);
		rc = aid_files_move(p->work_fd, temporary, p->work_fd, p->copy_name);
	}
	if (rc == 0)
		return 0;
	memcpy(p->copy_name, temporary, sizeof(temporary));
	return aid_error_set_errno(err, rc, "work/%s", temporary);
}

static int
copy(struct passage *p, struct aid_error *err)
{
	struct stat after;
	int rc = aid_files_enter(p->home->fd, "work", &p->work_fd, err);

	if (rc != 0)
		return rc;
	snprintf(p->copy_name, sizeof(p->copy_name), "copy-%ld", (long)getpid());
	p->copy_fd = openat(p->work_fd, p->copy_name,
			    O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0440);
	if (p->copy_fd < 0) {
		rc = aid_error_set_errno(err, errno, "work/%s", p->copy_name);
		p->copy_name[0] = '\0';
		return rc;
	}
	rc = aid_files_copy(p->fd, p->copy_fd, &p->home->is_interrupted, p->sha256, &p->n_bytes,
			    err);
	if (rc != 0)
		return aid_error_prefix(err, "%s", p->name);
	if (fstat(p->fd, &after) != 0)
		return aid_error_set_errno(err, errno, "%s", p->name);
	if (!is_unchanged(&p->st, &after) || p->n_bytes != p->st.st_size)
		return aid_message_error(err, AID_E_CHANGED, AID_MSG_DROP_CHANGED, 0);
	if (fsync(p->copy_fd) != 0)
		return aid_error_set_errno(err, errno, "work/%s", p->copy_name);
	rc = name_copy(p, err);
	return rc == 0 ? hit(p, AID_PASSAGE_COPIED, err) : rc;
}

/* ---- ingest ---- */

static int
choose_profile(struct passage *p, struct aid_error *err)
{
	const char *wish = p->is_claimed ? p->claim.request.profile : p->request->profile;
	int rc;

	if (p->is_claimed && p->request->profile != NULL)
		wish = p->request->profile;
	/* A path would be one of this machine, a request in the inbox is anybody's. */
	if (p->is_claimed && wish != NULL && strchr(wish, '/') != NULL)
		rc = aid_profiles_named(p->home, wish, &p->profile, err);
	else
		rc = aid_home_profile(p->home, p->name, p->source, p->copy_fd, wish, &p->profile,
				      err);
	/* For the loop "not found" would mean the file; a request for a profile that does not exist will never do better. */
	if (rc == AID_E_NOTFOUND && wish != NULL && wish[0] != '\0' &&
	    (p->is_claimed || strchr(wish, '/') == NULL))
		rc = p->is_claimed ? AID_E_REFUSED : AID_E_INVALID;
	if (rc == AID_E_REFUSED && err != NULL) {
		snprintf(p->why, sizeof(p->why), "%s", err->text);
		*err = AID_ERROR_NONE;
		return 0;
	}
	if (rc != 0 && err != NULL)
		err->code = rc;
	return rc;
}

static struct aid_drop_request
drop_request(const struct passage *p)
{
	return (struct aid_drop_request){ .fd = p->copy_fd,
					  .name = p->name,
					  .source = p->source,
					  .profile = p->profile,
					  .sha256 = p->sha256,
					  .n_bytes = p->n_bytes,
					  .file_time = p->st.st_mtim.tv_sec,
					  .received_at = p->request->now,
					  .read_clock = p->request->read_clock,
					  .is_dry_run = p->request->is_dry_run,
					  .is_last = p->request->is_last };
}

/* Errors that say something about this file alone and would come back with every try: the file is refused with the sentence. */
static bool
is_files_own_fault(int code)
{
	return code == AID_E_REFUSED || code == AID_E_INVALID || code == AID_E_LIMIT ||
	       code == AID_E_OVERFLOW;
}

/* A refusal of ours (not the ledger's): a link, too large, several profiles. The same bytes refused before are a repeat. */
static int
refuse_in_ledger(struct passage *p, const struct aid_drop_request *request, struct aid_error *err)
{
	int64_t drop = 0;
	int rc = 0;

	if (request->is_dry_run) {
		p->outcome = (struct aid_drop_outcome){ .is_refused = true };
		snprintf(p->outcome.why, sizeof(p->outcome.why), "%s", p->why);
		return 0;
	}
	if (p->is_opened)
		rc = aid_ledger_find_drop(p->ledger, p->sha256, p->source, p->profile, &drop, err);
	if (rc != 0)
		return rc;
	if (drop == 0)
		return aid_ledger_refuse(p->ledger, request, p->why, &p->outcome, err);
	p->outcome = (struct aid_drop_outcome){ .drop = drop, .is_repeated = true };
	return 0;
}

static int
admit(struct passage *p, struct aid_error *err)
{
	struct aid_drop_request request = drop_request(p);
	struct aid_error reason = AID_ERROR_NONE;
	int rc;

	if (p->why[0] != '\0') {
		rc = refuse_in_ledger(p, &request, err);
	} else {
		rc = aid_ledger_ingest(p->ledger, &request, &p->outcome, &reason);
		if (is_files_own_fault(rc)) {
			snprintf(p->why, sizeof(p->why), "%s", reason.text);
			rc = refuse_in_ledger(p, &request, err);
		} else if (rc != 0) {
			return aid_error_set(err, rc, "%s", reason.text);
		}
	}
	if (rc != 0 || p->request->is_dry_run)
		return rc;
	p->is_committed = true;
	return hit(p, AID_PASSAGE_INGESTED, err);
}

/* ---- archive, views, release ---- */

static int
release(struct passage *p, const struct aid_drop_row *row, const char *suffix,
	struct aid_error *err)
{
	bool is_refused = row->state == AID_DROP_REFUSED || row->state == AID_DROP_REFUSED_DONE;
	int rc = 0;

	if (!p->is_opened)
		rc = aid_finish_aside(p->home, row, p->claim.folder_fd, p->claim.claimed, err);
	else if (is_refused)
		rc = aid_finish_reject(p->home, row, suffix,
				       p->is_claimed ? p->claim.folder_fd : -1, p->claim.claimed,
				       err);
	if (rc == 0 && p->is_claimed)
		rc = aid_claim_release(&p->claim, &p->st, err);
	if (rc != 0)
		return rc;
	p->is_claimed = false;
	return hit(p, AID_PASSAGE_RELEASED, err);
}

static int
finish(struct passage *p, struct aid_error *err)
{
	struct aid_drop_row row;
	char suffix[AID_DIGEST_HEX_SIZE + 2];
	bool is_done;
	int rc = aid_drops_row(p->ledger, p->outcome.drop, &row, err);

	if (rc != 0)
		return rc;
	is_done = row.state == AID_DROP_DONE || row.state == AID_DROP_REFUSED_DONE;
	aid_shelf_suffix(&row, false, suffix);
	if (p->is_opened) {
		rc = aid_finish_archive(p->home, &row, p->copy_name, suffix, err);
		if (rc == 0)
			p->copy_name[0] = '\0';
	}
	if (rc == 0)
		rc = hit(p, AID_PASSAGE_ARCHIVED, err);
	if (rc == 0 && !is_done)
		rc = aid_finish_views(p->home, p->ledger, &row, suffix, err);
	if (rc == 0)
		rc = hit(p, AID_PASSAGE_RECEIPTED, err);
	if (rc == 0)
		rc = release(p, &row, suffix, err);
	if (rc == 0 && !is_done)
		rc = aid_ledger_set_drop_state(
			p->ledger, row.drop,
			row.state == AID_DROP_REFUSED ? AID_DROP_REFUSED_DONE : AID_DROP_DONE, err);
	if (rc != 0)
		return rc;
	if (p->outcome.is_repeated && row.why[0] != '\0') {
		p->outcome.is_refused = true;
		snprintf(p->outcome.why, sizeof(p->outcome.why), "%s", row.why);
	}
	return hit(p, AID_PASSAGE_DONE, err);
}

/* ---- all of it ---- */

static int
pass(struct passage *p, struct aid_error *err)
{
	int rc = p->request->folder != NULL ? take_from_inbox(p, err) : take_from_outside(p, err);

	if (rc == 0 && p->is_opened)
		rc = copy(p, err);
	if (rc == 0 && p->is_opened)
		rc = choose_profile(p, err);
	if (rc == 0)
		rc = admit(p, err);
	if (rc == 0 && !p->request->is_dry_run)
		rc = finish(p, err);
	return rc;
}

int
aid_home_pass(struct aid_home *home, struct aid_ledger *ledger,
	      const struct aid_passage_request *request, struct aid_drop_outcome *out_outcome,
	      struct aid_error *err)
{
	struct aid_error reason = AID_ERROR_NONE;
	struct passage *p = calloc(1, sizeof(*p));
	int rc;

	if (p == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	AID_REQUIRE(request->folder == NULL || !request->is_dry_run);
	p->home = home;
	p->ledger = ledger;
	p->request = request;
	p->source = aid_slice_of(request->source != NULL ? request->source : request->folder);
	p->fd = p->work_fd = p->copy_fd = p->claim.folder_fd = -1;
	rc = pass(p, &reason);
	if (rc == 0)
		*out_outcome = p->outcome;
	else
		aid_error_set(err, rc, "%s", reason.text);
	/* Once the drop is in the ledger its copy stays in work/ until the archive has it. */
	if (p->copy_name[0] != '\0' && !p->is_committed)
		unlinkat(p->work_fd, p->copy_name, 0);
	/* And its original stays claimed: aid_home_recover finishes the drop, where a second pass might make a second one of it. */
	if (p->is_claimed && !p->is_committed)
		aid_claim_return(&p->claim, NULL);
	aid_claim_close(&p->claim);
	if (p->copy_fd >= 0)
		close(p->copy_fd);
	if (p->work_fd >= 0)
		close(p->work_fd);
	if (p->fd >= 0)
		close(p->fd);
	free(p);
	return rc;
}
