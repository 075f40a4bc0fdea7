#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "tests/unit/fake_ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct fake_ledger *
fake_ledger_new(void)
{
	void *memory = mmap(NULL, sizeof(struct fake_ledger), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	AID_REQUIRE(memory != MAP_FAILED);
	return memory;
}

void
fake_ledger_free(struct fake_ledger *fake)
{
	munmap(fake, sizeof(*fake));
}

struct aid_ledger *
fake_ledger_as_ledger(struct fake_ledger *fake)
{
	return (struct aid_ledger *)(void *)fake;
}

static struct fake_ledger *
fake_of(struct aid_ledger *ledger)
{
	return (struct fake_ledger *)(void *)ledger;
}

/* An empty database file is enough to make a folder a home. */
int
aid_ledger_open(const char *path, enum aid_db_mode mode, struct aid_ledger **out_ledger,
		struct aid_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0640);

	(void)mode;
	if (fd < 0)
		return aid_error_set(err, AID_E_IO, "%s", path);
	close(fd);
	*out_ledger = NULL;
	return 0;
}

void
aid_ledger_close(struct aid_ledger *ledger)
{
	(void)ledger;
}

/* As the real one has it: what nobody else says comes from the office. */
static struct aid_slice
source_of(struct aid_slice source)
{
	return source.len == 0 || aid_slice_is_equal(source, AID_SLICE_LITERAL("_office"))
		       ? AID_SLICE_LITERAL("office")
		       : source;
}

static int64_t
find(struct fake_ledger *fake, const char *sha256, struct aid_slice source,
     const struct aid_profile *profile)
{
	for (int i = 0; i < fake->n_drops; i++) {
		struct fake_drop *drop = &fake->drops[i];

		if ((drop->row.state == AID_DROP_COMMITTED || drop->row.state == AID_DROP_DONE) &&
		    strcmp(drop->row.sha256, sha256) == 0 &&
		    aid_slice_is_equal(source_of(source), aid_slice_of(drop->row.source)) &&
		    strcmp(drop->profile, profile == NULL ? "" : aid_profile_name(profile)) == 0)
			return drop->row.drop;
	}
	return 0;
}

int
aid_ledger_find_drop(struct aid_ledger *ledger, const char *sha256, struct aid_slice source,
		     const struct aid_profile *profile, int64_t *out_drop, struct aid_error *err)
{
	(void)err;
	*out_drop = find(fake_of(ledger), sha256, source, profile);
	return 0;
}

static void
put(struct fake_ledger *fake, const struct aid_drop_request *request, const char *why,
    struct aid_drop_outcome *out)
{
	AID_REQUIRE(fake->n_drops < FAKE_DROPS_MAX);
	struct fake_drop *drop = &fake->drops[fake->n_drops];
	struct aid_drop_row *row = &drop->row;

	memset(drop, 0, sizeof(*drop));
	row->drop = fake->n_drops + 1;
	row->state = why[0] == '\0' ? AID_DROP_COMMITTED : AID_DROP_REFUSED;
	row->received_at = request->received_at;
	snprintf(row->name, sizeof(row->name), "%s", request->name);
	snprintf(row->source, sizeof(row->source), "%.*s", (int)source_of(request->source).len,
		 source_of(request->source).ptr);
	snprintf(row->sha256, sizeof(row->sha256), "%s", request->sha256);
	snprintf(row->why, sizeof(row->why), "%s", why);
	snprintf(drop->profile, sizeof(drop->profile), "%s",
		 request->profile == NULL ? "" : aid_profile_name(request->profile));
	drop->file_time = request->file_time;
	drop->n_bytes = request->n_bytes;
	*out = (struct aid_drop_outcome){ .drop = row->drop, .is_refused = why[0] != '\0' };
	snprintf(out->why, sizeof(out->why), "%s", why);
	/* The commit. */
	fake->n_drops++;
}

int
aid_ledger_ingest(struct aid_ledger *ledger, const struct aid_drop_request *request,
		  struct aid_drop_outcome *out_outcome, struct aid_error *err)
{
	struct fake_ledger *fake = fake_of(ledger);
	char head[8] = "";
	int64_t known = find(fake, request->sha256, request->source, request->profile);

	if (fake->fail_ingest != 0) {
		int code = fake->fail_ingest;

		fake->fail_ingest = 0;
		return aid_error_set(err, code, "the fake was asked to fail");
	}
	AID_REQUIRE(pread(request->fd, head, 6, 0) >= 0);
	if (known != 0)
		*out_outcome = (struct aid_drop_outcome){ .drop = known, .is_repeated = true };
	else if (request->is_dry_run)
		*out_outcome = (struct aid_drop_outcome){ .n_records = 1 };
	else
		put(fake, request, strcmp(head, "refuse") == 0 ? "the fake refuses it" : "",
		    out_outcome);
	return 0;
}

int
aid_ledger_refuse(struct aid_ledger *ledger, const struct aid_drop_request *request,
		  const char *why, struct aid_drop_outcome *out_outcome, struct aid_error *err)
{
	(void)err;
	put(fake_of(ledger), request, why, out_outcome);
	return 0;
}

int
aid_ledger_set_drop_state(struct aid_ledger *ledger, int64_t drop, enum aid_drop_state state,
			  struct aid_error *err)
{
	(void)err;
	fake_of(ledger)->drops[drop - 1].row.state = state;
	return 0;
}

int
aid_ledger_drop_profile(struct aid_ledger *ledger, int64_t drop, struct aid_profile **out_profile,
			struct aid_error *err)
{
	(void)ledger;
	(void)drop;
	(void)err;
	*out_profile = NULL;
	return 0;
}

int
aid_ledger_write_receipt(struct aid_ledger *ledger, int64_t drop, int64_t known,
			 aid_ledger_write *write, void *context, struct aid_error *err)
{
	char text[64];

	(void)ledger;
	(void)known;
	snprintf(text, sizeof(text), "receipt of drop %lld\n", (long long)drop);
	return write(context, aid_slice_of(text), err);
}

int
aid_ledger_write_fix(struct aid_ledger *ledger, int64_t drop, aid_ledger_write *write,
		     void *context, int64_t *out_n_rows, struct aid_error *err)
{
	struct fake_drop *found = &fake_of(ledger)->drops[drop - 1];

	*out_n_rows = strncmp(found->row.name, "fix", 3) == 0;
	return *out_n_rows == 0 ? 0 : write(context, AID_SLICE_LITERAL("a row to correct\n"), err);
}

int
aid_drops_row(struct aid_ledger *ledger, int64_t drop, struct aid_drop_row *out_row,
	      struct aid_error *err)
{
	(void)err;
	*out_row = fake_of(ledger)->drops[drop - 1].row;
	return 0;
}

int
aid_drops_next_done(struct aid_ledger *ledger, int64_t after, int64_t *out_drop,
		    struct aid_error *err)
{
	struct fake_ledger *fake = fake_of(ledger);

	(void)err;
	*out_drop = 0;
	for (int64_t i = after; i < fake->n_drops && *out_drop == 0; i++) {
		if (fake->drops[i].row.state == AID_DROP_DONE)
			*out_drop = i + 1;
	}
	return 0;
}

int
aid_drops_unfinished(struct aid_ledger *ledger, int64_t after, struct aid_drop_row *out_row,
		     struct aid_error *err)
{
	struct fake_ledger *fake = fake_of(ledger);

	(void)err;
	out_row->drop = 0;
	for (int64_t i = after; i < fake->n_drops && out_row->drop == 0; i++) {
		if (fake->drops[i].row.state == AID_DROP_COMMITTED ||
		    fake->drops[i].row.state == AID_DROP_REFUSED)
			*out_row = fake->drops[i].row;
	}
	return 0;
}

/* No drop of a fake ledger corrects another. */
int
aid_drops_next_corrected(struct aid_ledger *ledger, int64_t by, int64_t after, int64_t *out_drop,
			 struct aid_error *err)
{
	(void)ledger;
	(void)by;
	(void)after;
	(void)err;
	*out_drop = 0;
	return 0;
}
