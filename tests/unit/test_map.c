#include "tests/unit/test.h"

#include "read/map.h"
#include "value/words.h"

#define MAX_FIELDS 64

/* Cuts at '|': no test value holds one. */
static size_t
cut(const char *text, struct aid_slice *fields)
{
	size_t n = 0;
	for (;;) {
		size_t len = strcspn(text, "|");
		assert_true(n < MAX_FIELDS);
		fields[n++] = (struct aid_slice){ text, len };
		if (text[len] == '\0')
			return n;
		text += len + 1;
	}
}

struct fixture {
	struct aid_profile *profile;
	struct aid_map *map;
	struct aid_arena arena;
	struct aid_error err;
};

static int
open_map(struct fixture *f, const char *profile, const char *header)
{
	struct aid_slice names[MAX_FIELDS];
	*f = (struct fixture){ .err = AID_ERROR_NONE };
	aid_arena_init(&f->arena);
	if (profile != NULL &&
	    aid_profile_parse(aid_slice_of(profile), "x.conf", &f->profile, &f->err) < 0)
		fail_msg("%s", f->err.text);
	size_t n_names = cut(header, names);
	return aid_map_new(f->profile, &(struct aid_header){ names, n_names, NULL, 0 }, &f->map,
			   &f->err);
}

static void
close_map(struct fixture *f)
{
	aid_map_free(f->map);
	aid_profile_free(f->profile);
	aid_arena_done(&f->arena);
}

/* kind#part{column=text:number:precision ...}key of each fact, or !code(args) column <value>. */
static void
describe(const struct fixture *f, const char *row, struct aid_buffer *out)
{
	struct aid_slice fields[MAX_FIELDS];
	struct aid_record record = { .fields = fields };
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	struct aid_reject reject;
	struct aid_arena arena;
	size_t n_facts = 99;
	record.n_fields = cut(row, fields);
	aid_arena_init(&arena);
	assert_int_equal(aid_map_record(f->map, &record, &arena, facts, &n_facts, &reject, NULL),
			 0);
	if (reject.message != AID_MSG_NONE) {
		assert_int_equal(n_facts, 0);
		aid_buffer_append_format(out, "!%s(%.*s) %.*s <%.*s>",
					 aid_message_code(reject.message), (int)reject.args.len,
					 reject.args.ptr, (int)reject.column.len, reject.column.ptr,
					 (int)reject.value.len, reject.value.ptr);
	}
	for (size_t i = 0; i < n_facts; i++) {
		const struct aid_table *table = aid_table_of(facts[i].kind);
		aid_buffer_append_format(out, "%s%s#%d{", i == 0 ? "" : " ", table->name,
					 facts[i].part % AID_LIMIT_FACT_SECTIONS);
		const char *blank = "";
		for (int c = 0; c < table->n_columns; c++) {
			const struct aid_value *value = aid_fact_value(&facts[i], c);
			if (!aid_value_is_stated(value))
				continue;
			aid_buffer_append_format(out, "%s%s=%.*s", blank, table->columns[c].name,
						 (int)value->text.len, value->text.ptr);
			if (value->number != 0 || value->precision != 0)
				aid_buffer_append_format(out, ":%lld", (long long)value->number);
			if (value->precision != 0)
				aid_buffer_append_format(out, ":%d", value->precision);
			blank = " ";
		}
		aid_buffer_append_char(out, '}');
		if (facts[i].row_key.ptr != NULL)
			aid_buffer_append(out, facts[i].row_key);
	}
	aid_arena_done(&arena);
}

static void
check(const struct fixture *f, const char *row, const char *expected)
{
	struct aid_buffer out;
	aid_buffer_init(&out);
	describe(f, row, &out);
	if (out.ptr == NULL || strcmp(out.ptr, expected) != 0)
		fail_msg("'%s' gives\n%s\nnot\n%s", row, out.ptr, expected);
	aid_buffer_done(&out);
}

static void
test_kinds(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		const char *kinds;    /* or */
		const char *sentence; /* what refuses it */
	} cases[] = {
		{ "waybill|line|commodity|quantity|unit|dispatched_at", "shipments", NULL },
		{ "Commitment_ID|DONOR|Quantity |unit", "commitments", NULL },
		{ "stage|occurred_at|place|quantity|unit", "crossings", NULL },
		{ "unit|base_unit|nominal", "units", NULL },
		{ "place|parent|aliases", "places", NULL },
		{ "commodity|category|cluster", "commodities", NULL },
		{ "source|trust|cadence", "sources", NULL },
		/* synonyms, capitals, punctuation, a column that says nothing to us, one without
		 * a name */
		{ "Way-bill no.|Qty|UoM|Colour|", "shipments", NULL },
		/* its own name beats a synonym beside it */
		{ "place|location|stage|occurred_at", "crossings", NULL },
		{ "location|place|stage|occurred_at", "crossings", NULL },
		/* three columns by our own names are enough among many others */
		{ "stage|occurred_at|waybill|a|b|c|d|e|f|g", "crossings", NULL },
		{ "occurred_at|place|quantity|unit", NULL,
		  "the column stage is missing; the file has: occurred_at, place, quantity, unit" },
		{ "donor|commodity|quantity|unit", NULL,
		  "the column commitment_id is missing; the file has: donor, commodity, quantity, "
		  "unit" },
		{ "qty|uom|x|y|z", NULL,
		  "the columns match no kind of file; nearest: commitments (has 2 of the 5 "
		  "columns, "
		  "lacks commitment_id), shipments (has 2 of the 5 columns, lacks waybill), "
		  "crossings (has 2 of the 5 columns, lacks stage, occurred_at); name the columns "
		  "as in templates/, or write a profile" },
		{ "a|b\nc", NULL, "no kind of file has such columns: a, b c; name them" },
		{ "place|temperature|wind", NULL,
		  "the columns match no kind of file; nearest: places (has 1 of the 3 columns), " },
		{ "waybill|quantity|Quantity|unit", NULL,
		  "the column quantity stands twice in the header" },
		{ "stage|occurred_at|location|site", NULL,
		  "the columns \"location\" and \"site\" can both be place; call the right one "
		  "place, or say in a profile: place = location" },
		/* one header, several columns */
		{ "waybill|quantity|unit|date", NULL,
		  "the column \"date\" can be dispatched_at or reported_at; call it by one of "
		  "these "
		  "names, or say in a profile: dispatched_at = date" },
		{ "waybill|quantity|unit|date|dispatch date", "shipments", NULL },
		{ "waybill|quantity|unit|date|dispatch date|report date", "shipments", NULL },
		/* nearly */
		{ "waybill|quanttity|unit|donor", NULL,
		  "the column \"quanttity\" is perhaps quantity; call it quantity if it is" },
		{ "waybill|quanttity|quantity|unit|donor", "shipments", NULL },
		{ "waybil|quantity|unit|donor", NULL,
		  "the column \"waybil\" is perhaps waybill; call it waybill if it is" },
		{ "waybill|unit of measure (per pack)|quantity|donor", NULL,
		  "the column \"unit of measure (per pack)\" is perhaps unit; call it unit if" },
		/* what is missing comes before what is in doubt */
		{ "Index|Date|Route|Classification|Donor|Aid (tons)", NULL,
		  "the column stage is missing; the file has: Index, Date, Route" },
		/* units */
		{ "waybill|donor|Tonnage", NULL,
		  "the column \"Tonnage\" is perhaps quantity, but names no unit that is known" },
		{ "waybill|donor|Aid (tons)", NULL,
		  "the column \"Aid (tons)\" counts tons, which may be metric" },
		{ "waybill|unit|Aid (tons)", "shipments", NULL },
		{ "waybill|donor|weight (tons)", NULL,
		  "the column \"weight (tons)\" counts tons, which may be metric" },
		{ "stage|date|Pallets|Tonnes", NULL,
		  "the columns \"Pallets\" and \"Tonnes\" can both be quantity; call the right one "
		  "quantity" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct fixture f;
		int rc = open_map(&f, NULL, cases[i].header);
		if (cases[i].kinds != NULL &&
		    (rc < 0 || strcmp(aid_map_kinds(f.map), cases[i].kinds) != 0))
			fail_msg("%s: %s", cases[i].header,
				 rc < 0 ? f.err.text : aid_map_kinds(f.map));
		if (cases[i].sentence != NULL &&
		    (rc != AID_E_REFUSED ||
		     strncmp(f.err.text, cases[i].sentence, strlen(cases[i].sentence)) != 0))
			fail_msg("%s: %d %s", cases[i].header, rc, f.err.text);
		close_map(&f);
	}
}

/* The unit that a header says, where no column has it. */
static void
test_units(void **state)
{
	(void)state;
	struct fixture f;
	assert_int_equal(open_map(&f, NULL, "waybill|Quantity, MT|Poids brut (t)"), 0);
	check(&f, "W|12.5|13",
	      "shipments#0{waybill=W quantity=12.5:12500 unit=t gross_weight_kg=13:13000000}");
	check(&f, "W|-|", "shipments#0{waybill=W unit=t}");
	close_map(&f);
	assert_int_equal(open_map(&f, NULL, "waybill|Quantity (MT)|unit|weight (kg)"), 0);
	check(&f, "W|12.5|kg|13",
	      "shipments#0{waybill=W quantity=12.5:12500 unit=kg gross_weight_kg=13:13000}");
	check(&f, "W|12.5||", "shipments#0{waybill=W quantity=12.5:12500 unit=t}");
	close_map(&f);
	assert_int_equal(open_map(&f, NULL, "stage|date|Pallets"), 0);
	check(&f, "lost|2024-03-31|7",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31:1711843200:2 quantity=7:7000 "
	      "unit=pallet}");
	close_map(&f);
	/* a profile completes what the header leaves open */
	assert_int_equal(open_map(&f, "[profile]\nunit = t\n", "stage|date|Aid (tons)"), 0);
	check(&f, "lost|2024-03-31|7",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31:1711843200:2 quantity=7:7000 "
	      "unit=t}");
	close_map(&f);
	assert_int_equal(open_map(&f, "[profile]\nunit = t\n", "stage|date|Tonnage"), 0);
	check(&f, "lost|2024-03-31|7",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31:1711843200:2 quantity=7:7000 "
	      "unit=t}");
	close_map(&f);
}

static int
open_tagged(struct fixture *f, const char *header, const char *tags)
{
	struct aid_slice names[MAX_FIELDS], cut_tags[MAX_FIELDS];
	*f = (struct fixture){ .err = AID_ERROR_NONE };
	aid_arena_init(&f->arena);
	struct aid_header both = { names, cut(header, names), cut_tags, cut(tags, cut_tags) };
	return aid_map_new(NULL, &both, &f->map, &f->err);
}

/* The tags of an HXL row, and the names where they say nothing. */
static void
test_tags(void **state)
{
	(void)state;
	struct fixture f;
	assert_int_equal(open_tagged(&f, "Nr|What|Who|Qty|Unit|When",
				     "#meta+id+waybill|#item|#org +funder+en||#x|#date+departure"),
			 0);
	check(&f, "W|rice|Qatar|3|t|2024-03-31",
	      "shipments#0{waybill=W donor=Qatar commodity=rice quantity=3:3000 unit=t "
	      "dispatched_at=2024-03-31:1711843200:2}");
	close_map(&f);
	/* a tag says more than the name above it, and than a name elsewhere */
	assert_int_equal(open_tagged(&f, "waybill|Donor|Commodity", "|#item|#org+funder"), 0);
	check(&f, "W|rice|Qatar", "shipments#0{waybill=W donor=Qatar commodity=rice}");
	close_map(&f);
	assert_int_equal(open_tagged(&f, "waybill|Donor|Donor", "||#org+funder"), 0);
	check(&f, "W|rice|Qatar", "shipments#0{waybill=W donor=Qatar}");
	close_map(&f);
	assert_int_equal(open_tagged(&f, "waybill|Donor|Giver", "|#org+funder|#org+funder"),
			 AID_E_REFUSED);
	assert_string_equal(f.err.text,
			    "the columns \"Donor\" and \"Giver\" can both be donor; "
			    "call the right one donor, or say in a profile: donor = Donor");
	close_map(&f);
}

static void
test_canonical(void **state)
{
	(void)state;
	struct fixture f;
	assert_int_equal(
		open_map(&f, NULL, "colour|occurred_at|stage|waybill|quantity|unit|trucks|note"),
		0);
	assert_string_equal(aid_map_kinds(f.map), "crossings");
	check(&f, "red|2024-03-31|Crossed|WB-007|12.5|t|3|by night",
	      "crossings#0{stage=Crossed:4 occurred_at=2024-03-31:1711843200:2 waybill=WB-007 "
	      "quantity=12.5:12500 "
	      "unit=t trucks=3:3000 note=by night}");
	check(&f, "|2024-03|at crossing|||||",
	      "crossings#0{stage=at crossing:2 occurred_at=2024-03:1709251200:1}");
	check(&f, "|2024-03-31T10:05Z|lost",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31T10:05Z:1711879500:3}");
	/* what means "not stated", and what means so in a text */
	check(&f, "|2024-03-31|lost|N/A|-|none|--|-",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31:1711843200:2}");
	check(&f, "|2024-03-31|lost|null|.|\u2014|nil|n/a",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31:1711843200:2}");
	check(&f, "|2024-03-31|lost|||||none",
	      "crossings#0{stage=lost:10 occurred_at=2024-03-31:1711843200:2 note=none}");
	/* rejects: the first wrong cell in the order of the file */
	check(&f, "|31/03/2024|lost",
	      "!not_a_date(31/03/2024\x1f"
	      "2024-03-31) occurred_at <31/03/2024>");
	check(&f, "|1824-03-31|lost", "!date_range(1824-03-31) occurred_at <1824-03-31>");
	check(&f, "|2024-03-31|", "!missing_value(stage) stage <>");
	check(&f, "|-|lost", "!missing_value(occurred_at) occurred_at <->");
	check(&f, "|2024-03-31|gone||x",
	      "!unknown_choice(gone\x1f"
	      "dispatched, at_crossing, offloaded, crossed, collected, delivered, intercepted, "
	      "returned, refused, "
	      "lost, damaged) stage <gone>");
	check(&f, "|2024-03-31|lost||1,234.5|t",
	      "!not_a_number(1,234.5\x1f"
	      "1234.5) quantity <1,234.5>");
	check(&f, "|2024-03-31|lost||-3|t", "!negative_quantity(-3) quantity <-3>");
	check(&f, "|2024-03-31|lost||1.2345|t", "!quantity_range(1.2345) quantity <1.2345>");
	check(&f, "|2024-03-31|lost||3|", "!missing_unit(3) unit <3>");
	check(&f, "|x\x1f\ny|lost",
	      "!not_a_date(x  y\x1f"
	      "2024-03-31) occurred_at <x\x1f\ny>");
	close_map(&f);

	assert_int_equal(open_map(&f, NULL, "source|trust|count_point"), 0);
	check(&f, "OCHA|2|crossed", "sources#0{source=OCHA count_point=crossed:4 trust=2:2}");
	check(&f, "OCHA|2.5|",
	      "!not_a_number(2.5\x1f"
	      "12) trust <2.5>");
	check(&f, "|2|", "!missing_value(source) source <>");
	close_map(&f);

	/* what a spreadsheet shortened; E4 would be a unit */
	assert_int_equal(
		open_map(&f, NULL, "waybill|commitment_id|quantity|unit|trucks|weight (t)"), 0);
	check(&f, "W||1E4|kg||", "!number_shortened(1E4) quantity <1E4>");
	check(&f, "W||1.5E+03|kg||", "!number_shortened(1.5E+03) quantity <1.5E+03>");
	check(&f, "W||1|kg|1e3|", "!number_shortened(1e3) trucks <1e3>");
	check(&f, "W||1|kg||1.5E+03", "!number_shortened(1.5E+03) weight (t) <1.5E+03>");
	check(&f, "1.23E+05||1|kg||", "!digits_lost(1.23E+05) waybill <1.23E+05>");
	check(&f, "W|1,23E+05|1|kg||", "!digits_lost(1,23E+05) commitment_id <1,23E+05>");
	check(&f, "1E4||1|E4||", "shipments#0{waybill=1E4 quantity=1:1000 unit=E4}");
	close_map(&f);

	/* a quantity in a file without a unit column */
	assert_int_equal(open_map(&f, NULL, "waybill|quantity"), 0);
	check(&f, "W|3", "!missing_unit(3) quantity <3>");
	check(&f, "W|-", "shipments#0{waybill=W}");
	close_map(&f);
}

#define TRUCKS                                                                                     \
	"[profile]\nname = trucks\nunit = t\nkey = No\ndate = d b Y\ngrouping = ,\n"               \
	"[fact land]\nkind = crossings\nwhen = Route = \"Land\"\nstage = \"crossed\"\n"            \
	"occurred_at = Date\nquantity = Aid (tons)\nquantity.missing = n.w.|see *\n"               \
	"quantity.round = yes\ntrucks = \"1\"\ndonor = المانح\n"

static void
test_profile(void **state)
{
	(void)state;
	struct fixture f;
	assert_int_equal(open_map(&f, TRUCKS, "No|DATE|route|المانح|Aid tons"), 0);
	assert_string_equal(aid_map_kinds(f.map), "crossings");
	check(&f, "7|25 Feb 2024|land|قطر|1,234.5",
	      "crossings#0{stage=crossed:4 occurred_at=25 Feb 2024:1708819200:2 donor=قطر "
	      "quantity=1,234.5:1234500 "
	      "unit=t trucks=1:1000}7");
	check(&f, "7|25 Feb 2024|Land||-",
	      "crossings#0{stage=crossed:4 occurred_at=25 Feb 2024:1708819200:2 unit=t "
	      "trucks=1:1000}7");
	check(&f, "|25 Feb 2024|Land||N.W.",
	      "crossings#0{stage=crossed:4 occurred_at=25 Feb 2024:1708819200:2 unit=t "
	      "trucks=1:1000}");
	check(&f, "-|25 Feb 2024|Land||See 12",
	      "crossings#0{stage=crossed:4 occurred_at=25 Feb 2024:1708819200:2 unit=t "
	      "trucks=1:1000}");
	check(&f, "7|25 Feb 2024|Land||42.782830000000004",
	      "crossings#0{stage=crossed:4 occurred_at=25 Feb 2024:1708819200:2 "
	      "quantity=42.782830000000004:42783 unit=t trucks=1:1000}7");
	check(&f, "7|25 Feb 2024|Land||0.0004.9999",
	      "!not_a_number(0.0004.9999\x1f"
	      "1234.5) Aid tons <0.0004.9999>");
	check(&f, "7|25 Feb 2024|Land||0.9996",
	      "crossings#0{stage=crossed:4 occurred_at=25 Feb 2024:1708819200:2 "
	      "quantity=0.9996:1000 unit=t trucks=1:1000}7");
	check(&f, "7|2024-02-25|Land||1",
	      "!not_a_date(2024-02-25\x1f"
	      "31 Mar 2024) DATE <2024-02-25>");
	check(&f, "7|25 Feb 2024|Air||1", "!no_fact()  <>");
	close_map(&f);

	assert_int_equal(open_map(&f, TRUCKS, "No|Date|Route|Aid tons"), AID_E_REFUSED);
	assert_string_equal(
		f.err.text,
		"the profile trucks reads the column \"المانح\", which the file does not have");
	close_map(&f);
	assert_int_equal(open_map(&f, TRUCKS, "No|Date|Route|المانح|Aid tons|aid (tons)"),
			 AID_E_REFUSED);
	assert_string_equal(f.err.text, "the column aid (tons) stands twice in the header");
	close_map(&f);
	assert_int_equal(open_map(&f, TRUCKS, "Date|Route|المانح|Aid tons"), AID_E_REFUSED);
	assert_string_equal(
		f.err.text,
		"the profile trucks reads the column \"No\", which the file does not have");
	close_map(&f);
}

/* One row, up to three facts. */
#define ORDERS                                                                                     \
	"[profile]\nname = orders\nkey = id|good\nunit = piece\nreported_at = seen\ndecimal = ,\n" \
	"[fact order]\nkind = commitments\ncommitment_id = id\ncommodity = good\nquantity = qty\n" \
	"due_on = due\ndue_on.date = d/m/Y\n"                                                      \
	"[fact sent]\nkind = shipments\nwhen = state != \"open\" and state is stated\nwaybill = "  \
	"dn\n"                                                                                     \
	"quantity = qty\nunit = \"carton\"\n"                                                      \
	"[fact got]\nkind = crossings\nwhen = occurred_at is stated and \"food and more\" is "     \
	"missing\n"                                                                                \
	"stage = \"delivered\"\noccurred_at = got\noccurred_at.missing = open\nreported_at = "     \
	"\"2024-05-01\"\n"

static void
test_facts(void **state)
{
	(void)state;
	struct fixture f;
	assert_int_equal(open_map(&f, ORDERS, "id|good|qty|due|state|dn|got|food and more|seen"),
			 0);
	assert_string_equal(aid_map_kinds(f.map), "commitments+shipments+crossings");
	check(&f, "1|rice|2,5|31/03/2024|sent|D1|2024-04-02||2024-04-03",
	      "commitments#0{commitment_id=1 commodity=rice quantity=2,5:2500 unit=piece "
	      "due_on=31/03/2024:1711843200:2 reported_at=2024-04-03:1712102400:2}1\x1frice "
	      "shipments#1{waybill=D1 quantity=2,5:2500 unit=carton "
	      "reported_at=2024-04-03:1712102400:2}1\x1frice "
	      "crossings#2{stage=delivered:6 occurred_at=2024-04-02:1712016000:2 unit=piece "
	      "reported_at=2024-05-01:1714521600:2}1\x1frice");
	check(&f, "1|rice|2|31/03/2024|OPEN||2024-04-02||",
	      "commitments#0{commitment_id=1 commodity=rice quantity=2:2000 unit=piece "
	      "due_on=31/03/2024:1711843200:2}"
	      "1\x1frice "
	      "crossings#2{stage=delivered:6 occurred_at=2024-04-02:1712016000:2 unit=piece "
	      "reported_at=2024-05-01:1714521600:2}1\x1frice");
	check(&f, "1||2|31/03/2024||||beans|",
	      "commitments#0{commitment_id=1 quantity=2:2000 unit=piece "
	      "due_on=31/03/2024:1711843200:2}1\x1f");
	check(&f, "1||2|31/03/2024|-||open||",
	      "commitments#0{commitment_id=1 quantity=2:2000 unit=piece "
	      "due_on=31/03/2024:1711843200:2}1\x1f");
	/* one wrong fact rejects the whole record */
	check(&f, "1|rice|2|31/03/2024|sent||||", "!missing_value(dn) dn <>");
	close_map(&f);
}

/* A profile that only says how the values are written. */
static void
test_profile_without_facts(void **state)
{
	(void)state;
	struct fixture f;
	assert_int_equal(open_map(&f,
				  "[profile]\nunit = kg\ndate = d.m.Y\ndecimal = ,\ngrouping = .\n"
				  "reported_at = 2024-05-01\n",
				  "stage|occurred_at|quantity|unit"),
			 0);
	check(&f, "lost|31.03.2024|1.234,5|",
	      "crossings#0{stage=lost:10 occurred_at=31.03.2024:1711843200:2 "
	      "quantity=1.234,5:1234500 unit=kg "
	      "reported_at=2024-05-01:1714521600:2}");
	check(&f, "lost|31.03.2024|2|t",
	      "crossings#0{stage=lost:10 occurred_at=31.03.2024:1711843200:2 quantity=2:2000 "
	      "unit=t "
	      "reported_at=2024-05-01:1714521600:2}");
	close_map(&f);
	/* in units.csv a unit is what the row is about */
	assert_int_equal(open_map(&f, "[profile]\nunit = kg\n", "unit|base_unit|nominal"), 0);
	check(&f, "|t|1", "!missing_value(unit) unit <>");
	close_map(&f);
}

/* Every column of every kind, by each of its names, is found and read as its type. */
static void
test_every_column(void **state)
{
	(void)state;
	static const char *const samples[] = {
		[AID_TYPE_TEXT] = "x",         [AID_TYPE_NAME] = "x",    [AID_TYPE_KEY] = "x",
		[AID_TYPE_QUANTITY] = "1",     [AID_TYPE_INTEGER] = "1", [AID_TYPE_UNIT] = "kg",
		[AID_TYPE_DATE] = "2024-03-31"
	};
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		const struct aid_table *table = aid_table_of((enum aid_kind)kind);
		struct aid_buffer header, row;
		aid_buffer_init(&header);
		aid_buffer_init(&row);
		for (int i = 0; i < table->n_columns; i++) {
			const struct aid_column *column = &table->columns[i];
			aid_buffer_append_text(&header, i == 0 ? "" : "|");
			aid_buffer_append_text(&header, column->name);
			aid_buffer_append_text(&row, i == 0 ? "" : "|");
			const char *choices =
				column->type == AID_TYPE_WORD
					? aid_words_choices((enum aid_words)column->words)
					: samples[column->type];
			aid_buffer_append(&row,
					  (struct aid_slice){ choices, strcspn(choices, ",") });
		}
		struct fixture f;
		assert_int_equal(open_map(&f, NULL, header.ptr), 0);
		assert_string_equal(aid_map_kinds(f.map), table->name);
		struct aid_slice fields[MAX_FIELDS];
		struct aid_record record = { .fields = fields, .n_fields = cut(row.ptr, fields) };
		struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
		struct aid_reject reject;
		size_t n_facts;
		assert_int_equal(
			aid_map_record(f.map, &record, &f.arena, facts, &n_facts, &reject, NULL),
			0);
		assert_int_equal(n_facts, 1);
		for (int i = 0; i < table->n_columns; i++)
			assert_true(aid_value_is_stated(aid_fact_value(&facts[0], i)));
		close_map(&f);
		aid_buffer_done(&header);
		aid_buffer_done(&row);
	}
}

static void
test_is_row(void **state)
{
	(void)state;
	static const struct {
		const char *row;
		bool is_row;
	} cases[] = {
		{ "W1|rice|5|t|2024-03-31", true },
		{ "W1|rice|5|t|", true },
		{ "W1|rice|||", false }, /* all of it may be prose */
		{ "W1|rice|about|t|", false },
		{ "|rice|5|t|", false },
		{ "all of us|sorry|yours|truly|x", false },
	};
	struct fixture f;
	assert_int_equal(open_map(&f, NULL, "waybill|commodity|quantity|unit|dispatched_at"), 0);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice fields[MAX_FIELDS];
		size_t n = cut(cases[i].row, fields);
		if (aid_map_is_row(f.map, fields, n) != cases[i].is_row)
			fail_msg("%s", cases[i].row);
	}
	close_map(&f);
}

#define CROSSED "kind = crossings\nstage = \"crossed\"\nunit = \"t\"\n"

/* One fact a cell: the name of the column and what stands in it. */
static void
test_unpivot(void **state)
{
	(void)state;
	struct fixture f;
	const char *profile = "[profile]\nkey = Day | Donor\n"
			      "[fact f]\n" CROSSED "unpivot = Flour ... Tents | Fuel\n"
			      "occurred_at = Day\ndonor = Donor\ncommodity = <header>\n"
			      "quantity = <cell>\nquantity.missing = none yet\n"
			      "when = commodity != \"Total\"\n";
	assert_int_equal(open_map(&f, profile, "Day|Donor|Flour||Rice (t)|Tents|Total|Fuel"), 0);
	assert_string_equal(aid_map_kinds(f.map), "crossings");
	assert_false(aid_map_is_journey(f.map));
	check(&f, "2024-03-31|IFRC|5||-|none yet|12|7",
	      "crossings#0{stage=crossed:4 occurred_at=2024-03-31:1711843200:2 donor=IFRC "
	      "commodity=Flour quantity=5:5000 unit=t}2024-03-31\x1fIFRC\x1f"
	      "flour "
	      "crossings#0{stage=crossed:4 occurred_at=2024-03-31:1711843200:2 donor=IFRC "
	      "commodity=Fuel quantity=7:7000 unit=t}2024-03-31\x1fIFRC\x1f"
	      "fuel");
	check(&f, "2024-03-31|IFRC|||||12|", "!no_fact()  <>");
	check(&f, "2024-03-31|IFRC|5||x|||",
	      "!not_a_number(x\x1f"
	      "1234.5) Rice (t) <x>");
	close_map(&f);
	/* months across the top, to wherever they go; what is no month is left out */
	profile = "[fact f]\nkind = commitments\ncommitment_id = Donor | \"2024\" | <header>\n"
		  "unpivot = Jan 2024 ...\ndue_on = <header>\ndue_on.date = b Y\n"
		  "due_on.precision = month\ndue_on.missing = Total*\n"
		  "quantity = <cell>\nunit = \"t\"\n";
	assert_int_equal(open_map(&f, profile, "Donor|Jan 2024|Sept 2024|Total 2024|"), 0);
	check(&f, "ECHO|1|2|3|",
	      "commitments#0{commitment_id=ECHO / 2024 / Jan 2024 quantity=1:1000 unit=t "
	      "due_on=Jan 2024:1704067200:1} "
	      "commitments#0{commitment_id=ECHO / 2024 / Sept 2024 quantity=2:2000 unit=t "
	      "due_on=Sept 2024:1725148800:1}");
	close_map(&f);
	assert_int_equal(open_map(&f, profile, "Donor|Jan 2024|Remarks"), AID_E_REFUSED);
	assert_string_equal(f.err.text,
			    "the profile x.conf takes due_on from the name of the column "
			    "\"Remarks\": \"Remarks\" is not a date; write it like Mar 2024; leave "
			    "the column out of unpivot, or list its name under due_on.missing");
	close_map(&f);
	assert_int_equal(open_map(&f, profile, "Donor|Feb 2024"), AID_E_REFUSED);
	assert_string_equal(f.err.text, "the profile x.conf reads the column \"Jan 2024\", which "
					"the file does not have");
	close_map(&f);
}

/* Equal cells of one row are two facts, and stay the same two wherever their columns stand. */
static void
test_unpivot_parts(void **state)
{
	(void)state;
	const char *profile = "[fact a]\n" CROSSED "unpivot = A | B\noccurred_at = Day\n"
			      "quantity = <cell>\n";
	static const char *const headers[] = { "Day|A|B", "B|x|Day|A" };
	static const char *const rows[] = { "2024-03-31|1|1", "1||2024-03-31|1" };
	int parts[2][2];
	for (size_t i = 0; i < N_OF(headers); i++) {
		struct fixture f;
		struct aid_slice fields[MAX_FIELDS];
		struct aid_record record = { .fields = fields };
		struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
		struct aid_reject reject;
		size_t n_facts;
		assert_int_equal(open_map(&f, profile, headers[i]), 0);
		record.n_fields = cut(rows[i], fields);
		assert_int_equal(
			aid_map_record(f.map, &record, &f.arena, facts, &n_facts, &reject, NULL),
			0);
		assert_int_equal(n_facts, 2);
		parts[i][0] = facts[0].part;
		parts[i][1] = facts[1].part;
		close_map(&f);
	}
	assert_int_not_equal(parts[0][0], parts[0][1]);
	assert_memory_equal(parts[0], parts[1], sizeof parts[0]);
}

static void
test_unpivot_refused(void **state)
{
	(void)state;
	static const struct {
		const char *profile;
		const char *sentence;
	} cases[] = {
		{ "[fact f]\n" CROSSED "unpivot = B ... A\noccurred_at = Day\nquantity = <cell>\n",
		  "the profile x.conf unpivots the columns from \"B\" to \"A\", but in the file "
		  "\"A\" "
		  "stands before \"B\"" },
		{ "[fact f]\n" CROSSED "unpivot = A ... C\noccurred_at = Day\nquantity = <cell>\n",
		  "the profile x.conf reads the column \"C\", which the file does not have" },
		{ "[fact f]\n" CROSSED "unpivot = A | B\noccurred_at = Day\nquantity = <cell>\n"
		  "[fact g]\nkind = crossings\nstage = \"delivered\"\noccurred_at = Day\n",
		  "the profile x.conf follows goods from stage to stage and unpivots columns, so "
		  "it must say which goods are the same: give it a key, or a waybill" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct fixture f;
		assert_int_equal(open_map(&f, cases[i].profile, "Day|A|B"), AID_E_REFUSED);
		assert_string_equal(f.err.text, cases[i].sentence);
		close_map(&f);
	}
}

/* What the file writes, and what it means. */
static void
test_values(void **state)
{
	(void)state;
	struct fixture f;
	const char *profile = "[fact f]\nkind = crossings\nstage = Statut\n"
			      "stage.values = entré => crossed | RENVOY* => returned\n"
			      "occurred_at = Jour\noccurred_at.values = fête => 2024-05-01\n"
			      "trucks = Camions\ntrucks.values = un => 1\n"
			      "donor = Donor\ndonor.values = * => Others\n";
	assert_int_equal(open_map(&f, profile, "Statut|Jour|Camions|Donor"), 0);
	check(&f, "entré|fête|un|x",
	      "crossings#0{stage=crossed:4 occurred_at=2024-05-01:1714521600:2 donor=Others "
	      "trucks=1:1000}");
	check(&f, "renvoyés|2024-03-31|2|",
	      "crossings#0{stage=returned:8 occurred_at=2024-03-31:1711843200:2 donor=Others "
	      "trucks=2:2000}");
	check(&f, "lost|2024-03-31|2|",
	      "crossings#0{stage=lost:10 "
	      "occurred_at=2024-03-31:1711843200:2 donor=Others "
	      "trucks=2:2000}");
	check(&f, "sorti|2024-03-31|2|",
	      "!unknown_choice(sorti\x1f"
	      "dispatched, at_crossing, offloaded, crossed, collected, delivered, intercepted, "
	      "returned, refused, lost, damaged) Statut <sorti>");
	close_map(&f);
}

static void
test_joined(void **state)
{
	(void)state;
	struct fixture f;
	const char *profile = "[fact f]\n" CROSSED "occurred_at = Day\n"
			      "report_id = \"R\" | Port | No\n";
	assert_int_equal(open_map(&f, profile, "Day|Port|No"), 0);
	check(&f, "2024-03-31|Odesa|7",
	      "crossings#0{report_id=R / Odesa / 7 stage=crossed:4 "
	      "occurred_at=2024-03-31:1711843200:2 unit=t}");
	check(&f, "2024-03-31||7",
	      "crossings#0{report_id=R / - / 7 stage=crossed:4 "
	      "occurred_at=2024-03-31:1711843200:2 unit=t}");
	check(&f, "2024-03-31|-|",
	      "crossings#0{stage=crossed:4 "
	      "occurred_at=2024-03-31:1711843200:2 unit=t}");
	close_map(&f);
}

static void
test_precision(void **state)
{
	(void)state;
	static const struct {
		const char *settings;
		const char *cell;
		const char *value;
	} cases[] = {
		{ "occurred_at.precision = day", "2024-03-31T22:30:05Z", "1711843200:2" },
		{ "occurred_at.precision = minute", "2024-03-31T22:30:05Z", "1711924200:3" },
		{ "occurred_at.precision = month", "2024-03-31T22:30:05Z", "1709251200:1" },
		{ "occurred_at.precision = month", "2024-03-31", "1709251200:1" },
		{ "occurred_at.precision = day", "2024-03", "1709251200:1" },
		{ "occurred_at.precision = minute", "2024-03-31", "1711843200:2" },
		/* the day on the clocks of Gaza, where 00:30 is 21:30 the day before in UTC */
		{ "occurred_at.precision = day\noccurred_at.date = d/m/Y H:M\n"
		  "occurred_at.zone = Asia/Gaza",
		  "01/05/2024 00:30", "1714521600:2" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct fixture f;
		struct aid_buffer profile, expected;
		aid_buffer_init(&profile);
		aid_buffer_init(&expected);
		aid_buffer_append_format(&profile, "[fact f]\n%soccurred_at = Day\n%s\n", CROSSED,
					 cases[i].settings);
		aid_buffer_append_format(&expected,
					 "crossings#0{stage=crossed:4 occurred_at=%s:%s unit=t}",
					 cases[i].cell, cases[i].value);
		assert_int_equal(open_map(&f, profile.ptr, "Day"), 0);
		check(&f, cases[i].cell, expected.ptr);
		close_map(&f);
		aid_buffer_done(&profile);
		aid_buffer_done(&expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),         cmocka_unit_test(test_tags),
		cmocka_unit_test(test_kinds),         cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_profile),       cmocka_unit_test(test_facts),
		cmocka_unit_test(test_every_column),  cmocka_unit_test(test_profile_without_facts),
		cmocka_unit_test(test_is_row),        cmocka_unit_test(test_unpivot),
		cmocka_unit_test(test_unpivot_parts), cmocka_unit_test(test_unpivot_refused),
		cmocka_unit_test(test_values),        cmocka_unit_test(test_joined),
		cmocka_unit_test(test_precision),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
