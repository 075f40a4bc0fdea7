/* What the files of home/ share. Private to home/. */
#ifndef AID_HOME_INTERNAL_H
#define AID_HOME_INTERNAL_H

#include <stdatomic.h>

#include "base/digest.h"
#include "base/limits.h"
#include "home/home.h"

struct aid_profiles;

struct aid_home {
	char *path;
	char *ledger_path;
	int fd;       /* HOME, O_DIRECTORY */
	int inbox_fd; /* as it was when the home was opened */
	int lock_fd;  /* -1: not held */
	struct aid_profiles *profiles;
	atomic_bool is_interrupted;
};

#define AID_NAME_SIZE (AID_LIMIT_NAME_BYTES + 1)
/* A path below HOME: TOP/DAY/SOURCE/NAME, each at most a name. */
#define AID_SHELF_SIZE 1024

/* ---- profiles.c ---- */

void aid_profiles_free(struct aid_profiles *profiles);
/* The profile for a drop of this name and source (empty or "_office": anybody's), whose bytes are in `fd`: the one of profiles/ whose pattern and header fit, of
 * the drop's own source before others. Where none fits: the one whose pattern does, if it finds every column that it reads; else our own columns (*out_profile
 * NULL); else the one whose pattern fits, so that the ledger says what it misses. AID_E_REFUSED with a sentence when several fit; AID_E_INVALID, naming it,
 * when the columns are not ours either and a profile cannot be read. The profile belongs to the home and lives until the next call. */
int aid_profiles_choose(struct aid_home *home, const char *name, struct aid_slice source, int fd,
			const struct aid_profile **out_profile, struct aid_error *err);
/* The profile `wish` of profiles/, with or without ".conf"; AID_E_NOTFOUND, AID_E_INVALID with a sentence. */
int aid_profiles_named(struct aid_home *home, const char *wish,
		       const struct aid_profile **out_profile, struct aid_error *err);
/* The profile in the file at `path`, anywhere. The home keeps it until it is closed. */
int aid_profiles_load(struct aid_home *home, const char *path,
		      const struct aid_profile **out_profile, struct aid_error *err);

/* ---- registries.c ---- */

/* Into inbox/_office of a home that is being made. */
int aid_registries_put(int home_fd, struct aid_error *err);

/* ---- drops.c ---- */

/* A drop's row, as far as files hang on it. */
struct aid_drop_row {
	int64_t drop; /* 0: none */
	enum aid_drop_state state;
	int64_t received_at;
	char name[AID_NAME_SIZE];
	char source[AID_NAME_SIZE];
	char sha256[AID_DIGEST_HEX_SIZE]; /* "": it was never opened */
	char why[AID_ERROR_TEXT_SIZE];
};

/* AID_E_NOTFOUND when there is no such drop. */
int aid_drops_row(struct aid_ledger *ledger, int64_t drop, struct aid_drop_row *out_row,
		  struct aid_error *err);
/* The first drop after `after` that is not done; out_row->drop 0 when there is none. */
int aid_drops_unfinished(struct aid_ledger *ledger, int64_t after, struct aid_drop_row *out_row,
			 struct aid_error *err);
/* *out_drop: the first after `after` that was read and whose files are in place; 0: none. */
int aid_drops_next_done(struct aid_ledger *ledger, int64_t after, int64_t *out_drop,
			struct aid_error *err);

/* *out_drop: the first after `after` of which the drop `by` has corrected a row; 0: none. */
int aid_drops_next_corrected(struct aid_ledger *ledger, int64_t by, int64_t after,
			     int64_t *out_drop, struct aid_error *err);

/* ---- finish.c ---- */

/* Puts the bytes of a drop into the archive: from the copy `work_name` in work/, or (NULL) from whatever copy lies there. Where the archive has them
 * already the copy is removed. Files and folders are flushed. *out_suffix becomes "--SHA8" (or "--SHA256", should another file have that place).
 * AID_E_NOTFOUND when the bytes are nowhere. */
int aid_finish_archive(struct aid_home *home, const struct aid_drop_row *row, const char *work_name,
		       char out_suffix[AID_DIGEST_HEX_SIZE + 2], struct aid_error *err);
/* Receipt and fix file of a drop that was read, and anew of those that it corrects; the sentence of one that was not read. */
int aid_finish_views(struct aid_home *home, struct aid_ledger *ledger,
		     const struct aid_drop_row *row, const char *suffix, struct aid_error *err);
/* A refused drop's file where its owner looks for it, below rejected/: the original `from_name` in `from_fd` is moved there, or (-1) the bytes are copied
 * from the archive. Nothing happens when they are there. */
int aid_finish_reject(struct aid_home *home, const struct aid_drop_row *row, const char *suffix,
		      int from_fd, const char *from_name, struct aid_error *err);
/* Something that was never opened (a link, a pipe ...): moved to rejected/, with its sentence. */
int aid_finish_aside(struct aid_home *home, const struct aid_drop_row *row, int from_fd,
		     const char *from_name, struct aid_error *err);

#endif
