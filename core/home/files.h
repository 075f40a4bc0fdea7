/* Small things with files, each checked. Folders are open descriptors and names are single components: nothing that a partner can rename
 * or link leads out of them. Private to home/. */
#ifndef AID_HOME_FILES_H
#define AID_HOME_FILES_H

#include <dirent.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/limits.h"
#include "base/message.h"

/* What it is if it is no plain file of one name: AID_MSG_THING_LINK ...; AID_MSG_NONE for a plain file. */
enum aid_message aid_files_thing(const struct stat *st);
/* Opens to read without following a link, waiting for a writer or becoming a terminal's owner. -1 and errno. */
int aid_files_open(int folder_fd, const char *name);
int aid_files_open_folder(int folder_fd, const char *name);
/* For readdir: a stream of its own over the folder, at its start; close it with closedir. NULL and errno. */
DIR *aid_files_list(int folder_fd);

/* Renames, and never over something that is there. 0 or an errno value (EEXIST, EXDEV ...). */
int aid_files_move(int from_fd, const char *from, int to_fd, const char *to);

/* mkdir -p below base_fd; what is made is flushed. */
int aid_files_make_folders(int base_fd, const char *path, struct aid_error *err);
/* Opens the folder below base_fd and makes it if it is not there. *out_fd is to be closed. */
int aid_files_enter(int base_fd, const char *path, int *out_fd, struct aid_error *err);

/* The bytes from the start of from_fd to to_fd (-1: nowhere), hashed. AID_E_INTERRUPTED when *stop (may be NULL) becomes true. */
int aid_files_copy(int from_fd, int to_fd, atomic_bool *stop, char out_sha256[AID_DIGEST_HEX_SIZE],
		   int64_t *out_n_bytes, struct aid_error *err);
/* Does the plain file hold the bytes of that SHA-256? False as well when it is not there. */
int aid_files_has_bytes(int folder_fd, const char *name, const char *sha256, bool *out_has,
			struct aid_error *err);

/* A file that appears whole or not at all: written to work/view-PID, flushed, renamed (over what is there). */
struct aid_output {
	int home_fd;
	int fd;
	char work_name[32];
	size_t n_held;
	char *held;
};
int aid_output_open(int home_fd, struct aid_output *out, struct aid_error *err);
/* An aid_ledger_write; the context is the output. */
int aid_output_write(void *context, struct aid_slice bytes, struct aid_error *err);
/* Renames it to `name` in `folder_fd` and closes it. */
int aid_output_keep(struct aid_output *out, int folder_fd, const char *name, struct aid_error *err);
/* Closes it, and removes it if it was not kept. */
void aid_output_close(struct aid_output *out);

/* All of a small file, terminated, for the caller to free. AID_E_LIMIT beyond `limit` bytes, AID_E_NOTFOUND, AID_E_IO. */
int aid_files_read(int fd, size_t limit, char **out_text, size_t *out_len, struct aid_error *err);

/* A name from outside as a name of ours: one component, valid UTF-8, no control characters or marks that reorder text, not hidden, at most 160 bytes
 * with its extension kept. */
#define AID_FILES_SAFE_SIZE 161
void aid_files_safe_name(const char *name, char out[AID_FILES_SAFE_SIZE]);

#endif
