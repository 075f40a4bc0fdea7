#include "tests/unit/test.h"
#include "tests/unit/test_file.h"

#include "base/limits.h"
#include "read/record.h"

#define HEADER "a,b,c\n"

struct reading {
	int rc;
	struct aid_error err;
	struct aid_dialect dialect;
	struct aid_line_roles roles;
	struct aid_buffer header;
	struct aid_buffer records; /* a line each, see append_record */
	int64_t n_records;
};

struct options {
	char delimiter;
	int64_t header_line;
	aid_records_is_row *is_row;
	bool is_of_names;
	bool has_no_remarks;
};

/* [f|f|f] of a record, !code(args)<raw> of a rejected one; '~' in front when it was resumed, the
 * line behind '@'. */
static void
append_record(struct aid_buffer *out, const struct aid_record *record)
{
	if (record->is_resumed)
		aid_buffer_append_char(out, '~');
	if (record->reject != AID_MSG_NONE) {
		aid_buffer_append_format(out, "!%s(", aid_message_code(record->reject));
		for (size_t i = 0; i < record->reject_args.len; i++) {
			char c = record->reject_args.ptr[i];
			aid_buffer_append_char(out, c == AID_MESSAGE_SEPARATOR ? ',' : c);
		}
		aid_buffer_append_text(out, ")<");
		aid_buffer_append(out, record->raw);
		aid_buffer_append_char(out, '>');
		if (record->proposal.len > 0) {
			aid_buffer_append_text(out, "?");
			aid_buffer_append(out, record->proposal);
		}
	} else {
		for (size_t i = 0; i < record->n_fields; i++) {
			aid_buffer_append_char(out, i == 0 ? '[' : '|');
			aid_buffer_append(out, record->fields[i]);
		}
		aid_buffer_append_char(out, ']');
	}
	aid_buffer_append_format(out, "@%lld", (long long)record->line);
	if (record->n_lines > 1)
		aid_buffer_append_format(out, "+%lld", (long long)record->n_lines - 1);
	aid_buffer_append_char(out, '\n');
}

static void
read_on(struct aid_records *records, struct reading *reading)
{
	struct aid_arena arena;
	aid_arena_init(&arena);
	for (;;) {
		struct aid_record record;
		bool is_end;
		reading->rc = aid_records_next(records, &arena, &record, &is_end, &reading->err);
		if (reading->rc < 0 || is_end)
			break;
		assert_int_equal(record.number, ++reading->n_records);
		append_record(&reading->records, &record);
		aid_arena_reset(&arena);
	}
	aid_arena_done(&arena);
}

static void
read_all(struct aid_slice bytes, struct options options, struct reading *reading)
{
	struct aid_records *records;
	int fd = test_file(bytes);
	*reading = (struct reading){ .err = AID_ERROR_NONE };
	aid_buffer_init(&reading->header);
	aid_buffer_init(&reading->records);
	aid_buffer_append_text(&reading->header, "");
	aid_buffer_append_text(&reading->records, "");
	struct aid_dialect_wish wish = { .delimiter = options.delimiter,
					 .header_line = options.header_line,
					 .has_no_remarks = options.has_no_remarks };
	reading->rc = aid_records_open(fd, &wish, &records, &reading->err);
	if (reading->rc == 0) {
		size_t n;
		const struct aid_slice *header = aid_records_header(records, &n);
		for (size_t i = 0; i < n; i++) {
			aid_buffer_append_text(&reading->header, i == 0 ? "" : "|");
			aid_buffer_append(&reading->header, header[i]);
		}
		aid_records_set_check(records, options.is_row, NULL, options.is_of_names, false);
		read_on(records, reading);
		reading->dialect = aid_records_dialect(records);
		reading->roles = aid_records_roles(records);
		aid_records_close(records);
	}
	close(fd);
}

static void
done(struct reading *reading)
{
	aid_buffer_done(&reading->header);
	aid_buffer_done(&reading->records);
}

/* LF, CRLF, a lone CR: counted in another way than the reader does. */
static int64_t
count_lines(struct aid_slice bytes)
{
	int64_t n = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		bool is_crlf =
			bytes.ptr[i] == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n';
		n += bytes.ptr[i] == '\n' || (bytes.ptr[i] == '\r' && !is_crlf);
	}
	bool is_open = bytes.len > 0 && bytes.ptr[bytes.len - 1] != '\n' &&
		       bytes.ptr[bytes.len - 1] != '\r';
	return n + is_open;
}

static int64_t
sum_of(struct aid_line_roles roles)
{
	return roles.n_preamble + roles.n_header + roles.n_hxl + roles.n_blank + roles.n_footer +
	       roles.n_record;
}

static void
check(const char *text, struct options options, const char *header, const char *records)
{
	struct aid_slice bytes = aid_slice_of(text);
	struct reading reading;
	read_all(bytes, options, &reading);
	if (reading.rc < 0)
		fail_msg("'%s': %s", text, reading.err.text);
	assert_string_equal(reading.header.ptr, header);
	assert_string_equal(reading.records.ptr, records);
	size_t bom = reading.dialect.has_bom ? 3 : 0;
	assert_int_equal(reading.roles.n_total,
			 count_lines((struct aid_slice){ text + bom, bytes.len - bom }));
	assert_int_equal(sum_of(reading.roles), reading.roles.n_total);
	done(&reading);
}

static void
test_records(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *header;
		const char *records;
	} cases[] = {
		{ HEADER "1,2,3\n", "a|b|c", "[1|2|3]@2\n" },
		{ HEADER "1,2,3", "a|b|c", "[1|2|3]@2\n" },
		{ HEADER, "a|b|c", "" },
		{ "a,b,c", "a|b|c", "" },
		{ "a,b\r\n1,2\r\n3,4\r\n", "a|b", "[1|2]@2\n[3|4]@3\n" },
		{ "a,b\r1,2\r3,4", "a|b", "[1|2]@2\n[3|4]@3\n" },
		{ "a,b\r1,2\r\n3,4\n5,6\r\r7,8\n", "a|b", "[1|2]@2\n[3|4]@3\n[5|6]@4\n[7|8]@6\n" },
		{ "\xEF\xBB\xBF\"a\",b\n1,2\n", "a|b", "[1|2]@2\n" },
		{ "\n \t\n,,\n" HEADER "\n1,2,3\n,,\n\n4,5,6\n\n", "a|b|c",
		  "[1|2|3]@6\n[4|5|6]@9\n" },
		{ " a , b ,c\n 1 ,\"  2 \",\xC2\xA0"
		  "3\xC2\xA0\n",
		  "a|b|c", "[1|2|3]@2\n" },
		{ HEADER "1,\"x\"\"y\"\"\",3\n", "a|b|c", "[1|x\"y\"|3]@2\n" },
		{ HEADER "\"\"\"\" , \"2\" ,\"\"\n", "a|b|c", "[\"|2|]@2\n" },
		{ HEADER "1,\"x,y\",3\n", "a|b|c", "[1|x,y|3]@2\n" },
		{ HEADER "1,\"x\ny\",3\n4,5,6\n", "a|b|c", "[1|x\ny|3]@2+1\n[4|5|6]@4\n" },
		{ HEADER "1,\"x\r\n\r\n\"\"y\",3\n4,5,6\n", "a|b|c",
		  "[1|x\r\n\r\n\"y|3]@2+2\n[4|5|6]@5\n" },
		{ "\"a\nz\",b\n1,2\n", "a\nz|b", "[1|2]@3\n" },
		/* one column */
		{ "a\n1\n\n\"2\"\n", "a", "[1]@2\n[2]@4\n" },
		/* formula guards: only in front of what a spreadsheet would take for a formula */
		{ HEADER "'=1+1,'-5,'tis\n'+a,\"'@b\",'\n", "a|b|c",
		  "[=1+1|-5|'tis]@2\n[+a|@b|']@3\n" },
		/* columns without a name at the end, and rows of another width */
		{ "a,b,,,\n1,2,,,\n1,2,3,4,\n1,2\n1,2,,,,,\n1,2,,,,6\n1\n", "a|b",
		  "[1|2|||]@2\n!shifted(4,0)<1,2,3,4,>@3\n[1|2]@4\n!ragged(7,5)<1,2,,,,,>@5\n"
		  "!ragged(6,5)<1,2,,,,6>@6\n!ragged(1,5)<1>@7\n" },
		/* where most rows are so, it is how the file is written */
		{ "a,b,\n1,2,x\n3,4,\n5,6,y\n", "a|b", "[1|2|x]@2\n[3|4|]@3\n[5|6|y]@4\n" },
		{ "a,b\n1,2,\n3,4,\n5,6\n7,8,\n9,0,,\n", "a|b",
		  "[1|2]@2\n[3|4]@3\n[5|6]@4\n[7|8]@5\n!ragged(4,2)<9,0,,>@6\n" },
		{ "a,,b\n1,2,3\n", "a||b", "[1|2|3]@2\n" },
		{ HEADER "1,2\n1,2,3,4\n1,2,3,,\n", "a|b|c",
		  "!ragged(2,3)<1,2>@2\n!ragged(4,3)<1,2,3,4>@3\n!ragged(5,3)<1,2,3,,>@4\n" },
		/* HXL, only right below the header, and only when most cells are tags */
		{ "a,b\n#org,#date+start\n1,2\n", "a|b", "[1|2]@3\n" },
		{ "a,b,c\n,#org +name,x\n1,2,3\n", "a|b|c", "[1|2|3]@3\n" },
		{ "a,b,c\n1,#org,x\n1,2,3\n", "a|b|c", "[1|#org|x]@2\n[1|2|3]@3\n" },
		{ "a,b\n#1,#2\n", "a|b", "[#1|#2]@2\n" },
		{ "a,b\n1,2\n#org,#date\n", "a|b", "[1|2]@2\n[#org|#date]@3\n" },
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		check(cases[i].text, (struct options){ 0 }, cases[i].header, cases[i].records);
}

static void
test_delimiters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		char delimiter;
	} cases[] = {
		{ "a,b;c,d\n", ',' }, { "a;b;c,d\n", ';' },      { "a\tb\n1\t2\n", '\t' },
		{ "a|b\n", '|' },     { "\"x,y,z\";b\n", ';' },  { "a\nx;y\n", ';' },
		{ "a\n1\n", ',' },    { "sep=;\na,b;c\n", ';' }, { "SEP=|\r\na,b|c\r\n", '|' },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct reading reading;
		read_all(aid_slice_of(cases[i].text), (struct options){ 0 }, &reading);
		if (reading.rc < 0 || reading.dialect.delimiter != cases[i].delimiter)
			fail_msg("'%s': %c %s", cases[i].text, reading.dialect.delimiter,
				 reading.err.text);
		assert_int_equal(sum_of(reading.roles), count_lines(aid_slice_of(cases[i].text)));
		done(&reading);
	}
	check("a;b\n1,5;\"2;3\"\n", (struct options){ 0 }, "a|b", "[1,5|2;3]@2\n");
	check("a\tb\t\tc\n1\t\t3\t \n", (struct options){ 0 }, "a|b||c", "[1||3|]@2\n");
	check("sep=;\na,b;c\n1;2\n", (struct options){ 0 }, "a,b|c", "[1|2]@3\n");
	check("a;b,c\n1;2,3\n", (struct options){ .delimiter = ',' }, "a;b|c", "[1;2|3]@2\n");
	check("Title, of it\n\na;b\n1;2\n", (struct options){ .header_line = 3 }, "a|b",
	      "[1|2]@4\n");
	check("Title, of it\n\na;b\n1;2\n", (struct options){ .header_line = 2 }, "a|b",
	      "[1|2]@4\n");
}

/* A fix file has its names on its first line, wherever the file that it corrects has them, and whatever a spreadsheet made of it; its
 * own columns are hidden. */
static void
test_own(void **state)
{
	(void)state;
	struct options options = { .delimiter = ';', .header_line = 3 };
	check("_drop,_line,_why,1,2\n7,4,no date,5,x\n7,5,\"a, b\",6,y\n", options, "|||1|2",
	      "[7|4|no date|5|x]@2\n[7|5|a, b|6|y]@3\n");
	check("\"_drop\";\"_line\";\"_why\";\"1\"\n7;4;no date;5\n", options, "|||1",
	      "[7|4|no date|5]@2\n");
	check("_drop x\n\n_line;a\n1;2\n", options, "|a", "[1|2]@4\n");
}

/* Titles, names on several lines, tags: see also tests/cli/cases/as_read.txt. */
static void
test_heads(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *header;
		const char *records;
	} cases[] = {
		{ "Report\n\nplace,tons\nRafah,5\n", "place|tons", "[Rafah|5]@4\n" },
		{ "Report of March, all crossings\n,,\nplace,donor,tons,unit,day\n"
		  "Rafah,A,5,t,1\nErez,B,6,t,2\n",
		  "place|donor|tons|unit|day", "[Rafah|A|5|t|1]@4\n[Erez|B|6|t|2]@5\n" },
		/* a single column is no title */
		{ "place\nRafah\nErez\n", "place", "[Rafah]@2\n[Erez]@3\n" },
		{ "place\n\"Gaza, north\"\nErez, Gaza\nRafah\nZikim\nKissufim\n", "place",
		  "[Gaza, north]@2\n!ragged(2,1)<Erez, Gaza>@3\n[Rafah]@4\n[Zikim]@5\n"
		  "[Kissufim]@6\n" },
		/* wider rows than the header are ragged, whatever most of the others are */
		{ "a,b\nx,1\ny,2,3,4,5,6\nz,3\n", "a|b",
		  "[x|1]@2\n!ragged(6,2)<y,2,3,4,5,6>@3\n[z|3]@4\n" },
		/* years are names */
		{ "item,2023,2024\nrice,5,6\n", "item|2023|2024", "[rice|5|6]@2\n" },
		/* a second line of names fills what the first leaves open, above figures only */
		{ "place,food,,\n,t,trucks,kg\nRafah,5,1,2\nErez,6,2,3\n",
		  "place|food t|food trucks|food kg", "[Rafah|5|1|2]@3\n[Erez|6|2|3]@4\n" },
		{ "donor,food,food\n,t,trucks\nA,5,1\nB,6,2\n", "donor|food t|food trucks",
		  "[A|5|1]@3\n[B|6|2]@4\n" },
		{ "donor,,item\nA,Gaza,flour\nB,Rafah,rice\n", "donor||item",
		  "[A|Gaza|flour]@2\n[B|Rafah|rice]@3\n" },
		{ "donor,,item\nA,Gaza,flour\nB,Rafah,12\n", "donor||item",
		  "[A|Gaza|flour]@2\n[B|Rafah|12]@3\n" },
		{ "a,a\n1,2\n", "a|a", "[1|2]@2\n" },
		/* tags, with or without names, below titles */
		{ "Stock\nplace,tons\n\n#loc,#value\nRafah,5\n", "place|tons", "[Rafah|5]@5\n" },
		{ "#loc,#value\nRafah,5\n", "#loc|#value", "[Rafah|5]@2\n" },
		{ "t1\nt2\nt3\nt4\nt5\nt6\nt7\nt8\nt9\nt10\nt11\nt12\nt13\nt14\nt15\nt16\n"
		  "t17\nt18\nt19\nt20\nt21\nt22\nt23\na,b\n#loc,#value\nRafah,5\n",
		  "a|b", "[Rafah|5]@26\n" },
		/* apostrophes */
		{ "'a';'b'\n'1;5';'it''s'\n'2';'3'\n", "a|b", "[1;5|it's]@2\n[2|3]@3\n" },
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		check(cases[i].text, (struct options){ 0 }, cases[i].header, cases[i].records);
}

static bool
ends_with_number(const void *context, const struct aid_slice *fields, size_t n_fields)
{
	(void)context;
	return n_fields == 3 && fields[2].len > 0 &&
	       strspn(fields[2].ptr, "0123456789") >= fields[2].len;
}

/* Totals are rejected as such; notes are no records, and counted as what they are. */
static void
test_remarks(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *records;
		int64_t n_notes;
	} cases[] = {
#define TABLE "place,donor,tons,unit\nRafah,A,5,t\n"
#define ROW "[Rafah|A|5|t]@2\n"
		{ TABLE "Total,,5,t\n", ROW "!total_row()<Total,,5,t>@3\n", 0 },
		{ TABLE ",TOTAL:,5,\n", ROW "!total_row()<,TOTAL:,5,>@3\n", 0 },
		{ TABLE "Grand total 2024,,5,\n", ROW "!total_row()<Grand total 2024,,5,>@3\n", 0 },
		{ TABLE "Total for March,,\"1,005\",\n",
		  ROW "!total_row()<Total for March,,\"1,005\",>@3\n", 0 },
		{ TABLE "\u0627\u0644\u0645\u062c\u0645\u0648\u0639,,\u0665,\n",
		  ROW "!total_row()<\u0627\u0644\u0645\u062c\u0645\u0648\u0639,,\u0665,>@3\n", 0 },
		{ TABLE "\u0423\u0441\u044c\u043e\u0433\u043e,,5,\n",
		  ROW "!total_row()<\u0423\u0441\u044c\u043e\u0433\u043e,,5,>@3\n", 0 },
		{ TABLE "Genel Toplam,,5,\n", ROW "!total_row()<Genel Toplam,,5,>@3\n", 0 },
		{ TABLE "Total g\u00e9n\u00e9ral,,5,\n",
		  ROW "!total_row()<Total g\u00e9n\u00e9ral,,5,>@3\n", 0 },
		/* a company, a place, a row that says more */
		{ TABLE "Total Energies,,5,\n", ROW "[Total Energies||5|]@3\n", 0 },
		{ TABLE "Totland,,5,\n", ROW "[Totland||5|]@3\n", 0 },
		{ TABLE "Total,B,5,t\n", ROW "[Total|B|5|t]@3\n", 0 },
		{ TABLE "Total,,,\n", ROW "[Total|||]@3\n", 0 },
		{ TABLE "Rafah,B,5,t\n", ROW "[Rafah|B|5|t]@3\n", 0 },
		/* notes: apart, or by their first word */
		{ TABLE "\nAs reported by the crossings\n\nSee the web page\n", ROW, 2 },
		{ TABLE "Source: OCHA\n", ROW, 1 },
		{ TABLE "Source: OCHA, WFP\n", ROW, 1 },
		{ TABLE "Nota,,,\n* partial\n****\n", ROW, 3 },
		{ TABLE "\u0627\u0644\u0645\u0635\u062f\u0631: OCHA\n", ROW, 1 },
		{ TABLE "Total,,5,\nfigures may change\n", ROW "!total_row()<Total,,5,>@3\n", 1 },
		/* with all its delimiters it is a row, unless it says that it is a note */
		{ TABLE "\nNorthern corridor,,,\nErez,B,6,t\n",
		  ROW "[Northern corridor|||]@4\n[Erez|B|6|t]@5\n", 0 },
		{ TABLE "\nSource International,,,\nNote Aid,B,,\n",
		  ROW "[Source International|||]@4\n[Note Aid|B||]@5\n", 0 },
		{ TABLE "\nSource: OCHA,,,\nNotes,,,\n", ROW, 2 },
		/* a row that was torn off, or that states something, is none */
		{ TABLE "Gaza City\n", ROW "!ragged(1,4)<Gaza City>@3\n", 0 },
		{ TABLE "\nErez\n", ROW "!ragged(1,4)<Erez>@4\n", 0 },
		{ TABLE "\nGaza City,,7,\n", ROW "[Gaza City||7|]@4\n", 0 },
		{ TABLE "\n17\n", ROW "!ragged(1,4)<17>@4\n", 0 },
		/* in a table of two columns every text may be a row */
		{ "place,tons\nRafah,5\n\nGaza City,\n", "[Rafah|5]@2\n[Gaza City|]@4\n", 0 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct reading reading;
		read_all(aid_slice_of(cases[i].text), (struct options){ 0 }, &reading);
		if (reading.rc < 0 || strcmp(reading.records.ptr, cases[i].records) != 0 ||
		    reading.roles.n_footer != cases[i].n_notes)
			fail_msg("'%s': %lld notes, %s%s", cases[i].text,
				 (long long)reading.roles.n_footer, reading.records.ptr,
				 reading.err.text);
		assert_int_equal(sum_of(reading.roles), reading.roles.n_total);
		done(&reading);
	}
	check(TABLE "Total,,5,t\nSource: A\n", (struct options){ .has_no_remarks = true },
	      "place|donor|tons|unit", ROW "[Total||5|t]@3\n!ragged(1,4)<Source: A>@4\n");
}

/* What a row may be is known once its columns are: of a table of names, names alone. */
static void
test_remarks_of_kinds(void **state)
{
	(void)state;
	struct options options = { .is_row = ends_with_number, .is_of_names = true };
	check("organisation,type,aliases\nRed Falcon,,\n\nBlue Cross,,\nSource: X,,\n"
	      "Source International,,\nTotal Relief,NGO,\nRed Sun\n",
	      options, "organisation|type|aliases",
	      "[Red Falcon||]@2\n[Blue Cross||]@4\n[Source: X||]@5\n"
	      "[Source International||]@6\n[Total Relief|NGO|]@7\n!ragged(1,3)<Red Sun>@8\n");
	options.is_of_names = false;
	check(TABLE "Total,B,5,t\nTotal Energies,B,5,t\nTOTAL: 33 t,,,\nTotal,,,\n", options,
	      "place|donor|tons|unit",
	      ROW "!total_row()<Total,B,5,t>@3\n!total_row()<Total Energies,B,5,t>@4\n"
		  "!total_row()<TOTAL: 33 t,,,>@5\n!total_row()<Total,,,>@6\n");
	check(TABLE "SUM-001,B,5,t\nTotland A,B,5,t\nGreat Aid,B,5,t\n", options,
	      "place|donor|tons|unit",
	      ROW "[SUM-001|B|5|t]@3\n[Totland A|B|5|t]@4\n[Great Aid|B|5|t]@5\n");
}

/* A stray quotation mark costs the record it stands in, and no other. */
static void
test_stray_quotes(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *records;
	} cases[] = {
		{ HEADER "1,x\"y,3\n4,5,6\n", "!not_csv()<1,x\"y,3>@2\n[4|5|6]@3\n" },
		{ HEADER "1,\"x\"y,3\n4,5,6\n", "!not_csv()<1,\"x\"y,3>@2\n[4|5|6]@3\n" },
		{ HEADER "1,\"x,3\n4,5,6\n7,8,9\n",
		  "!not_csv()<1,\"x,3>@2\n~[4|5|6]@3\n~[7|8|9]@4\n" },
		{ HEADER "1,\"x,3\n4,\"5\",6\n7,8,9\n",
		  "!not_csv()<1,\"x,3>@2\n~[4|5|6]@3\n[7|8|9]@4\n" },
		{ HEADER "1,\"x,3", "!not_csv()<1,\"x,3>@2\n" },
		{ HEADER "1,2,3\n4,\"", "[1|2|3]@2\n!not_csv()<4,\">@3\n" },
		/* a mark that closes another's: the width is wrong, so both lines are looked at
		 * alone */
		{ HEADER "1,\"x\n4,5\",6,7\n8,9,10\n",
		  "!not_csv()<1,\"x>@2\n~!not_csv()<4,5\",6,7>@3\n[8|9|10]@4\n" },
		/* the field between the two marks holds as much as a row */
		{ HEADER "4,x,\"8\n5,y,9\"\n6,z,10\n",
		  "!two_readings(2,0)<4,x,\"8\n5,y,9\">@2+1\n[6|z|10]@4\n" },
		{ HEADER "4,x,\"8\n5,y\"\n6,z,10\n", "[4|x|8\n5,y]@2+1\n[6|z|10]@4\n" },
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		check(cases[i].text, (struct options){ 0 }, "a|b|c", cases[i].records);
}

/* Stands for a map: a row begins with a digit. */
static bool
begins_with_digit(const void *context, const struct aid_slice *fields, size_t n_fields)
{
	(void)context;
	return n_fields == 3 && fields[0].len > 0 && fields[0].ptr[0] >= '0' &&
	       fields[0].ptr[0] <= '9';
}

/* Stands for a map: the third field is a number. */
static bool
is_place_and_number(const void *context, const struct aid_slice *fields, size_t n_fields)
{
	return ends_with_number(context, fields, n_fields) &&
	       aid_slice_is_equal(fields[0], AID_SLICE_LITERAL("Rafah"));
}

/* A comma too many: the row is never taken, and where it can have been meant in one way only, that is proposed. */
static void
test_shifted(void **state)
{
	(void)state;
	struct options options = { .is_row = ends_with_number };
	/* in a or in b: two ways */
	check(HEADER "1,2,3\nx,flour,rice,5\n", options, "a|b|c",
	      "[1|2|3]@2\n!ragged(4,3)<x,flour,rice,5>@3\n");
	/* but for the blank */
	check(HEADER "1,2,3\nx,flour, rice,5\n", options, "a|b|c",
	      "[1|2|3]@2\n!ragged(4,3)<x,flour, rice,5>?x,\"flour, rice\",5@3\n");
	options.is_row = begins_with_digit;
	check(HEADER "1,2,3\nx,7,flour,5\n", options, "a|b|c",
	      "[1|2|3]@2\n!ragged(4,3)<x,7,flour,5>@3\n");
	options.is_row = is_place_and_number;
	check(HEADER "Rafah,2,3\nRafah,flour, \"\"rice,5\n", options, "a|b|c",
	      "[Rafah|2|3]@2\n!not_csv()<Rafah,flour, \"\"rice,5>@3\n");
	check(HEADER "Rafah,2,3\nRafah,flour, rice, oil,5\n", options, "a|b|c",
	      "[Rafah|2|3]@2\n!ragged(5,3)<Rafah,flour, rice, oil,5>?Rafah,\"flour, rice, "
	      "oil\",5@3\n");
	check("a,b,c,\nRafah,2,3,\nRafah,flour, rice,5\n", options, "a|b|c",
	      "[Rafah|2|3|]@2\n!shifted(4,0)<Rafah,flour, rice,5>?Rafah,\"flour, rice\",5@3\n");
}

static void
test_runaway(void **state)
{
	(void)state;
	struct options options = { .is_row = begins_with_digit };
	check(HEADER "4,x,\"8\n5,y,9\"\n6,z,10\n", options, "a|b|c",
	      "!not_csv()<4,x,\"8>@2\n~!not_csv()<5,y,9\">@3\n[6|z|10]@4\n");
	check(HEADER "4,x,\"8\n5,y,9\n6,z,9\"\n6,z,10\n", options, "a|b|c",
	      "!not_csv()<4,x,\"8>@2\n~[5|y|9]@3\n~!not_csv()<6,z,9\">@4\n[6|z|10]@5\n");
	check(HEADER "4,x,\"Dear\nall, sorry, yours\"\n6,z,10\n", options, "a|b|c",
	      "!two_readings(2,0)<4,x,\"Dear\nall, sorry, yours\">@2+1\n[6|z|10]@4\n");
	/* with one column there is nothing to suspect */
	check("a\n\"x\ny\"\n", options, "a", "[x\ny]@2+1\n");
}

static void
repeat(struct aid_buffer *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		aid_buffer_append_text(out, text);
}

static const char *
line_of(const struct reading *reading, size_t index)
{
	const char *p = reading->records.ptr;
	for (size_t i = 0; i < index && p != NULL; i++) {
		p = strchr(p, '\n');
		p = p == NULL ? NULL : p + 1;
	}
	assert_non_null(p);
	return p;
}

static void
check_prefix(const char *text, const char *prefix)
{
	if (strncmp(text, prefix, strlen(prefix)) != 0)
		fail_msg("'%.80s' does not begin with '%s'", text, prefix);
}

static void
test_limits(void **state)
{
	(void)state;
	struct aid_buffer text;
	struct reading reading;
	aid_buffer_init(&text);

	/* an open quotation mark may go on for AID_LIMIT_RECORD_LINES lines, the first included */
	for (size_t n = AID_LIMIT_RECORD_LINES - 1; n <= AID_LIMIT_RECORD_LINES; n++) {
		aid_buffer_reset(&text);
		aid_buffer_append_text(&text, "a,b\n1,\"");
		repeat(&text, "x\n", n);
		aid_buffer_append_text(&text, "\"\n2,3\n");
		read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
		check_prefix(reading.records.ptr,
			     n < AID_LIMIT_RECORD_LINES ? "[1|x\nx\n" : "!not_csv()<1,\"x>@2");
		assert_int_equal(sum_of(reading.roles), count_lines(aid_buffer_slice(&text)));
		assert_non_null(strstr(reading.records.ptr, "[2|3]@"));
		done(&reading);
	}
	/* a field of AID_LIMIT_FIELD_BYTES, and one more */
	for (size_t n = AID_LIMIT_FIELD_BYTES; n <= AID_LIMIT_FIELD_BYTES + 1; n++) {
		aid_buffer_reset(&text);
		aid_buffer_append_text(&text, "a,b\n1,");
		repeat(&text, "x", n);
		aid_buffer_append_text(&text, "\n2,3\n");
		read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
		check_prefix(reading.records.ptr,
			     n == AID_LIMIT_FIELD_BYTES ? "[1|xxx" : "!field_limit(65536,0)<1,xx");
		check_prefix(line_of(&reading, 1), "[2|3]@3\n");
		done(&reading);
	}
	/* a line of AID_LIMIT_RECORD_BYTES, and longer ones; an open mark before it does not
	 * swallow it */
	for (size_t n = 0; n < 4; n++) {
		size_t size = n == 0   ? AID_LIMIT_RECORD_BYTES
			      : n == 3 ? 3000000
				       : AID_LIMIT_RECORD_BYTES + n;
		aid_buffer_reset(&text);
		aid_buffer_append_text(&text, "a,b\r\n");
		repeat(&text, ",", size);
		aid_buffer_append_text(&text, "\r\n2,3\r\n");
		read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
		check_prefix(reading.records.ptr,
			     n == 0 ? "[2|3]@3\n" : "!record_limit(1048576,0)<,,,");
		if (n > 0)
			check_prefix(line_of(&reading, 1), "[2|3]@3\n");
		assert_int_equal(sum_of(reading.roles), 3);
		assert_int_equal(reading.roles.n_total, 3);
		done(&reading);
	}
	aid_buffer_reset(&text);
	aid_buffer_append_text(&text, "a,b\n1,\"\n");
	repeat(&text, "y", 1500000);
	aid_buffer_append_text(&text, "\n2,3");
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	check_prefix(reading.records.ptr, "!not_csv()<1,\">@2\n!record_limit(1048576,0)<yyy");
	check_prefix(line_of(&reading, 2), "[2|3]@4\n");
	done(&reading);
	aid_buffer_done(&text);
}

/* Quotation marks without end, and lines that begin anew 32 times, cost a line each and no more. */
static void
test_quote_bomb(void **state)
{
	(void)state;
	struct aid_buffer text;
	struct reading reading;
	aid_buffer_init(&text);
	aid_buffer_append_text(&text, HEADER);
	repeat(&text, "1,\"x,2\n", 100000);
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	assert_int_equal(reading.n_records, 100000);
	assert_int_equal(reading.roles.n_record, 100000);
	done(&reading);
	aid_buffer_done(&text);
}

/* Headers of as many columns as there may be, without names or all of one name; notes, totals and tags without end: each is read in
 * the time of its lines. */
static void
test_bombs(void **state)
{
	(void)state;
	static const struct {
		const char *first;
		size_t n_first;
		const char *row;
		size_t n_rows;
		int64_t n_records, n_notes;
	} cases[] = {
		{ "n,", 255, "1,", 255, 40, 0 },
		{ "a,a,,", 85, "b,", 255, 40, 0 },
		{ "a,b,c\n1,2,3\n", 1, "\nNote: of it\n", 200000, 1, 200000 },
		{ "a,b,c\n1,2,3\n", 1, "Total,,5\n", 100000, 100001, 0 },
		{ "a,b\n", 1, "#a,#b\n", 100000, 99999, 0 },
		{ "a,b,c\n1,2,3\n", 1, "x,y, z,5\n", 100000, 100001, 0 },
	};
	struct aid_buffer text;
	struct reading reading;
	aid_buffer_init(&text);
	for (size_t i = 0; i < N_OF(cases); i++) {
		aid_buffer_reset(&text);
		repeat(&text, cases[i].first, cases[i].n_first);
		for (int k = 0; cases[i].n_rows < 1000 && k < 41; k++) {
			aid_buffer_append_text(&text, k == 0 ? "z\n" : "1\n");
			if (k < 40)
				repeat(&text, cases[i].row, cases[i].n_rows);
		}
		if (cases[i].n_rows >= 1000)
			repeat(&text, cases[i].row, cases[i].n_rows);
		read_all(aid_buffer_slice(&text), (struct options){ .is_row = begins_with_digit },
			 &reading);
		if (reading.rc < 0)
			fail_msg("%zu: %s", i, reading.err.text);
		assert_int_equal(reading.n_records, cases[i].n_records);
		assert_int_equal(reading.roles.n_footer, cases[i].n_notes);
		assert_int_equal(sum_of(reading.roles), reading.roles.n_total);
		done(&reading);
	}
	aid_buffer_done(&text);
}

static void
test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t len;
		int64_t header_line;
		const char *sentence;
	} cases[] = {
#define BYTES(s) s, sizeof(s) - 1
		{ BYTES(""), 0, "the file is empty" },
		{ BYTES("\xEF\xBB\xBF"), 0, "the file is empty" },
		{ BYTES("\n\n ,,\n"), 0, "no header row was found in the first 3 lines" },
		{ BYTES("a,b\n1,2\n"), 5, "no header row was found in the first 2 lines" },
		{ BYTES("\"\",\"\"\n1,2\n"), 0,
		  "line 2 should hold the column names, but reads like a row" },
		{ BYTES("a,b\n1,\0\n"), 0, "line 2, byte 3: a NUL byte" },
		{ BYTES("a,b\r\n1,2\r\n3,caf\xE9\r\n"), 0, "line 3, byte 6: not valid UTF-8" },
		{ BYTES("a,b\r1,2\r3,\xE2\x80"), 0, "line 3, byte 3: not valid UTF-8" },
		{ BYTES("a,\"b\n1,2\n"), 0, "line 1 should be the header, but a quotation mark" },
		{ BYTES("a,b\"c\n1,2\n"), 0, "line 1 should be the header, but a quotation mark" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct reading reading;
		struct options options = { .header_line = cases[i].header_line };
		read_all((struct aid_slice){ cases[i].bytes, cases[i].len }, options, &reading);
		assert_int_equal(reading.rc, AID_E_REFUSED);
		check_prefix(reading.err.text, cases[i].sentence);
		done(&reading);
	}
}

static void
test_refused_large(void **state)
{
	(void)state;
	struct aid_buffer text;
	struct reading reading;
	aid_buffer_init(&text);
	repeat(&text, "a,", AID_LIMIT_COLUMNS);
	aid_buffer_append_text(&text, "z\n1\n");
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	assert_string_equal(reading.err.text, "the header has 257 columns; the limit is 256");
	done(&reading);
	aid_buffer_reset(&text);
	repeat(&text, "a,", AID_LIMIT_RECORD_BYTES);
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	check_prefix(reading.err.text,
		     "line 1 should be the header, but is longer than 1048576 bytes");
	done(&reading);
	/* not UTF-8 far behind the first chunk, in the middle of a character that a chunk cuts */
	aid_buffer_reset(&text);
	aid_buffer_append_text(&text, "a,b\n");
	repeat(&text, "1,\xD8\xBA\xD8\xB2\xD8\xA9\n", 90000);
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	assert_int_equal(reading.rc, 0);
	assert_int_equal(reading.n_records, 90000);
	done(&reading);
	aid_buffer_append_text(&text, "1,\xD8\n");
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	check_prefix(reading.err.text, "line 90002, byte 3: not valid UTF-8");
	done(&reading);
	aid_buffer_done(&text);

	/* a sparse file over the limit is refused by its size alone */
	struct aid_records *records;
	struct aid_error err;
	int fd = test_file(AID_SLICE_LITERAL("a,b\n"));
	assert_int_equal(ftruncate(fd, AID_LIMIT_DROP_BYTES + 1), 0);
	assert_int_equal(aid_records_open(fd, NULL, &records, &err), AID_E_REFUSED);
	assert_string_equal(err.text, "the file has 2147483649 bytes; the limit is 2147483648");
	close(fd);
	assert_int_equal(aid_records_open(fd, NULL, &records, &err), AID_E_IO);
}

/* The text of the records of `whole` that end on its first `n_lines` lines. */
static size_t
complete_until(const struct reading *whole, int64_t n_lines)
{
	size_t len = 0;
	for (const char *p = whole->records.ptr; *p != '\0';) {
		/* fields may hold line breaks: a record ends with its '@' line */
		const char *at = strchr(p, '@');
		long line = strtol(at + 1, NULL, 10);
		const char *plus = at + 1 + strcspn(at + 1, "+\n");
		long more = *plus == '+' ? strtol(plus + 1, NULL, 10) : 0;
		if (line + more > n_lines)
			break;
		p = strchr(at, '\n') + 1;
		len = (size_t)(p - whole->records.ptr);
	}
	return len;
}

/* The beginning of `text`, `n` bytes, holds the records of `whole` that are complete there; what is behind them is read from the line
 * where the next one begins, or from the one that is cut. */
static void
check_cut(struct aid_slice text, size_t n, const struct reading *whole)
{
	struct reading part;
	read_all((struct aid_slice){ text.ptr, n }, (struct options){ 0 }, &part);
	if (part.rc < 0)
		fail_msg("cut at %zu: %s", n, part.err.text);
	int64_t n_lines = count_lines((struct aid_slice){ text.ptr, n });
	int64_t n_whole = n_lines - (text.ptr[n - 1] != '\n' && text.ptr[n - 1] != '\r');
	assert_int_equal(sum_of(part.roles), part.roles.n_total);
	assert_string_equal(part.header.ptr, whole->header.ptr);
	size_t len = complete_until(whole, n_whole);
	if (strncmp(part.records.ptr, whole->records.ptr, len) != 0)
		fail_msg("cut at %zu: %s", n, part.records.ptr);
	const char *next = strchr(whole->records.ptr + len, '@');
	const char *rest = strchr(part.records.ptr + len, '@');
	long line = rest == NULL ? 0 : strtol(rest + 1, NULL, 10);
	if (rest != NULL && line <= n_whole && (next == NULL || line < strtol(next + 1, NULL, 10)))
		fail_msg("cut at %zu: %s", n, part.records.ptr + len);
	done(&part);
}

/* Cut at every byte behind the place where the header is settled. */
static void
test_cut(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t settled;
	} cases[] = {
		{ "a,b,c\n1,\"x\ny\",3\n4,\"q\"\"r\",6\n\n\"7\n\n8\",\"\",9\n10,11,12\n", 5 },
		{ "\xEF\xBB\xBF"
		  "a;b\r\n\"1\r\n2\";3\r\n;;\r\n4;\"5\"\r\n\"6\";7\r\n",
		  6 },
		{ "a\tb\r1\t\"2\r3\"\r4\t5\r", 5 },
		/* titles above; a total and notes among the rows and below them */
		{ "Report\n\nplace,donor,t\nRafah,A,5\nTotal,,5\n\nNorth of it\nErez,B,6\nErez,"
		  "\"C\nD\",7\nTotal,,18\nSource: A, B\n\nSee page 5\n",
		  31 },
		/* HXL */
		{ "Stock\nplace,tons\n#loc,#value\nRafah,5\n1,2\n", 28 },
	};
	for (size_t t = 0; t < N_OF(cases); t++) {
		struct aid_slice text = aid_slice_of(cases[t].text);
		struct reading whole;
		read_all(text, (struct options){ 0 }, &whole);
		assert_int_equal(whole.rc, 0);
		for (size_t n = cases[t].settled; n < text.len; n++)
			check_cut(text, n, &whole);
		done(&whole);
	}
}

/* A large file, cut where it falls. */
static void
test_cut_large(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"%d,plain,x\r\n",
		"%d,\"q,\"\"u\",x\r\n",
		"%d,\"two\r\nlines\",x\r\n",
		"%d,\xD8\xBA\xD8\xB2\xD8\xA9,\r\n",
		"%d,a\"b,\r\n",
		"%d,\"open,\r\n",
		"%d,too,many,\r\n",
		"Total,,%d\r\n",
		"\r\nNote: line %d\r\n",
		"%d\r\n",
	};
	struct aid_buffer text;
	struct reading whole;
	unsigned seed = 11;
	aid_buffer_init(&text);
	aid_buffer_append_text(&text, "a,b,c\r\n");
	for (int i = 0; i < 20000; i++) {
		seed = seed * 1103515245 + 12345;
		/* plain rows to begin with, then of every shape */
		size_t shape = i < 50 ? 0 : (seed >> 16) % (3 * N_OF(lines));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		aid_buffer_append_format(&text, lines[shape < N_OF(lines) ? shape : 0], i);
#pragma GCC diagnostic pop
	}
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &whole);
	assert_int_equal(whole.rc, 0);
	for (int i = 0; i < 60; i++) {
		seed = seed * 1103515245 + 12345;
		check_cut(aid_buffer_slice(&text), 1000 + (seed >> 8) % (text.len - 1000), &whole);
	}
	done(&whole);
	aid_buffer_done(&text);
}

/* Records of every shape, across the chunks that the file is read in. */
static void
test_many(void **state)
{
	(void)state;
	static const char *const shapes[][2] = {
		{ "%d,plain,x", "[%d|plain|x]@%d\n" },
		{ "%d,\"q,\"\"u\",x", "[%d|q,\"u|x]@%d\n" },
		{ "%d,\"two\r\nlines\",x", "[%d|two\r\nlines|x]@%d+1\n" },
		{ "%d,\xD8\xBA\xD8\xB2\xD8\xA9,", "[%d|\xD8\xBA\xD8\xB2\xD8\xA9|]@%d\n" },
		{ "%d,a\"b,", "!not_csv()<%d,a\"b,>@%d\n" },
	};
	struct aid_buffer text, expected;
	aid_buffer_init(&text);
	aid_buffer_init(&expected);
	aid_buffer_append_text(&text, "a,b,c\r\n");
	int line = 2;
	unsigned seed = 7;
	for (int i = 0; i < 60000; i++) {
		seed = seed * 1103515245 + 12345;
		size_t shape = (seed >> 16) % N_OF(shapes);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		aid_buffer_append_format(&text, shapes[shape][0], i);
		aid_buffer_append_format(&expected, shapes[shape][1], i, line);
#pragma GCC diagnostic pop
		aid_buffer_append_text(&text, "\r\n");
		line += shape == 2 ? 2 : 1;
	}
	struct reading reading;
	read_all(aid_buffer_slice(&text), (struct options){ 0 }, &reading);
	assert_int_equal(reading.n_records, 60000);
	assert_int_equal(reading.roles.n_record, line - 2);
	assert_true(aid_slice_is_equal(aid_buffer_slice(&reading.records),
				       aid_buffer_slice(&expected)));
	done(&reading);
	aid_buffer_done(&text);
	aid_buffer_done(&expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),      cmocka_unit_test(test_delimiters),
		cmocka_unit_test(test_stray_quotes), cmocka_unit_test(test_heads),
		cmocka_unit_test(test_bombs),        cmocka_unit_test(test_own),
		cmocka_unit_test(test_remarks),      cmocka_unit_test(test_remarks_of_kinds),
		cmocka_unit_test(test_shifted),      cmocka_unit_test(test_runaway),
		cmocka_unit_test(test_limits),       cmocka_unit_test(test_quote_bomb),
		cmocka_unit_test(test_refused),      cmocka_unit_test(test_refused_large),
		cmocka_unit_test(test_cut),          cmocka_unit_test(test_cut_large),
		cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
