#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "home/files.h"
#include "home/internal.h"
#include "read/table.h"

/* What the spreadsheet programs of the offices take for UTF-8. */
#define UTF8_MARK "\xef\xbb\xbf"

static const char *const folders[] = { "inbox/_office", "work",    "archive",  "receipts",
				       "rejected",      "reports", "profiles", "templates" };

/* Writes the file unless it is there. */
static int
put_file(int home_fd, const char *name, struct aid_slice text, struct aid_error *err)
{
	struct aid_output out;
	struct stat st;
	int rc;

	if (fstatat(home_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	rc = aid_output_open(home_fd, &out, err);
	if (rc != 0)
		return rc;
	rc = aid_output_write(&out, text, err);
	if (rc == 0)
		rc = aid_output_keep(&out, home_fd, name, err);
	aid_output_close(&out);
	return rc;
}

/* templates/KIND.csv: the canonical columns as a header to fill in below. */
static int
put_template(int home_fd, const struct aid_table *table, struct aid_error *err)
{
	struct aid_buffer text;
	char name[64];
	int rc;

	aid_buffer_init(&text);
	aid_buffer_append_text(&text, UTF8_MARK);
	for (int i = 0; i < table->n_columns; i++) {
		if (i > 0)
			aid_buffer_append_char(&text, ',');
		aid_buffer_append_text(&text, table->columns[i].name);
	}
	aid_buffer_append_text(&text, "\r\n");
	snprintf(name, sizeof(name), "templates/%s.csv", table->name);
	rc = aid_buffer_check(&text, err);
	if (rc == 0)
		rc = put_file(home_fd, name, aid_buffer_slice(&text), err);
	aid_buffer_done(&text);
	return rc;
}

static int
put_files(int home_fd, struct aid_error *err)
{
	struct aid_buffer text;
	int rc;

	aid_buffer_init(&text);
	aid_message_format(&text, AID_MSG_HOME_README, NULL, 0);
	rc = aid_buffer_check(&text, err);
	if (rc == 0)
		rc = put_file(home_fd, "README.txt", aid_buffer_slice(&text), err);
	aid_buffer_done(&text);
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT && rc == 0; kind++)
		rc = put_template(home_fd, aid_table_of((enum aid_kind)kind), err);
	return rc;
}

/* An empty ledger, unless there is one: a daemon may be writing in that. Registries belong to a new one only: what an office has left out, or
 * changed, stays so. */
static int
put_ledger(const char *path, int home_fd, bool with_registries, struct aid_error *err)
{
	struct aid_ledger *ledger = NULL;
	struct aid_buffer name;
	struct stat st;
	int rc;

	if (fstatat(home_fd, "aidtally.db", &st, 0) == 0)
		return 0;
	rc = with_registries ? aid_registries_put(home_fd, err) : 0;
	if (rc != 0)
		return rc;
	aid_buffer_init(&name);
	aid_buffer_append_format(&name, "%s/aidtally.db", path);
	rc = aid_buffer_check(&name, err);
	if (rc == 0)
		rc = aid_ledger_open(name.ptr, AID_DB_WRITER, &ledger, err);
	aid_buffer_done(&name);
	if (rc == 0)
		aid_ledger_close(ledger);
	return rc;
}

/* What is dropped belongs to the folder's group, which may fill it whatever the umask says: people drop, the daemon reads. */
static int
make_inbox(int home_fd, struct aid_error *err)
{
	struct stat st;
	int rc;

	if (fstatat(home_fd, "inbox", &st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	rc = aid_files_make_folders(home_fd, "inbox", err);
	if (rc == 0 && fchmodat(home_fd, "inbox", 02770, 0) != 0)
		rc = aid_error_set_errno(err, errno, "inbox");
	return rc;
}

int
aid_home_create(const char *path, bool with_registries, struct aid_error *err)
{
	int fd, rc;

	if (mkdir(path, 0750) != 0 && errno != EEXIST)
		return aid_error_set_errno(err, errno, "%s", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s", path);
	rc = make_inbox(fd, err);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && rc == 0; i++)
		rc = aid_files_make_folders(fd, folders[i], err);
	if (rc == 0)
		rc = put_files(fd, err);
	/* The ledger comes last: with it the folder is a home. */
	if (rc == 0)
		rc = put_ledger(path, fd, with_registries, err);
	if (rc == 0 && fsync(fd) != 0)
		rc = aid_error_set_errno(err, errno, "%s", path);
	close(fd);
	return rc;
}
