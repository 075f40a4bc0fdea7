#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"

#define PIECE_BYTES 16384
#define FOLDERS_DEEP 8
#define SOURCE_SIZE 256

/* Everything below the folder. It is ours alone (mode 0700), so names do not change under us. */
static void
remove_tree(int parent_fd, const char *name, int depth)
{
	int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		if (unlinkat(dirfd(folder), entry->d_name, 0) != 0 && depth < FOLDERS_DEEP) {
			remove_tree(dirfd(folder), entry->d_name, depth + 1);
		}
	}
	if (folder != NULL) {
		closedir(folder);
	} else if (fd >= 0) {
		close(fd);
	}
	unlinkat(parent_fd, name, AT_REMOVEDIR);
}

static int
copy_file(const char *from, const char *to, struct aid_error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1, code = 0;
	char piece[PIECE_BYTES];
	ssize_t n = 0;

	if (in >= 0) {
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	while (in >= 0 && out >= 0 && (n = read(in, piece, sizeof(piece))) > 0) {
		if (write(out, piece, (size_t)n) != n) {
			n = -1;
			break;
		}
	}
	if (in < 0 || out < 0 || n < 0) {
		code = aid_error_set_errno(err, errno, "%s", in < 0 ? from : to);
	}
	if (in >= 0) {
		close(in);
	}
	if (out >= 0 && close(out) != 0 && code == 0) {
		code = aid_error_set_errno(err, errno, "%s", to);
	}
	return code;
}

/* Profiles are found by their place: a file is checked as the home would read it. */
static int
copy_profiles(const struct cli_scratch *scratch, const char *home_path, struct aid_error *err)
{
	struct aid_buffer from, to;
	DIR *folder;
	const struct dirent *entry;
	int code = 0;

	aid_buffer_init(&from);
	aid_buffer_init(&to);
	aid_buffer_append_format(&from, "%s/profiles", home_path);
	folder = from.is_failed ? NULL : opendir(from.ptr);
	while (code == 0 && folder != NULL && (entry = readdir(folder)) != NULL) {
		size_t n = strlen(entry->d_name);

		if (entry->d_name[0] == '.' || n < 5 ||
		    strcmp(entry->d_name + n - 5, ".conf") != 0) {
			continue;
		}
		aid_buffer_reset(&from);
		aid_buffer_reset(&to);
		aid_buffer_append_format(&from, "%s/profiles/%s", home_path, entry->d_name);
		aid_buffer_append_format(&to, "%s/profiles/%s", scratch->path, entry->d_name);
		code = aid_buffer_check(&from, err);
		if (code == 0) {
			code = aid_buffer_check(&to, err);
		}
		if (code == 0) {
			code = copy_file(from.ptr, to.ptr, err);
		}
	}
	if (folder != NULL) {
		closedir(folder);
	}
	aid_buffer_done(&from);
	aid_buffer_done(&to);
	return code;
}

/* One reference file again, from the archive. */
static int
take_reference(struct cli_scratch *scratch, struct aid_home *home, struct aid_ledger *ledger,
	       int64_t drop, struct aid_slice source, int64_t now, struct aid_error *err)
{
	struct aid_passage_request request = { .now = now };
	struct aid_drop_outcome outcome;
	char view[AID_HOME_VIEW_SIZE], name[SOURCE_SIZE] = "";
	struct aid_buffer path;
	int code = aid_home_archive_path(home, ledger, drop, view, err);

	if (code == AID_E_NOTFOUND) {
		return 0; /* the archive may have been moved to another disk */
	}
	if (code < 0) {
		return code;
	}
	if (source.len > 0 && source.len < sizeof(name)) {
		memcpy(name, source.ptr, source.len);
	}
	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/%s", aid_home_path(home), view);
	code = aid_buffer_check(&path, err);
	if (code == 0) {
		request.path = path.ptr;
		request.source = name[0] == '\0' ? NULL : name;
		code = aid_home_pass(scratch->home, scratch->ledger, &request, &outcome, err);
	}
	aid_buffer_done(&path);
	return code;
}

/* Units, places, commodities, organisations and sources that the home knows: what a row means depends on them. */
static int
take_references(struct cli_scratch *scratch, struct aid_home *home, int64_t now,
		struct aid_error *err)
{
	struct aid_ledger *ledger = NULL;
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_ledger_open(aid_home_ledger_path(home), AID_DB_READER, &ledger, err);

	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "reference_drops", &s, err);
	}
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
		while (code == 0 && has_row) {
			code = take_reference(scratch, home, ledger, aid_column_int(s, 0),
					      aid_column_text(s, 1), now, err);
			if (code == 0) {
				code = aid_statement_step(s, &has_row, err);
			}
		}
		aid_statement_reset(s);
	}
	aid_ledger_close(ledger);
	return code;
}

int
cli_scratch_init(struct cli_scratch *scratch, const struct cli_options *options,
		 struct aid_error *err)
{
	const char *folder = cli_temporary_folder();
	struct aid_home *home = NULL;
	struct aid_error none = AID_ERROR_NONE;
	int code;

	*scratch = (struct cli_scratch){ .path = "" };
	if (snprintf(scratch->path, sizeof(scratch->path), "%s/aidtally-check.XXXXXX", folder) >=
		    (int)sizeof(scratch->path) ||
	    mkdtemp(scratch->path) == NULL) {
		scratch->path[0] = '\0';
		return aid_error_set_errno(err, errno, "%s", folder);
	}
	code = aid_home_create(scratch->path, false, err);
	if (code == 0) {
		code = aid_home_open(scratch->path, &scratch->home, err);
	}
	/* Without a home the file is checked against what everybody knows. */
	if (code == 0 && aid_home_open(options->home, &home, &none) == 0) {
		code = copy_profiles(scratch, aid_home_path(home), err);
	}
	if (code == 0) {
		code = aid_ledger_open(aid_home_ledger_path(scratch->home), AID_DB_WRITER,
				       &scratch->ledger, err);
	}
	if (code == 0 && home != NULL) {
		code = take_references(scratch, home, options->now, err);
	}
	aid_home_close(home);
	return code;
}

void
cli_scratch_done(struct cli_scratch *scratch)
{
	aid_ledger_close(scratch->ledger);
	aid_home_close(scratch->home);
	if (scratch->path[0] != '\0') {
		remove_tree(AT_FDCWD, scratch->path, 0);
	}
	*scratch = (struct cli_scratch){ .path = "" };
}
