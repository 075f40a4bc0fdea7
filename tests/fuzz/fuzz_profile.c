/* Any bytes as a profile, and one that can be read over a small file; the same bytes as a file of which a profile is proposed: what is proposed can be
 * read, once its questions are left open, or says what it lacks. */
#define _GNU_SOURCE /* memfd_create */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "read/map.h"
#include "propose/propose.h"

static const struct aid_slice names[] = {
	{ "Date", 4 }, { "Route", 5 }, { "Aid (tons)", 10 }, { "Donor", 5 }, { "Jan 2024", 8 },
};
static const struct aid_slice cells[] = {
	{ "2024-03-31", 10 }, { "Land", 4 }, { "1,250.5", 7 }, { "-", 1 }, { "7", 1 },
};

static void
map_row(const struct aid_profile *profile)
{
	struct aid_header header = { .names = names, .n_names = sizeof names / sizeof names[0] };
	struct aid_record record = { .fields = cells, .n_fields = sizeof cells / sizeof cells[0] };
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	struct aid_reject reject;
	struct aid_arena arena;
	struct aid_map *map;
	struct aid_error err;
	size_t n_facts = 0;

	if (aid_map_new(profile, &header, &map, &err) != 0) {
		AID_REQUIRE(err.text[0] != '\0');
		return;
	}
	aid_arena_init(&arena);
	if (aid_map_record(map, &record, &arena, facts, &n_facts, &reject, &err) == 0) {
		AID_REQUIRE((n_facts == 0) == (reject.message != AID_MSG_NONE));
		for (size_t i = 0; i < n_facts; i++)
			for (size_t k = 0; k < i; k++)
				AID_REQUIRE(facts[i].part != facts[k].part);
	}
	aid_arena_done(&arena);
	aid_map_free(map);
}

static void
parse(struct aid_slice text)
{
	struct aid_profile *profile;
	struct aid_error err;

	if (aid_profile_parse(text, "fuzz.conf", &profile, &err) == 0) {
		map_row(profile);
		aid_profile_free(profile);
	} else {
		AID_REQUIRE(err.text[0] != '\0');
	}
}

static void
propose(int fd)
{
	struct aid_propose_request request = { .file_name = "fuzz-1.csv" };
	struct aid_inspection *inspection;
	struct aid_records *records;
	struct aid_buffer text;
	struct aid_profile *profile;
	struct aid_error err;

	if (aid_records_open(fd, NULL, &records, &err) != 0)
		return;
	AID_REQUIRE(aid_inspect(records, &inspection, &err) == 0);
	aid_buffer_init(&text);
	AID_REQUIRE(aid_propose(inspection, &request, &text, &err) == 0);
	if (aid_profile_parse(aid_buffer_slice(&text), "p", &profile, &err) == 0)
		aid_profile_free(profile);
	else
		AID_REQUIRE(strstr(err.text, " lacks ") != NULL);
	aid_buffer_done(&text);
	aid_inspection_free(inspection);
	aid_records_close(records);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	parse((struct aid_slice){ (const char *)bytes, size });
	AID_REQUIRE(fd >= 0);
	if (write(fd, bytes, size) == (ssize_t)size)
		propose(fd);
	close(fd);
	return 0;
}
