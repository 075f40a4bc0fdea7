/* The folder an installation lives in: its layout, its lock, and the way of one file through it (DESIGN 4 and 5). File system only; what rows mean is the
 * ledger's business. Both programs use it: the daemon for its inbox, `import` for the files it is given. */
#ifndef AID_HOME_HOME_H
#define AID_HOME_HOME_H

#include "base/digest.h"
#include "ledger/ledger.h"

struct aid_home;

/* Creates the folders, README.txt, templates/ (from schema/tables) and an empty ledger; what exists is kept. With registries, a new home has
 * those of schema/registries in inbox/_office, to be taken in by aid_home_take_registries, or by whoever reads the inbox. */
int aid_home_create(const char *path, bool with_registries, struct aid_error *err);
/* AID_E_NOTFOUND with "run: aidtally --home PATH init" when it is no home. */
int aid_home_open(const char *path, struct aid_home **out_home, struct aid_error *err);
void aid_home_close(struct aid_home *home);
const char *aid_home_path(const struct aid_home *home);
const char *aid_home_ledger_path(const struct aid_home *home);
int aid_home_inbox_fd(const struct aid_home *home); /* O_DIRECTORY */

/* The right to write: an OFD lock on HOME/.lock, with the holder's pid and role in it. AID_E_BUSY names the holder. */
int aid_home_lock(struct aid_home *home, const char *role, struct aid_error *err);
/* Who writes now, without taking the lock: 0 none, else pid; role ("daemon", "import") copied out. */
int aid_home_writer(struct aid_home *home, int64_t *out_pid, char *out_role, size_t role_size,
		    struct aid_error *err);

/* One file of the inbox (or given to import) on its way. The states in their order, each a fail point (home/failpoint.h) of that name. */
#define AID_PASSAGE_STATE_LIST(X)                                                                  \
	X(WAITING, "waiting")     /* in the inbox under its own name */                            \
	X(CLAIMED, "claimed")     /* renamed to .NAME.claimed: nobody else takes it */             \
	X(COPIED, "copied")       /* work/SHA256.N: copied, hashed, flushed */                     \
	X(INGESTED, "ingested")   /* the drop's transaction is committed */                        \
	X(ARCHIVED, "archived")   /* moved to archive/, folders flushed */                         \
	X(RECEIPTED, "receipted") /* receipt and fix file written */                               \
	X(RELEASED, "released")   /* the original is gone from the inbox */                        \
	X(DONE, "done")           /* the drop's row says done */
enum aid_passage_state {
#define X(name, text) AID_PASSAGE_##name,
	AID_PASSAGE_STATE_LIST(X)
#undef X
		AID_PASSAGE_COUNT
};
const char *aid_passage_state_name(enum aid_passage_state state);

struct aid_passage_request {
	const char *
		folder; /* "" or SOURCE: the folder of the inbox the file is in; NULL: `path` is a file outside, which is copied and stays */
	const char *path;   /* name in the folder, or a path */
	const char *source; /* NULL: from the folder; "_office" is the office itself */
	const char *
		profile; /* NULL: found by pattern and header in profiles/; a name in profiles/, or (outside files only) a path */
	int64_t now;     /* seconds */
	aid_clock *read_clock; /* see struct aid_drop_request */
	bool is_dry_run;
	bool is_last; /* nothing else is about to be passed (struct aid_drop_request) */
};

/* Takes one file all the way, or leaves it as it was: claim, copy + hash, ingest, archive, receipts, release. Not reconcile.
 * A file that changes meanwhile: AID_E_CHANGED, back under its own name. Refusals are outcomes, not errors. An error after the drop was
 * committed leaves the rest to aid_home_recover, which is to be called before the next pass. */
int aid_home_pass(struct aid_home *home, struct aid_ledger *ledger,
		  const struct aid_passage_request *request, struct aid_drop_outcome *out_outcome,
		  struct aid_error *err);
/* Do registries lie in the inbox as aid_home_create put them there? */
bool aid_home_has_registries(const struct aid_home *home);
/* Passes those that do. */
int aid_home_take_registries(struct aid_home *home, struct aid_ledger *ledger,
			     aid_clock *read_clock, struct aid_error *err);
/* The profile that such a pass reads the file `fd`, called `name`, by: as `wish` says (see aid_passage_request), NULL: none. Owned by the home. AID_E_REFUSED where several
 * fit, AID_E_INVALID, AID_E_NOTFOUND. */
int
aid_home_profile(struct aid_home *home, const char *name, struct aid_slice source, int fd,
		 const char *wish, const struct aid_profile **out_profile, struct aid_error *err);
/* At start: finishes what a crash interrupted: work/ looked up by SHA-256, claims taken back, receipts rendered again. */
int aid_home_recover(struct aid_home *home, struct aid_ledger *ledger, int64_t now,
		     struct aid_error *err);
/* Safe from another thread: a copy that is being made ends with AID_E_INTERRUPTED, now and from now on. */
void aid_home_interrupt(struct aid_home *home);

/* What lies in the inbox: dotfiles left out, nothing claimed. First the inbox itself, and each source's folder before its files, come with `name` NULL. */
struct aid_home_found {
	const char *folder; /* "" or SOURCE */
	const char *name;   /* NULL: the folder itself */
	int64_t n_bytes;
	int64_t modified_ns;
	bool is_complete; /* handed over by aid_home_submit: not still being written */
	int error_number; /* of a folder that cannot be opened, errno; its files are not listed */
	int64_t identity; /* of a folder: another number once it was removed and made again */
};
/* Not 0 ends the scan with that. */
typedef int
aid_home_visit(void *context, const struct aid_home_found *found, struct aid_error *err);
/* AID_E_IO, AID_E_NOTFOUND when the inbox itself cannot be listed. Beside a pass on another thread. */
int
aid_home_scan(struct aid_home *home, aid_home_visit *visit, void *context, struct aid_error *err);

/* Hands a file from outside (request->folder NULL) to the process that writes: copied into the inbox (or the source's folder there), and renamed when it is
 * whole. The drop then appears in the ledger with this SHA-256. `profile` is a name in profiles/. AID_E_INVALID with a sentence, AID_E_NOTFOUND, AID_E_IO, AID_E_FULL. */
int aid_home_submit(struct aid_home *home, const struct aid_passage_request *request,
		    char out_sha256[AID_DIGEST_HEX_SIZE], struct aid_error *err);

/* Where the receipt of a drop lies, or for a refused one the file that says why: below HOME, "receipts/2024-03-31/WFP/a.csv--0123abcd.receipt.csv".
 * AID_E_NOTFOUND. */
#define AID_HOME_VIEW_SIZE 1536
int aid_home_view_path(struct aid_home *home, struct aid_ledger *ledger, int64_t drop,
		       char out_path[AID_HOME_VIEW_SIZE], struct aid_error *err);
/* Where its bytes lie: below HOME, "archive/2024-03-31/WFP/a.csv--0123abcd". AID_E_NOTFOUND. */
int aid_home_archive_path(struct aid_home *home, struct aid_ledger *ledger, int64_t drop,
			  char out_path[AID_HOME_VIEW_SIZE], struct aid_error *err);

/* The records of a drop that begin on the `lines` (ascending), as they stand in the archive, each by a visit; read as they were when the file came. The file is
 * hashed first: where it is missing or is not what was dropped, *out_state says so, and whatever was visited is to be forgotten. *out_path: where it is. */
enum aid_home_original {
	AID_HOME_ORIGINAL_THERE,
	AID_HOME_ORIGINAL_MISSING,
	AID_HOME_ORIGINAL_ALTERED
};
typedef int
aid_home_visit_original(void *context, int64_t line, struct aid_slice raw, struct aid_error *err);
int aid_home_originals(struct aid_home *home, struct aid_ledger *ledger, int64_t drop,
		       const int64_t *lines, size_t n_lines, aid_home_visit_original *visit,
		       void *context, char out_path[AID_HOME_VIEW_SIZE],
		       enum aid_home_original *out_state, struct aid_error *err);

/* Hashes what the archive holds of every drop that was read (P1): a line for each that is missing or altered, or one that all are there. */
int aid_home_verify(struct aid_home *home, struct aid_ledger *ledger, aid_ledger_write *write,
		    void *context, bool *out_is_sound, struct aid_error *err);

#endif
