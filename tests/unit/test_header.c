#include "tests/unit/test.h"

#include <stdio.h>

#include "read/header.h"

static const char *const reasons[] = {
#define X(name, score) #name,
	AID_HEADER_REASON_LIST(X)
#undef X
};

/* "quantity UNIT fr kg", and all that it may be with ", " between. */
static void
describe(const char *kind, const char *name, const char *tag, struct aid_buffer *out)
{
	const struct aid_table *table = aid_table_of(aid_table_find(aid_slice_of(kind)));
	struct aid_slice names[] = { aid_slice_of(name) }, tags[] = { aid_slice_of(tag) };
	struct aid_header header = { names, 1, tags, tag == NULL ? 0 : 1 };
	struct aid_header_match found[AID_HEADER_MATCHES_MAX];
	size_t n_found;
	assert_non_null(table);
	assert_int_equal(aid_header_match(&header, 0, table, true, found, &n_found, NULL), 0);
	for (size_t i = 0; i < n_found; i++) {
		const struct aid_header_match *match = &found[i];
		aid_buffer_append_format(out, "%s%s %s%s%s", i > 0 ? ", " : "",
					 table->columns[match->column].name, reasons[match->reason],
					 match->language[0] == '\0' ? "" : " ", match->language);
		if (match->unit != NULL)
			aid_buffer_append_format(
				out, " %s", match->unit->code == NULL ? "?" : match->unit->code);
	}
}

static int
check(const char *kind, const char *name, const char *tag, const char *expected)
{
	struct aid_buffer out;
	aid_buffer_init(&out);
	describe(kind, name, tag, &out);
	if (strcmp(out.ptr == NULL ? "" : out.ptr, expected) != 0)
		print_error("%s: \"%s\" gives \"%s\", not \"%s\"\n", kind, name,
			    out.ptr == NULL ? "" : out.ptr, expected);
	bool is_same = strcmp(out.ptr == NULL ? "" : out.ptr, expected) == 0;
	aid_buffer_done(&out);
	return is_same ? 0 : 1;
}

/* Headers of real files and forms, and of files as people make them. */
static void
test_names(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *name, *expected;
	} cases[] = {
		/* COGAT */
		{ "crossings", "Index", "report_id SYNONYM en" },
		{ "crossings", "Date", "occurred_at SYNONYM en" },
		{ "crossings", "Classification", "category SYNONYM en" },
		{ "crossings", "Donor", "donor NAME" },
		{ "crossings", "Aid (tons)", "quantity UNIT en ?" },
		/* UNRWA */
		{ "crossings", "ID", "report_id SYNONYM en" },
		{ "crossings", "No. of Trucks", "trucks SYNONYM en" },
		{ "crossings", "Received Date", "occurred_at SYNONYM en" },
		{ "crossings", "Data Source", "source SYNONYM en" },
		{ "crossings", "Manifest of", "manifest SYNONYM en" },
		{ "crossings", "Description of Cargo", "commodity SYNONYM en" },
		{ "crossings", "Cargo Category", "category SYNONYM en" },
		{ "crossings", "Status", "stage SYNONYM en" },
		{ "crossings", "Units", "unit SYNONYM en" },
		{ "crossings", "Donating Country/ Organization", "donor SYNONYM en" },
		{ "crossings", "Crossing", "place SYNONYM en" },
		{ "crossings", "Destination Recipient/ Partner", "consignee SYNONYM en" },
		{ "crossings", "Last Edited Time", "reported_at SYNONYM en" },
		/* USAID deliveries */
		{ "shipments", "asn/dn #", "waybill SYNONYM en" },
		{ "shipments", "scheduled delivery date", "eta SYNONYM en" },
		{ "shipments", "item description", "commodity SYNONYM en" },
		{ "shipments", "unit of measure (per pack)", "unit STRANGE_UNIT en" },
		{ "shipments", "line item quantity", "quantity SYNONYM en" },
		{ "shipments", "weight (kilograms)", "gross_weight_kg UNIT en kg" },
		{ "shipments", "country",
		  "donor SHARED en, origin SHARED en, destination SHARED en" },
		{ "shipments", "delivered to client date",
		  "destination WORDS en, dispatched_at WORDS en, reported_at WORDS en" },
		/* Black Sea grain */
		{ "shipments", "Vessel name", "vehicle SYNONYM en" },
		{ "shipments", "Departure port", "origin SYNONYM en" },
		{ "shipments", "Tonnage", "quantity NO_UNIT en" },
		{ "shipments", "Departure", "dispatched_at SYNONYM en" },
		/* financial tracking */
		{ "commitments", "srcOrganization", "donor SYNONYM en" },
		{ "commitments", "decisionDate", "stated_on SYNONYM en" },
		{ "commitments", "updatedAt", "reported_at SYNONYM en" },
		/* pooled funds, and other exports of programs */
		{ "commitments", "DonorName", "donor SYNONYM en" },
		{ "commitments", "PledgeDate", "stated_on SYNONYM en" },
		{ "crossings", "ReceivedDate", "occurred_at SYNONYM en" },
		{ "crossings", "NetWeight(kg)", "quantity UNIT en kg" },
		{ "crossings", "UNICEF", "" },
		/* forms */
		{ "shipments", "Way Bill No.", "waybill SYNONYM en" },
		{ "shipments", "WB#", "waybill SYNONYM en" },
		{ "shipments", "LTI/Waybill", "waybill SYNONYM en" },
		{ "shipments", "CMR n\u00b0", "waybill SYNONYM en" },
		{ "shipments", "Transport Documentation Number", "waybill SYNONYM en" },
		{ "shipments", "Manifest #", "manifest NAME" },
		{ "shipments", "Manifest No.(s)", "manifest SYNONYM en" },
		{ "shipments", "Supplier/Donor", "donor SYNONYM en" },
		{ "shipments", "Consignee ", "consignee NAME" },
		{ "shipments", "Recipient Org.", "consignee SYNONYM en" },
		{ "shipments", "Commodity/ Item", "commodity SYNONYM en" },
		{ "shipments", "Sector/Cluster", "category SYNONYM en" },
		{ "shipments", "Q'ty", "quantity SYNONYM en" },
		{ "shipments", "QTY.", "quantity SYNONYM en" },
		{ "shipments", "No. of units", "quantity SYNONYM en" },
		{ "shipments", "U/M", "unit SYNONYM en" },
		{ "shipments", "Net Wt (MT)", "quantity UNIT en t" },
		{ "shipments", "# trucks", "trucks NAME, quantity BARE_UNIT truck" },
		{ "shipments", "Border/Crossing", "crossing SYNONYM en" },
		{ "shipments", "Dispatch dt.", "dispatched_at SYNONYM en" },
		{ "shipments", "Estimated Date of Arrival", "eta SYNONYM en" },
		{ "crossings", "DATE (dd/mm)", "occurred_at BRACKETS en" },
		/* accents, case, letters of other keyboards */
		{ "shipments", "Date d\u2019exp\u00e9dition", "dispatched_at SYNONYM fr" },
		{ "shipments", "DESTINO", "destination SYNONYM es" },
		{ "shipments", "Ba\u011f\u0131\u015f\u00e7\u0131", "donor SYNONYM tr" },
		{ "shipments", "الكمية", "quantity SYNONYM ar" },
		{ "shipments", "الـكـمـيّـة", "quantity SYNONYM ar" },
		{ "shipments", "عدد الشاحنات", "trucks SYNONYM ar" },
		{ "shipments", "Кількість", "quantity SYNONYM uk" },
		{ "shipments", "Номер накладної", "waybill SYNONYM uk" },
		/* units in brackets, behind a comma, behind a blank, alone */
		{ "shipments", "Poids (kg)", "gross_weight_kg UNIT fr kg" },
		{ "crossings", "Poids (kg)", "quantity UNIT fr kg" },
		{ "crossings", "Quantity, MT", "quantity UNIT t" },
		{ "crossings", "Quantity [pallets]", "quantity UNIT pallet" },
		{ "crossings", "qty_kg", "quantity UNIT en kg" },
		{ "crossings", "Weight in kg", "quantity UNIT en kg" },
		{ "crossings", "الوزن (طن)", "quantity UNIT ar t" },
		{ "crossings", "الوزن بالطن", "quantity UNIT ar t" },
		{ "crossings", "Вага (кг)", "quantity UNIT uk kg" },
		{ "crossings", "Miktar (adet)", "quantity STRANGE_UNIT tr" },
		{ "crossings", "Peso neto, toneladas", "quantity UNIT es t" },
		{ "shipments", "Gross weight (t)", "gross_weight_kg UNIT en t" },
		{ "shipments", "Gross weight (lbs)", "gross_weight_kg STRANGE_UNIT en lb" },
		{ "shipments", "Gross weight", "gross_weight_kg NO_UNIT en" },
		{ "crossings", "Tonnes", "quantity BARE_UNIT t" },
		{ "crossings", "Pallets", "quantity BARE_UNIT pallet" },
		{ "crossings", "Trucks", "trucks NAME, quantity BARE_UNIT truck" },
		{ "commitments", "Trucks", "quantity BARE_UNIT truck" },
		{ "crossings", "Truck", "trucks TYPO" },
		{ "crossings", "Quantity (planned)", "quantity STRANGE_UNIT" },
		/* what may be several, what is nearly right, what only sounds like it */
		{ "shipments", "Date", "dispatched_at SHARED en, reported_at SHARED en" },
		{ "shipments", "Date (dd/mm)", "dispatched_at SHARED en, reported_at SHARED en" },
		{ "crossings", "Organisation",
		  "source SHARED en, donor SHARED en, consignee SHARED en" },
		{ "crossings", "Quanttity", "quantity TYPO" },
		{ "crossings", "Destnation", "destination TYPO" },
		{ "crossings", "Donnor", "" }, /* too short to tell a typo from a word */
		{ "crossings", "Name of the donor agency",
		  "source WORDS en, donor WORDS, consignee WORDS en" },
		{ "crossings", "Colour", "" },
		{ "crossings", "", "" },
		{ "crossings", "()", "" },
		{ "crossings", ",", "" },
	};
	int n_wrong = 0;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		n_wrong += check(cases[i].kind, cases[i].name, NULL, cases[i].expected);
	assert_int_equal(n_wrong, 0);
}

/* A tag says more than the name above it. */
static void
test_tags(void **state)
{
	(void)state;
	static const struct {
		const char *tag, *own;
		bool is_same;
	} cases[] = {
		{ "#org+funder+name", "#org+funder+name", true },
		{ "#org+name+funder", "#org+funder+name", true },
		{ "#org+funder", "#org+funder+name", true },
		{ "#ORG +Funder", "#org+funder+name", true },
		{ "#org+funder+fr", "#org+funder+name", true },
		{ "#org+funder+i_fr", "#org+funder+name", true },
		{ "#org+funder+code", "#org+funder+name", false },
		{ "#org+impl", "#org+funder+name", false },
		{ "#org", "#org+funder+name", false },
		{ "#date+start+year", "#date+start", false },
		{ "#indicator+quantity", "#indicator+quantity+num", true },
		{ "#indicator+quantity+unit", "#indicator+quantity+num", false },
		{ "org+funder", "#org+funder+name", false },
		{ "#", "#org", false },
		{ "#org+", "#org", false },
		{ "", "", false },
		{ "#a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q", "#a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q",
		  false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (aid_header_is_tag(aid_slice_of(cases[i].tag), cases[i].own) != cases[i].is_same)
			fail_msg("%s and %s", cases[i].tag, cases[i].own);
	}
	assert_int_equal(check("crossings", "Who?", "#org+funder", "donor TAG"), 0);
	assert_int_equal(check("crossings", "Donor", "#item", "commodity TAG, donor NAME"), 0);
	assert_int_equal(check("crossings", "Donor", "#x_ours", "donor NAME"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_names),
					    cmocka_unit_test(test_tags) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
