-- The ledger. Three parts: what came in (drops, outcomes, rejects), what was stated (facts, never updated but for their
-- known_to and affirmed_at), and what follows from it (kept totals, which `verify` recomputes from the facts).
--
-- Conventions. Quantities are thousandths of their unit. Moments are seconds since 1970 UTC, days are days since then.
-- known_from is the number of the drop from which a statement stands, and so the drop that stated it; known_to is the
-- drop from which it no longer stands, 9223372036854775807 while it does. drop_line is the physical line in that drop.
-- Names are kept as written (table name) and resolved through name_link, so that an alias re-reads nothing.
-- Id 0 stands for "none" in every *_id column that is part of a key.

-- ---------------------------------------------------------------- what came in

CREATE TABLE profile (
	profile_id INTEGER PRIMARY KEY,
	hash INTEGER NOT NULL,            -- XXH3 of the text
	name TEXT NOT NULL,
	text TEXT NOT NULL,               -- the profile as it was used
	UNIQUE (hash, name)
) STRICT;

-- One file, once. Its identity is the SHA-256 of its bytes, for one source and one way of reading it.
CREATE TABLE drop_file (
	drop_id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL,
	name TEXT NOT NULL,               -- as dropped
	series TEXT NOT NULL,             -- the name in small letters, each run of digits as #: files that follow each other share it
	source_id INTEGER NOT NULL,       -- name: who the drop is from
	profile_id INTEGER NOT NULL,      -- 0: canonical columns
	kinds TEXT NOT NULL,              -- 'commitments+shipments'
	n_bytes INTEGER NOT NULL CHECK (n_bytes >= 0),
	file_time INTEGER NOT NULL,       -- reported_at of rows that state none
	received_at INTEGER NOT NULL,
	header TEXT NOT NULL,             -- the header as read, for the fix file
	delimiter TEXT NOT NULL,
	records INTEGER NOT NULL CHECK (records >= 0),
	accepted INTEGER NOT NULL CHECK (accepted >= 0),
	unchanged INTEGER NOT NULL CHECK (unchanged >= 0),
	superseding INTEGER NOT NULL CHECK (superseding >= 0),
	rejected INTEGER NOT NULL CHECK (rejected >= 0),
	withdrawn INTEGER NOT NULL CHECK (withdrawn >= 0), -- facts, not records: taken back by a row, or left out by a publication
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4), -- enum aid_drop_state
	why TEXT NOT NULL,                -- of a refused drop: the sentence
	CHECK (accepted + unchanged + superseding + rejected = records)
) STRICT;
CREATE INDEX drop_file_sha256 ON drop_file (sha256);
CREATE INDEX drop_file_series ON drop_file (source_id, series, drop_id);

-- What became of the records, as runs of neighbours with one outcome: 1 accepted, 2 unchanged, 3 superseding, 4 rejected.
CREATE TABLE outcome_run (
	drop_id INTEGER NOT NULL REFERENCES drop_file,
	record_from INTEGER NOT NULL,
	record_to INTEGER NOT NULL,
	line_from INTEGER NOT NULL,       -- of the first record
	line_to INTEGER NOT NULL,         -- of the last record
	outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
	code TEXT NOT NULL,               -- 'repeat', 'older', 'known' or ''
	PRIMARY KEY (drop_id, record_from)
) STRICT, WITHOUT ROWID;

-- What the records state, for their lines in the receipt: of the first of a drop (AID_LIMIT_RECEIPT_RECORDS), and of those behind them that
-- replaced or contradicted another statement.
CREATE TABLE record_key (
	drop_id INTEGER NOT NULL REFERENCES drop_file,
	record_no INTEGER NOT NULL,
	facts TEXT NOT NULL,              -- 'commitments+shipments'
	fact_keys TEXT NOT NULL,          -- of each of them: 'EX-1+W7/1'
	PRIMARY KEY (drop_id, record_no)
) STRICT, WITHOUT ROWID;

-- A record that was rejected, with what it said.
CREATE TABLE reject (
	drop_id INTEGER NOT NULL REFERENCES drop_file,
	record_no INTEGER NOT NULL,
	line INTEGER NOT NULL,
	code TEXT NOT NULL,               -- of the message table
	args TEXT NOT NULL,               -- joined by 0x1F
	column_name TEXT NOT NULL,
	value TEXT NOT NULL,
	raw TEXT NOT NULL,                -- the record as it stands in the file, or as the file that it corrects has it
	proposal TEXT NOT NULL,           -- the record as it was probably meant; or ''
	of_drop INTEGER NOT NULL,         -- where it first stood: here, or where what fix files have had wrong since was rejected first
	of_record INTEGER NOT NULL,
	corrected_by INTEGER NOT NULL,    -- the drop that has it right; 0: none yet
	corrected_line INTEGER NOT NULL,
	PRIMARY KEY (drop_id, record_no)
) STRICT, WITHOUT ROWID;

-- How often each content without a key stood in a drop of which records were rejected: where a correction makes one more equal to those that were
-- taken, it is the next, and not one of them.
CREATE TABLE drop_occurrence (
	drop_id INTEGER NOT NULL REFERENCES drop_file,
	content_hash INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (drop_id, content_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX reject_of ON reject (of_drop, of_record);
CREATE INDEX reject_corrected ON reject (corrected_by, drop_id) WHERE corrected_by > 0;

-- Findings of one drop (the ledger's own findings are in table finding).
CREATE TABLE drop_finding (
	drop_id INTEGER NOT NULL REFERENCES drop_file,
	seq INTEGER NOT NULL,
	code TEXT NOT NULL,
	subject TEXT NOT NULL,
	args TEXT NOT NULL,
	line INTEGER NOT NULL,            -- 0: none
	PRIMARY KEY (drop_id, seq)
) STRICT, WITHOUT ROWID;

-- How a file was understood: its dialect, what was assumed, what became of a publication as a whole. The head of its receipt.
CREATE TABLE drop_note (
	drop_id INTEGER NOT NULL REFERENCES drop_file,
	seq INTEGER NOT NULL,
	line INTEGER NOT NULL,            -- 0: of the whole file
	code TEXT NOT NULL,               -- of the message table
	args TEXT NOT NULL,               -- joined by 0x1F
	column_name TEXT NOT NULL,
	value TEXT NOT NULL,              -- for scripts: a count, a format
	PRIMARY KEY (drop_id, seq)
) STRICT, WITHOUT ROWID;

-- The chain: what the ledger recorded of a drop, and the digest of the drop before (core/ledger/chain.h).
CREATE TABLE drop_chain (
	drop_id INTEGER PRIMARY KEY REFERENCES drop_file,
	seals INTEGER NOT NULL,           -- sum of the hashes of the rows that it wrote and ended
	last_name INTEGER NOT NULL,       -- up to which row it sealed what all drops share
	last_lane INTEGER NOT NULL,
	last_unit INTEGER NOT NULL,
	last_waybill INTEGER NOT NULL,
	known_at INTEGER NOT NULL,        -- when it was about to be committed, and readers saw it from; never before the drop before it
	before TEXT NOT NULL,             -- digest of the drop before; '' for the first
	digest TEXT NOT NULL              -- SHA-256, hexadecimal
) STRICT;

-- ---------------------------------------------------------------- names

-- A name as somebody wrote it. registry: 1 organisation, 2 place, 3 commodity, 4 category, 5 source, 6 commitment.
CREATE TABLE name (
	name_id INTEGER PRIMARY KEY,
	registry INTEGER NOT NULL CHECK (registry BETWEEN 1 AND 6),
	text TEXT NOT NULL,
	folded TEXT NOT NULL,             -- for look-up, never for identity
	order_hash INTEGER NOT NULL,      -- XXH3 of the text: an order that does not depend on who came first
	UNIQUE (registry, text)
) STRICT;
CREATE INDEX name_folded ON name (registry, folded);

-- Which name a folded spelling stands for: the entry itself and its aliases, from the reference files.
CREATE TABLE alias (
	registry INTEGER NOT NULL,
	folded TEXT NOT NULL,
	name_id INTEGER NOT NULL REFERENCES name,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	PRIMARY KEY (registry, folded, name_id, known_from)
) STRICT, WITHOUT ROWID;

-- When an entry had been said last, until a drop said it again; of entries that share a spelling with another. Which of them has it depends on that.
CREATE TABLE entry_affirmed (
	registry INTEGER NOT NULL,
	name_id INTEGER NOT NULL REFERENCES name,
	known_to INTEGER NOT NULL,
	affirmed_at INTEGER NOT NULL,
	PRIMARY KEY (registry, name_id, known_to)
) STRICT, WITHOUT ROWID;

-- What a file says of goods, as written: one row a combination. Pools and matching work on lanes.
CREATE TABLE lane (
	lane_id INTEGER PRIMARY KEY,
	donor_id INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL,
	category_id INTEGER NOT NULL,
	destination_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,     -- as a shipment states it; what was observed stands beside it
	order_hash INTEGER NOT NULL,      -- of the five names' order_hash, see lane_put
	access_lane_id INTEGER,           -- the lane with only those names by which promises of access tell goods apart; NULL: not looked up
	UNIQUE (donor_id, commodity_id, category_id, destination_id, crossing_id)
) STRICT;
CREATE INDEX lane_access ON lane (lane_id) WHERE access_lane_id IS NULL;

-- ---------------------------------------------------------------- units

CREATE TABLE unit (
	unit_id INTEGER PRIMARY KEY,
	code TEXT NOT NULL UNIQUE,        -- as reports print it
	is_base INTEGER NOT NULL CHECK (is_base IN (0, 1)) -- a dimension of its own, never converted away
) STRICT;
-- Spellings of a unit, folded.
CREATE TABLE unit_name (
	folded TEXT PRIMARY KEY,
	unit_id INTEGER NOT NULL REFERENCES unit
) STRICT, WITHOUT ROWID;
-- One unit is so much of another, for one commodity or (0) for all. low, nominal, high in thousandths of the base unit.
-- Of two statements of the same pair the later drop stands.
CREATE TABLE conversion (
	unit_id INTEGER NOT NULL REFERENCES unit,
	commodity_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL REFERENCES unit,
	low INTEGER NOT NULL CHECK (low BETWEEN 1 AND 1000000000000000),
	nominal INTEGER NOT NULL CHECK (nominal BETWEEN low AND 1000000000000000),
	high INTEGER NOT NULL CHECK (high BETWEEN nominal AND 1000000000000000),
	basis TEXT NOT NULL,
	source_note TEXT NOT NULL,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (unit_id, commodity_id, known_to)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- facts: reference

CREATE TABLE place_line (
	place_id INTEGER NOT NULL REFERENCES name,
	parent_id INTEGER NOT NULL,
	aliases TEXT NOT NULL,
	pcode TEXT NOT NULL,
	corridor TEXT NOT NULL,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (place_id, known_to)
) STRICT, WITHOUT ROWID;
CREATE TABLE commodity_line (
	commodity_id INTEGER NOT NULL REFERENCES name,
	category_id INTEGER NOT NULL,
	cluster TEXT NOT NULL,
	aliases TEXT NOT NULL,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (commodity_id, known_to)
) STRICT, WITHOUT ROWID;
CREATE TABLE organisation_line (
	organisation_id INTEGER NOT NULL REFERENCES name,
	type TEXT NOT NULL,
	aliases TEXT NOT NULL,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (organisation_id, known_to)
) STRICT, WITHOUT ROWID;
-- How long a consignment may be without news. Of the lines that fit, that of the nearest place stands, then one with a stage.
CREATE TABLE threshold_line (
	stage INTEGER NOT NULL,           -- 0: any
	place_id INTEGER NOT NULL,        -- 0: anywhere
	hours INTEGER NOT NULL CHECK (hours BETWEEN 1 AND 1000000),
	percentile INTEGER NOT NULL CHECK (percentile BETWEEN 0 AND 99), -- of those that went the same way; 0: the hours alone
	is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn IN (0, 1)),
	note TEXT NOT NULL,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (stage, place_id, known_to)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_line (
	source_id INTEGER NOT NULL REFERENCES name,
	aliases TEXT NOT NULL,
	count_point INTEGER NOT NULL,     -- stage, 0: not stated
	trust INTEGER NOT NULL,
	cadence_days INTEGER NOT NULL,    -- longest gap between reports that is still one run
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (source_id, known_to)
) STRICT, WITHOUT ROWID;

-- Which source counts: for a stage (0: every), a place and what lies in it (0: everywhere), from a day to a day.
CREATE TABLE policy_line (
	stage INTEGER NOT NULL CHECK (stage BETWEEN 0 AND 11),
	place_id INTEGER NOT NULL,
	first_day INTEGER NOT NULL,       -- 0: from the first report on
	source_id INTEGER NOT NULL REFERENCES name,
	last_day INTEGER NOT NULL CHECK (last_day >= first_day), -- 9223372036854775807: without an end
	is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn IN (0, 1)),
	note TEXT NOT NULL,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (stage, place_id, first_day, known_to)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- facts: promises and movements

CREATE TABLE commitment_line (
	commitment_id INTEGER NOT NULL REFERENCES name, -- registry 6
	source_id INTEGER NOT NULL,
	effective_day INTEGER NOT NULL,   -- from which it holds: an amendment's; -1000000: from the start
	part_of_id INTEGER NOT NULL,
	donor_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL,
	category_id INTEGER NOT NULL,
	destination_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	quantity INTEGER NOT NULL CHECK (quantity BETWEEN 0 AND 1000000000000000),
	unit_id INTEGER NOT NULL REFERENCES unit,
	basis INTEGER CHECK (basis IN (0, 1, 7, 30)), -- days that the quantity is for; 0: a total; NULL: an amendment leaves it as it is
	starts_day INTEGER,
	due_day INTEGER,                  -- the last day
	counted_at INTEGER CHECK (counted_at BETWEEN 1 AND 6), -- NULL as of basis
	state INTEGER CHECK (state BETWEEN 1 AND 4), -- NULL as of basis
	stated_by TEXT, stated_day INTEGER, statement_url TEXT, note TEXT,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, source_id, effective_day, known_to)
) STRICT, WITHOUT ROWID;
-- Statements that never stood, as a later one was known when they came, or came with them: what the history of a commitment shows beside the others. Each content once.
CREATE TABLE commitment_passed (
	commitment_id INTEGER NOT NULL REFERENCES name, -- registry 6
	source_id INTEGER NOT NULL,
	effective_day INTEGER NOT NULL,   -- from which it holds: an amendment's; -1000000: from the start
	part_of_id INTEGER NOT NULL,
	donor_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL,
	category_id INTEGER NOT NULL,
	destination_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	quantity INTEGER NOT NULL CHECK (quantity BETWEEN 0 AND 1000000000000000),
	unit_id INTEGER NOT NULL REFERENCES unit,
	basis INTEGER CHECK (basis IN (0, 1, 7, 30)), -- days that the quantity is for; 0: a total; NULL: an amendment leaves it as it is
	starts_day INTEGER,
	due_day INTEGER,                  -- the last day
	counted_at INTEGER CHECK (counted_at BETWEEN 1 AND 6), -- NULL as of basis
	state INTEGER CHECK (state BETWEEN 1 AND 4), -- NULL as of basis
	stated_by TEXT, stated_day INTEGER, statement_url TEXT, note TEXT,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	worth INTEGER NOT NULL CHECK (worth BETWEEN 4 AND 7), -- as of a history: 4 replaced by its own drop, 5 left out of a later publication, 6 older, 7 contradicts what stood
	standing INTEGER NOT NULL,        -- the drop of the statement that stood; 0: none
	PRIMARY KEY (commitment_id, source_id, effective_day, content_hash)
) STRICT, WITHOUT ROWID;

-- What a consignment is named by: a folded waybill, or (first byte 0x1F) source and row key where a file has none.
-- Numbers follow the order of arrival, so that what moves together lies together.
CREATE TABLE waybill (
	waybill_id INTEGER PRIMARY KEY,
	folded TEXT NOT NULL UNIQUE,
	written TEXT NOT NULL             -- the least of the forms it was written in
) STRICT;
-- As a waybill was written for people until a drop brought a lesser form.
CREATE TABLE waybill_form (
	waybill_id INTEGER NOT NULL REFERENCES waybill,
	known_to INTEGER NOT NULL,
	written TEXT NOT NULL,
	PRIMARY KEY (waybill_id, known_to)
) STRICT, WITHOUT ROWID;
-- Hints that make some statements of schema/reconcile look at it: 1 a line was not stated, 2 trucks, 4 weight, 8 a report
-- without any quantity, 16 shipments of several sources, 32 a shipment without a date. A hint too many changes no figure.
CREATE TABLE waybill_trait (
	waybill_id INTEGER PRIMARY KEY REFERENCES waybill,
	traits INTEGER NOT NULL
) STRICT;

CREATE TABLE shipment (
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,               -- folded; without a line column: commodity and occurrence
	source_id INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	commitment_id INTEGER NOT NULL,   -- name, 0: names none
	quantity INTEGER CHECK (quantity BETWEEN 0 AND 1000000000000000),
	unit_id INTEGER NOT NULL,         -- 0 when quantity is NULL
	trucks INTEGER CHECK (trucks BETWEEN 0 AND 1000000000000000),
	weight INTEGER CHECK (weight BETWEEN 0 AND 1000000000000000), -- gross, thousandths of a kg
	at INTEGER,                       -- dispatched
	at_precision INTEGER NOT NULL,
	eta INTEGER,
	origin_id INTEGER NOT NULL,
	consignor_id INTEGER NOT NULL,
	consignee_id INTEGER NOT NULL,
	followed_to INTEGER NOT NULL,     -- of the profile; 0: not stated
	is_line_stated INTEGER NOT NULL,
	carrier TEXT, vehicle TEXT, manifest TEXT, note TEXT,
	stated_at INTEGER NOT NULL,       -- first said: without a date it was dispatched by then
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, source_id, known_to)
) STRICT, WITHOUT ROWID;

-- When each content of a shipment without a date was first said, whether it stands or not: lists are sent again and again, and arrive
-- in any order.
CREATE TABLE first_said (
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	source_id INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, source_id, content_hash)
) STRICT, WITHOUT ROWID;

-- One source's claim that a quantity of a consignment was at a stage.
CREATE TABLE observation (
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	source_id INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,        -- XXH3 of its key within waybill, line and source
	known_to INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	stage INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 11),
	place_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	at_precision INTEGER NOT NULL,
	quantity INTEGER CHECK (quantity BETWEEN 0 AND 1000000000000000),
	unit_id INTEGER NOT NULL,
	trucks INTEGER CHECK (trucks BETWEEN 0 AND 1000000000000000),
	lane_id INTEGER NOT NULL,
	consignee_id INTEGER NOT NULL,
	followed_to INTEGER NOT NULL,
	is_line_stated INTEGER NOT NULL,
	vehicle TEXT, manifest TEXT, reason TEXT, note TEXT,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, stage, source_id, key_hash, known_to)
) STRICT, WITHOUT ROWID;

-- Where the observation with a key of its own (report_id, or key columns beside a waybill) stands now: such a key may move
-- to another waybill. waybill_id 0: it stands at none any more, and was at one once.
CREATE TABLE observation_key (
	source_id INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	stage INTEGER NOT NULL,
	PRIMARY KEY (source_id, key_hash)
) STRICT, WITHOUT ROWID;

-- An observation without a waybill: so many trucks, so much cargo, at a stage, on a day.
CREATE TABLE count_report (
	source_id INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,        -- XXH3 of report_id, key columns, or content and occurrence
	known_to INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	stage INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 11),
	day INTEGER NOT NULL,
	at INTEGER NOT NULL,
	at_precision INTEGER NOT NULL,
	place_id INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	quantity INTEGER CHECK (quantity BETWEEN 0 AND 1000000000000000),
	unit_id INTEGER NOT NULL,
	trucks INTEGER CHECK (trucks BETWEEN 0 AND 1000000000000000),
	consignee_id INTEGER NOT NULL,
	report_key TEXT NOT NULL,         -- the key as stated, '' for none
	vehicle TEXT, manifest TEXT, reason TEXT, note TEXT,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	PRIMARY KEY (source_id, key_hash, known_to)
) STRICT, WITHOUT ROWID;
CREATE INDEX count_report_day ON count_report (day, known_to);

-- What the office decided of reports without a waybill. A report is named by its report_id, its key columns or the digits that findings
-- show of it: what each of them would be as a key_hash of count_report stands beside the text.
CREATE TABLE match_line (
	source_id INTEGER NOT NULL,       -- whose report; 0: not said
	report_hash INTEGER NOT NULL,     -- XXH3 of the text
	report TEXT NOT NULL,
	by_report_id INTEGER NOT NULL,
	by_key INTEGER NOT NULL,
	by_digits INTEGER,                -- NULL: the text is no such digits
	waybill TEXT NOT NULL,            -- folded; '' for none
	written TEXT NOT NULL,            -- the waybill as written
	line TEXT NOT NULL,               -- folded; '' for none
	decision INTEGER NOT NULL CHECK (decision BETWEEN 1 AND 3), -- 1 of that waybill, 2 of none, 3 nothing is decided any more
	note TEXT,
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,
	known_to INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (source_id, report_hash, known_to)
) STRICT, WITHOUT ROWID;

-- Statements that disagreed with the one that stood, made at the same moment; known_from and drop_line are theirs.
CREATE TABLE contradiction (
	kind INTEGER NOT NULL,            -- enum aid_kind
	source_id INTEGER NOT NULL,       -- 0: of a reference file
	fact_hash INTEGER NOT NULL,       -- tells the fact from the others of its kind and source
	fact_key TEXT NOT NULL,           -- the same for people
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,    -- of the one that does not stand
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	noted_from INTEGER NOT NULL,      -- the drop with which the two disagreed,
	noted_to INTEGER NOT NULL,        -- and the one that settled it
	PRIMARY KEY (kind, source_id, fact_hash, affirmed_at, content_hash, noted_to)
) STRICT, WITHOUT ROWID;

-- Facts that do not stand any more and that nothing replaced, with the statement that holds of them: a row that withdrew them
-- (is_explicit), or their own last statement, where a later cumulative publication of the same list leaves them out. A later
-- statement makes the fact stand again. Told apart as in listed below.
CREATE TABLE withdrawn (
	source_id INTEGER NOT NULL,
	kind INTEGER NOT NULL,            -- enum aid_kind
	subject_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	stage INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,
	is_explicit INTEGER NOT NULL CHECK (is_explicit IN (0, 1)),
	affirmed_at INTEGER NOT NULL,
	content_hash INTEGER NOT NULL,
	known_from INTEGER NOT NULL,      -- the drop that withdrew it, or that published the list without it
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (source_id, kind, subject_id, line, stage, key_hash)
) STRICT, WITHOUT ROWID;

-- Cumulative publications: each speaks for a list (what one source says through one profile), within its scope.
CREATE TABLE publication (
	drop_id INTEGER PRIMARY KEY REFERENCES drop_file,
	source_id INTEGER NOT NULL,
	list_hash INTEGER NOT NULL,       -- XXH3 of the name of the profile
	reported_at INTEGER NOT NULL,
	scope INTEGER NOT NULL CHECK (scope BETWEEN 0 AND 3), -- 1 its places, 2 its days
	first_day INTEGER,                -- of its rows; NULL: none says
	last_day INTEGER,
	is_held INTEGER NOT NULL CHECK (is_held IN (0, 1)) -- what it leaves out waits for a person
) STRICT;
CREATE INDEX publication_list ON publication (source_id, list_hash, reported_at);
CREATE TABLE publication_place (
	drop_id INTEGER NOT NULL REFERENCES publication,
	place_id INTEGER NOT NULL,
	PRIMARY KEY (drop_id, place_id)
) STRICT, WITHOUT ROWID;

-- The facts that publications of such lists ever held. subject_id: of shipments and observations the waybill, of commitments the commitment (and key_hash the
-- effective_day); 0 of a count, and here and in withdrawn of every report with a key of its own: it may stand with a waybill or without, and move.
CREATE TABLE listed (
	source_id INTEGER NOT NULL,
	list_hash INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	subject_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	stage INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,
	place_id INTEGER NOT NULL,        -- of what stands: of the report; crossing or else destination of a shipment or commitment
	day INTEGER,
	body_hash INTEGER NOT NULL,       -- XXH3 of the content without its key
	is_gone INTEGER NOT NULL CHECK (is_gone IN (0, 1)), -- 1: left out by a later one, and not listed since
	PRIMARY KEY (source_id, kind, subject_id, line, stage, key_hash, list_hash)
) STRICT, WITHOUT ROWID;
-- Where what stands is, under the names that listed has.
CREATE VIEW standing AS
SELECT f.source_id, 1 AS kind, f.commitment_id AS subject_id, '' AS line, 0 AS stage, f.effective_day AS key_hash,
	CASE WHEN f.crossing_id <> 0 THEN f.crossing_id ELSE f.destination_id END AS place_id, f.starts_day AS day
FROM commitment_line f WHERE f.known_to = 9223372036854775807
UNION ALL
SELECT f.source_id, 2, f.waybill_id, f.line, 0, 0, CASE WHEN g.crossing_id <> 0 THEN g.crossing_id ELSE g.destination_id END, f.at / 86400
FROM shipment f JOIN lane g ON g.lane_id = f.lane_id WHERE f.known_to = 9223372036854775807
UNION ALL
SELECT f.source_id, 3, f.waybill_id, f.line, f.stage, f.key_hash, f.place_id, f.at / 86400 FROM observation f WHERE f.known_to = 9223372036854775807
UNION ALL
SELECT f.source_id, 3, 0, '', 0, f.key_hash, f.place_id, f.at / 86400 FROM observation_key q
JOIN observation f ON f.waybill_id = q.waybill_id AND f.line = q.line AND f.stage = q.stage AND f.source_id = q.source_id AND f.key_hash = q.key_hash
WHERE f.known_to = 9223372036854775807
UNION ALL
SELECT f.source_id, 3, 0, '', 0, f.key_hash, f.place_id, f.day FROM count_report f WHERE f.known_to = 9223372036854775807;
-- And the moment of the last publication that speaks for their place and day: what was said before it stands only if it says so too.
CREATE VIEW covered AS SELECT l.*, (
	SELECT max(p.reported_at) FROM publication p
	WHERE p.source_id = l.source_id AND p.list_hash = l.list_hash AND p.is_held = 0
		AND (p.scope < 2 OR (l.day >= p.first_day AND l.day <= p.last_day))
		AND (p.scope IN (0, 2) OR EXISTS (SELECT 1 FROM publication_place q WHERE q.drop_id = p.drop_id AND q.place_id = l.place_id))
) AS covered_at FROM listed l;

-- ---------------------------------------------------------------- what waits to be reconciled

-- Runs of waybill ids, first to last; runs of different drops may overlap.
CREATE TABLE dirty_waybill (
	first_id INTEGER NOT NULL,
	last_id INTEGER NOT NULL,
	PRIMARY KEY (first_id, last_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE dirty_day (day INTEGER PRIMARY KEY) STRICT;          -- of counts
CREATE TABLE dirty_topic (topic TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; -- 'commitments', 'names', 'units', 'sources', 'policies', 'matches', 'drops'

-- ---------------------------------------------------------------- what follows (kept; recomputed by verify)

-- The entry of a registry that a name stands for, itself where no registry knows it.
CREATE TABLE name_link (
	name_id INTEGER PRIMARY KEY,
	canonical_id INTEGER NOT NULL,
	is_known INTEGER NOT NULL
) STRICT;
CREATE INDEX name_link_canonical ON name_link (canonical_id);
-- Every place and what it lies in, itself included; depth 0 is itself, the root has the greatest depth. Canonical names.
CREATE TABLE place_within (
	place_id INTEGER NOT NULL,
	ancestor_id INTEGER NOT NULL,
	depth INTEGER NOT NULL,
	PRIMARY KEY (place_id, ancestor_id)
) STRICT, WITHOUT ROWID;
-- The outermost of them: the area in which one source counts.
CREATE TABLE place_root (
	place_id INTEGER PRIMARY KEY,
	ancestor_id INTEGER NOT NULL
) STRICT;
-- Where a unit ends up: factor thousandths of base_unit each. commodity 0: any that has no rows of its own for this unit; those it has are
-- complete. is_own: the measure of the unit itself (its definition, or itself); otherwise a conversion, whose quantities stand beside it as a
-- range: low, factor (nominal), high.
CREATE TABLE measure (
	unit_id INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	factor INTEGER NOT NULL,
	is_own INTEGER NOT NULL,
	low INTEGER NOT NULL,
	high INTEGER NOT NULL,
	PRIMARY KEY (unit_id, commodity_id, base_unit_id)
) STRICT, WITHOUT ROWID;

-- The commitments as they stand: one row an id, what the first statement of the source that counts says. Names are canonical.
CREATE TABLE commitment (
	commitment_id INTEGER PRIMARY KEY,
	source_id INTEGER NOT NULL,
	root_id INTEGER NOT NULL,         -- itself, or the root of part_of
	part_of_id INTEGER NOT NULL,
	class INTEGER NOT NULL CHECK (class IN (1, 2)), -- of the root: 1 a donor promised, 2 access was promised
	named_class INTEGER NOT NULL,     -- class; plus 2 where the root has parts: of what names it day and crossing are told apart
	donor_id INTEGER NOT NULL,
	commodity_id INTEGER NOT NULL,
	category_id INTEGER NOT NULL,
	destination_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	n_named INTEGER NOT NULL,         -- how narrow it is: see commitment_fill
	unit_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,    -- the measure it counts
	factor INTEGER NOT NULL,          -- of unit_id in base_unit_id
	is_rate INTEGER NOT NULL,
	starts_day INTEGER,
	due_day INTEGER,                  -- of its last term that is not withdrawn
	counted_at INTEGER NOT NULL,
	is_withdrawn INTEGER NOT NULL,    -- every term is
	capacity INTEGER,                 -- in the base unit: of a rate the whole window, of a total the greatest amount; NULL: unbounded
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL
) STRICT;
CREATE INDEX commitment_root ON commitment (root_id);
CREATE INDEX commitment_goods ON commitment (class, commodity_id);
-- What a commitment amounts to and from when: its statement and the amendments that count, each until the next takes effect.
CREATE TABLE commitment_term (
	commitment_id INTEGER NOT NULL,
	effective_day INTEGER NOT NULL,   -- -1000000: from the start
	from_day INTEGER NOT NULL,        -- days whose goods it takes, and on which a rate falls due; -1000000: no first day is known
	to_day INTEGER NOT NULL,          -- 10000000: open
	quantity INTEGER NOT NULL,        -- in the commitment's unit: in all, or of basis days
	basis INTEGER NOT NULL,
	state INTEGER NOT NULL,
	due_day INTEGER,
	known_from INTEGER NOT NULL,
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, effective_day)
) STRICT, WITHOUT ROWID;

-- How far a consignment got, one row a measure: the monotone closure of DESIGN 3.3 (w >= a >= o >= x >= c >= v), and what
-- ended otherwise. outcome: of what is not delivered: 0 open, 1 intercepted, 2 returned, 3 lost, 4 unaccounted, 9 mixed.
CREATE TABLE position (
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	base_unit_id INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,     -- the place seen at the crossing stages, if it is one
	commitment_id INTEGER NOT NULL,   -- as the shipment names it
	class INTEGER NOT NULL,           -- named_class of that commitment, 1: unknown; 0: names none
	day INTEGER NOT NULL,             -- dispatched, else first seen
	access_day INTEGER NOT NULL,      -- first crossed or beyond, else day
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	i INTEGER NOT NULL, r INTEGER NOT NULL, l INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	is_primary INTEGER NOT NULL,      -- one row of each consignment
	seen_at INTEGER,                  -- the last report on it, its dispatch included
	seen_stage INTEGER NOT NULL,
	followed_to INTEGER NOT NULL,
	-- How long it took, where reports tell: of the primary row.
	road_hours INTEGER,               -- from its dispatch until it was first seen
	crossing_hours INTEGER,           -- from when it was first seen at the crossing until it was first seen beyond
	onward_hours INTEGER,             -- from then until it was delivered
	PRIMARY KEY (waybill_id, line, base_unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX position_mixed ON position (waybill_id) WHERE outcome = 9;
-- What may stand still, the longest first.
CREATE INDEX position_open ON position (seen_at) WHERE is_primary = 1 AND outcome IN (0, 9) AND seen_stage < 6;

-- How many consignments took so long, and how many passed when. kind: hours 1 on the road, 2 at the crossing, 3 beyond it; 4 passed the crossing,
-- 5 passed on the way to the destination. Names as written.
CREATE TABLE tally (
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
	place_id INTEGER NOT NULL,        -- the crossing (2, 4), the destination (1, 3, 5)
	period INTEGER NOT NULL,          -- of hours: 28 days from 1970 on; of what passed: the day
	hours INTEGER NOT NULL,           -- 0 of what passed
	n INTEGER NOT NULL,
	PRIMARY KEY (kind, place_id, period, hours)
) STRICT, WITHOUT ROWID;
-- The same of positions that were converted, wholly or in part, once a bound: 1 with every conversion at its low, 2 with every conversion at its
-- high, 3 with nothing but what was stated in this measure. The four tables of ranges hold rows for what was converted only.
CREATE TABLE position_range (
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	base_unit_id INTEGER NOT NULL,
	bound INTEGER NOT NULL CHECK (bound BETWEEN 1 AND 3),
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	i INTEGER NOT NULL, r INTEGER NOT NULL, l INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, line, base_unit_id, bound)
) STRICT, WITHOUT ROWID;

-- By what reports without a waybill and shipments may find each other (schema/reconcile/joins.sql): rule 2 a vehicle, rule 4 goods and
-- quantity. Shipments have rows here from the first drop on with which there is such a report.
CREATE TABLE joinable_report (
	rule INTEGER NOT NULL,
	mark TEXT NOT NULL,
	source_id INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (rule, mark, source_id, key_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX joinable_report_day ON joinable_report (day);
CREATE TABLE joinable_shipment (
	rule INTEGER NOT NULL,
	mark TEXT NOT NULL,
	day INTEGER NOT NULL,             -- dispatched
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	PRIMARY KEY (rule, mark, day, waybill_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX joinable_shipment_waybill ON joinable_shipment (waybill_id);
-- Reports without a waybill and the line of a waybill that each is of; the load of a vehicle may be several lines.
CREATE TABLE joined (
	source_id INTEGER NOT NULL,
	key_hash INTEGER NOT NULL,
	waybill_id INTEGER NOT NULL,
	line TEXT NOT NULL,
	rule INTEGER NOT NULL CHECK (rule BETWEEN 1 AND 4), -- 1 decided, 2 vehicle, 3 load of the vehicle, 4 goods
	is_joined INTEGER NOT NULL,       -- 0: there is more than one line was sent, so which is of it cannot be told
	is_first INTEGER NOT NULL,        -- one row of each report
	day INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	teller_id INTEGER NOT NULL,       -- source_id, canonical
	quantity INTEGER,                 -- what the report says of this line
	unit_id INTEGER NOT NULL,
	trucks INTEGER,
	lane_id INTEGER NOT NULL,         -- as what it counts among the counts: under the names of the shipment
	content_hash INTEGER NOT NULL,    -- of the report: what else it says moves the consignment too
	PRIMARY KEY (source_id, key_hash, waybill_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX joined_waybill ON joined (waybill_id, line);
CREATE INDEX joined_decided ON joined (source_id) WHERE rule = 1;

-- The reports of a day of counts, by area (root of the place, else of the destination) and source; and the source that counts.
CREATE TABLE count_day (
	area_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	source_id INTEGER NOT NULL,       -- canonical
	day INTEGER NOT NULL,
	n_rows INTEGER NOT NULL,
	PRIMARY KEY (area_id, stage, source_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX count_day_day ON count_day (day);
CREATE TABLE count_source (
	area_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	day INTEGER NOT NULL,
	source_id INTEGER NOT NULL,
	is_by_name INTEGER NOT NULL,      -- nothing but its name decided for it
	is_by_policy INTEGER NOT NULL,    -- a line of policies.csv decided; area_id is then the place of the line, where that lies inside an area
	PRIMARY KEY (area_id, stage, day)
) STRICT, WITHOUT ROWID;

-- How often each source's counts of a day state each round weight (whole half tons); quantity 0: all weights, round or not.
CREATE TABLE count_weight (
	source_id INTEGER NOT NULL,       -- canonical
	quantity INTEGER NOT NULL,        -- in kg
	day INTEGER NOT NULL,
	n_rows INTEGER NOT NULL,
	PRIMARY KEY (source_id, quantity, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX count_weight_day ON count_weight (day);
-- Round weights that a source states so often that nobody can have weighed them.
CREATE TABLE nominal_weight (
	source_id INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	PRIMARY KEY (source_id, quantity)
) STRICT, WITHOUT ROWID;

-- Goods summed over what commitments cannot tell apart. class as in commitment; kind 1 consignments, 2 counts. Of consignments
-- in class 2 the lane is the access_lane_id, and the crossing 0 where no promise of access names a place.
-- commitment_id: named by the shipments (and of this class), then day and crossing are 0, but for commitments that have parts.
-- kind 1: pieces by the furthest stage they reached and their outcome (0 open, 1 intercepted, 2 returned, 3 lost, 4
-- unaccounted). kind 2: what was counted at each stage that day (outcome 0); stages of counts overlap and are never added.
CREATE TABLE cell (
	class INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	commitment_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome)
) STRICT, WITHOUT ROWID;

-- How far each bound of a cell is from the cell: nothing where it has no row.
CREATE TABLE cell_range (
	class INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	commitment_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	bound INTEGER NOT NULL CHECK (bound BETWEEN 1 AND 3),
	quantity INTEGER NOT NULL,
	PRIMARY KEY (class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
) STRICT, WITHOUT ROWID;

-- Which part of a cell counts towards which commitment. rule: 1 named by the shipment, 2 matched, 3 a part of its root.
CREATE TABLE allocation (
	commitment_id INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	cell_commitment_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	rule INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome)
) STRICT, WITHOUT ROWID;

-- How far each bound of an allocation is from the allocation: promises take by nominal figures, and of the bounds in proportion.
CREATE TABLE allocation_range (
	commitment_id INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	cell_commitment_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	bound INTEGER NOT NULL CHECK (bound BETWEEN 1 AND 3),
	quantity INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, kind, cell_commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
) STRICT, WITHOUT ROWID;

-- What consignments that were last heard of on a day had reached by then: by the commitment that they name, or (commitment_id 0) by lane. Of the last days,
-- for the pace of commitments; and in w of the day -1000000 all goods of a lane.
CREATE TABLE arrival (
	commitment_id INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, lane_id, base_unit_id, day)
) STRICT, WITHOUT ROWID;

-- Days on which goods that match a commitment state no measure in which it could count them.
CREATE TABLE unmeasured (
	commitment_id INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, kind, day)
) STRICT, WITHOUT ROWID;

-- Where the whole of a commitment is, in its base unit: what reached each stage (w sent, a at_crossing, o offloaded, x crossed,
-- c collected, v delivered), and where what was sent is now: w = v + moving + ... + unaccounted.
CREATE TABLE balance (
	commitment_id INTEGER PRIMARY KEY,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	moving INTEGER NOT NULL,
	at_crossing INTEGER NOT NULL,
	uncollected INTEGER NOT NULL,
	collected INTEGER NOT NULL,
	intercepted INTEGER NOT NULL,
	returned INTEGER NOT NULL,
	lost INTEGER NOT NULL,
	unaccounted INTEGER NOT NULL,
	CHECK (w = v + moving + at_crossing + uncollected + collected + intercepted + returned + lost + unaccounted)
) STRICT;
-- The same at each bound, of commitments that count what was converted. A bound without a row is the balance itself.
CREATE TABLE balance_range (
	commitment_id INTEGER NOT NULL,
	bound INTEGER NOT NULL CHECK (bound BETWEEN 1 AND 3),
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	moving INTEGER NOT NULL,
	at_crossing INTEGER NOT NULL,
	uncollected INTEGER NOT NULL,
	collected INTEGER NOT NULL,
	intercepted INTEGER NOT NULL,
	returned INTEGER NOT NULL,
	lost INTEGER NOT NULL,
	unaccounted INTEGER NOT NULL,
	PRIMARY KEY (commitment_id, bound),
	CHECK (w = v + moving + at_crossing + uncollected + collected + intercepted + returned + lost + unaccounted)
) STRICT, WITHOUT ROWID;
-- Append-only: how each reconcile moved the balances. drop_id: the last drop that it took in.
CREATE TABLE balance_journal (
	drop_id INTEGER NOT NULL,
	commitment_id INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	moving INTEGER NOT NULL, at_crossing INTEGER NOT NULL, uncollected INTEGER NOT NULL, collected INTEGER NOT NULL,
	intercepted INTEGER NOT NULL, returned INTEGER NOT NULL, lost INTEGER NOT NULL, unaccounted INTEGER NOT NULL,
	PRIMARY KEY (drop_id, commitment_id)
) STRICT, WITHOUT ROWID;

-- The reconciles, each by the last drop that it took in.
CREATE TABLE reconciled (
	drop_id INTEGER PRIMARY KEY,
	latest_at INTEGER NOT NULL,       -- of table horizon, then
	arrival_from INTEGER NOT NULL,
	is_start INTEGER NOT NULL CHECK (is_start IN (0, 1)) -- 1: the first one, or one that summed cells anew: no journal leads back behind it
) STRICT;
-- Append-only: how each reconcile moved the cells, bound 0, and the bounds of them; the arrivals below. drop_id: as in balance_journal.
CREATE TABLE cell_journal (
	drop_id INTEGER NOT NULL,
	class INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	commitment_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	crossing_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	bound INTEGER NOT NULL CHECK (bound BETWEEN 0 AND 3),
	quantity INTEGER NOT NULL,
	PRIMARY KEY (drop_id, class, kind, commitment_id, day, lane_id, crossing_id, base_unit_id, stage, outcome, bound)
) STRICT, WITHOUT ROWID;
CREATE TABLE arrival_journal (
	drop_id INTEGER NOT NULL,
	commitment_id INTEGER NOT NULL,
	lane_id INTEGER NOT NULL,
	base_unit_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	w INTEGER NOT NULL, a INTEGER NOT NULL, o INTEGER NOT NULL, x INTEGER NOT NULL, c INTEGER NOT NULL, v INTEGER NOT NULL,
	PRIMARY KEY (drop_id, commitment_id, lane_id, base_unit_id, day)
) STRICT, WITHOUT ROWID;

-- What a person should look at. subject and args hold texts; the id is derived from code and subject.
CREATE TABLE finding (
	code TEXT NOT NULL,
	subject TEXT NOT NULL,
	waybill_id INTEGER NOT NULL,      -- 0: of no waybill
	args TEXT NOT NULL,
	known_from INTEGER NOT NULL,      -- the drop and line it points to, 0 for none
	drop_line INTEGER NOT NULL,
	PRIMARY KEY (waybill_id, code, subject)
) STRICT, WITHOUT ROWID;

-- Greatest moment that any fact ever had: a report as of a later one needs no recomputation.
CREATE TABLE horizon (
	horizon_id INTEGER PRIMARY KEY CHECK (horizon_id = 1),
	latest_at INTEGER NOT NULL,
	arrival_from INTEGER NOT NULL     -- first day of table arrival
) STRICT;
INSERT INTO horizon VALUES (1, 0, 0);

-- ---------------------------------------------------------------- units everyone knows
-- Codes of UN/CEFACT Rec 20 (units) and, behind X where they are not bare, Rec 21 (packages). "ton" alone is not among them: it may be 1,000, 907 or
-- 1,016 kg; nor are the codes 20 and 21 of containers, which look like numbers. What is no whole number of thousandths is rounded to one.

INSERT INTO unit VALUES (1, 'consignment', 1), (2, 'kg', 1), (3, 'g', 0), (4, 't', 0), (5, 'L', 1), (6, 'm3', 0),
	(7, 'piece', 1), (8, 'truck', 1), (9, 'pallet', 1), (10, 'carton', 1), (11, 'bag', 1), (12, 'box', 1), (13, 'sack', 1),
	(14, 'drum', 1), (15, 'kit', 1), (16, 'package', 1), (17, 'ration', 1), (18, 'person', 1), (19, 'USD', 1), (20, 'lb', 1),
	(21, 'container', 1), (22, 'jerrycan', 1), (23, 'bundle', 1), (24, 'set', 1), (25, 'mL', 0), (26, 'pair', 1), (27, 'roll', 1),
	(28, 'dozen', 0), (29, 'crate', 1), (30, 'case', 1), (31, 'household', 1), (32, 'EUR', 1),
	(33, 'short ton', 0), (34, 'long ton', 0), (35, 'quintal', 0), (36, 'kt', 0), (37, 'hL', 0), (38, 'dL', 0), (39, 'cL', 0), (40, 'gallon (US)', 0),
	(41, 'gallon (UK)', 0), (42, 'barrel (US)', 0), (43, 'cubic foot', 0), (44, 'hundred', 0), (45, 'thousand', 0), (46, 'gross', 0), (47, 'pack', 1),
	(48, 'can', 1), (49, 'tin', 1), (50, 'bottle', 1), (51, 'bale', 1), (52, 'barrel', 1), (53, 'packet', 1), (54, 'parcel', 1), (55, 'tube', 1),
	(56, 'bucket', 1), (57, 'tank', 1), (58, 'IBC', 1), (59, 'big bag', 1), (60, 'sachet', 1), (61, 'ampoule', 1), (62, 'vial', 1), (63, 'jar', 1),
	(64, 'container 20 ft', 1), (65, 'container 40 ft', 1), (66, 'tablet', 1), (67, 'dose', 1);
INSERT INTO conversion VALUES
	(3, 0, 2, 1, 1, 1, 'declared', 'SI', 0, 0, 0, 9223372036854775807, 0),
	(4, 0, 2, 1000000, 1000000, 1000000, 'declared', 'SI', 0, 0, 0, 9223372036854775807, 0),
	(6, 0, 5, 1000000, 1000000, 1000000, 'declared', 'SI', 0, 0, 0, 9223372036854775807, 0),
	(25, 0, 5, 1, 1, 1, 'declared', 'SI', 0, 0, 0, 9223372036854775807, 0),
	(28, 0, 7, 12000, 12000, 12000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(33, 0, 2, 907185, 907185, 907185, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(34, 0, 2, 1016047, 1016047, 1016047, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(35, 0, 2, 100000, 100000, 100000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(36, 0, 2, 1000000000, 1000000000, 1000000000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(37, 0, 5, 100000, 100000, 100000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(38, 0, 5, 100, 100, 100, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(39, 0, 5, 10, 10, 10, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(40, 0, 5, 3785, 3785, 3785, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(41, 0, 5, 4546, 4546, 4546, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(42, 0, 5, 158987, 158987, 158987, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(43, 0, 5, 28317, 28317, 28317, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(44, 0, 7, 100000, 100000, 100000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(45, 0, 7, 1000000, 1000000, 1000000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0),
	(46, 0, 7, 144000, 144000, 144000, 'declared', 'UN/CEFACT Rec 20', 0, 0, 0, 9223372036854775807, 0);
INSERT INTO unit_name VALUES
	('consignment', 1), ('kg', 2), ('kgs', 2), ('kgm', 2), ('kilo', 2), ('kilos', 2), ('kilogram', 2), ('kilograms', 2), ('kilogramme', 2), ('kilogrammes', 2),
	('g', 3), ('grm', 3), ('gram', 3), ('grams', 3), ('t', 4), ('mt', 4), ('tne', 4), ('tonne', 4), ('tonnes', 4), ('metric ton', 4), ('metric tons', 4),
	('metric tonne', 4), ('metric tonnes', 4), ('l', 5), ('ltr', 5), ('ltrs', 5), ('litre', 5), ('litres', 5), ('liter', 5), ('liters', 5), ('m3', 6), ('mtq', 6), ('cbm', 6),
	('piece', 7), ('pieces', 7), ('pc', 7), ('pcs', 7), ('h87', 7), ('c62', 7), ('ea', 7), ('each', 7), ('unit', 7), ('units', 7), ('item', 7), ('items', 7),
	('truck', 8), ('trucks', 8), ('truckload', 8), ('truckloads', 8), ('pallet', 9), ('pallets', 9), ('px', 9), ('plt', 9), ('carton', 10), ('cartons', 10), ('ct', 10), ('ctn', 10), ('ctns', 10),
	('bag', 11), ('bags', 11), ('bg', 11), ('box', 12), ('boxes', 12), ('bx', 12), ('sack', 13), ('sacks', 13), ('sa', 13), ('drum', 14), ('drums', 14), ('dr', 14),
	('kit', 15), ('kits', 15), ('ki', 15), ('package', 16), ('packages', 16), ('pk', 16), ('ration', 17), ('rations', 17), ('13', 17), ('person', 18), ('persons', 18), ('people', 18),
	('usd', 19), ('lb', 20), ('lbs', 20), ('lbr', 20), ('container', 21), ('containers', 21), ('jerrycan', 22), ('jerrycans', 22), ('jerrican', 22), ('jerricans', 22), ('jy', 22), ('jc', 22),
	('bundle', 23), ('bundles', 23), ('be', 23), ('set', 24), ('sets', 24), ('ml', 25), ('mlt', 25), ('pair', 26), ('pairs', 26), ('pr', 26), ('roll', 27), ('rolls', 27), ('ro', 27),
	('dozen', 28), ('dzn', 28), ('crate', 29), ('crates', 29), ('cr', 29), ('case', 30), ('cases', 30), ('cs', 30), ('household', 31), ('households', 31), ('eur', 32),
	('stn', 33), ('short ton', 33), ('short tons', 33), ('us ton', 33), ('us tons', 33), ('ltn', 34), ('long ton', 34), ('long tons', 34),
	('imperial ton', 34), ('dtn', 35), ('quintal metrique', 35), ('quintaux metriques', 35), ('quintal metrico', 35), ('quintales metricos', 35),
	('kt', 36), ('ktn', 36), ('kilotonne', 36), ('kilotonnes', 36), ('hl', 37), ('hlt', 37), ('hectolitre', 37), ('hectolitres', 37), ('hectolitro', 37),
	('dl', 38), ('dlt', 38), ('decilitre', 38), ('decilitres', 38), ('cl', 39), ('clt', 39), ('centilitre', 39), ('centilitres', 39), ('gll', 40),
	('gallon us', 40), ('us gallon', 40), ('us gallons', 40), ('gli', 41), ('gallon uk', 41), ('uk gallon', 41), ('imperial gallon', 41), ('bll', 42),
	('bbl', 42), ('barrel us', 42), ('us barrel', 42), ('oil barrel', 42), ('ftq', 43), ('cubic foot', 43), ('cubic feet', 43), ('cu ft', 43),
	('cuft', 43), ('cen', 44), ('hundred', 44), ('hundreds', 44), ('mil', 45), ('thousand', 45), ('thousands', 45), ('gro', 46), ('gross of pieces', 46),
	('nmp', 47), ('pack', 47), ('packs', 47), ('xca', 48), ('xcx', 48), ('can', 48), ('cans', 48), ('xtn', 49), ('tin', 49), ('tins', 49), ('xbo', 50),
	('xbq', 50), ('bottle', 50), ('bottles', 50), ('bouteille', 50), ('bouteilles', 50), ('botella', 50), ('botellas', 50), ('sise', 50), ('xbl', 51),
	('xbn', 51), ('bale', 51), ('bales', 51), ('balle', 51), ('balles', 51), ('fardo', 51), ('fardos', 51), ('balya', 51), ('xba', 52), ('barrel', 52),
	('barrels', 52), ('xpa', 53), ('packet', 53), ('packets', 53), ('xpc', 54), ('parcel', 54), ('parcels', 54), ('xtu', 55), ('tube', 55), ('tubes', 55),
	('xbj', 56), ('bucket', 56), ('buckets', 56), ('seau', 56), ('seaux', 56), ('xtk', 57), ('xty', 57), ('tank', 57), ('tanks', 57), ('xwa', 58),
	('ibc', 58), ('intermediate bulk container', 58), ('intermediate bulk containers', 58), ('xfx', 59), ('x43', 59), ('big bag', 59), ('big bags', 59),
	('fibc', 59), ('xsh', 60), ('sachet', 60), ('sachets', 60), ('xam', 61), ('ampoule', 61), ('ampoules', 61), ('xvi', 62), ('vial', 62), ('vials', 62),
	('xjr', 63), ('jar', 63), ('jars', 63), ('20 ft container', 64), ('20ft container', 64), ('20 foot container', 64), ('twenty foot container', 64),
	('teu', 64), ('40 ft container', 65), ('40ft container', 65), ('40 foot container', 65), ('forty foot container', 65), ('feu', 65), ('u2', 66),
	('tablet', 66), ('tablets', 66), ('tabs', 66), ('dose', 67), ('doses', 67), ('e4', 2), ('xpx', 9), ('xct', 10), ('xbg', 11), ('xbx', 12), ('xsa', 13),
	('xdr', 14), ('xki', 15), ('xpk', 16), ('xjc', 22), ('xjy', 22), ('xbe', 23), ('xro', 27), ('xcr', 29), ('xcs', 30), ('xcn', 21), ('dmq', 5),
	('cmq', 25),
	('kilogramo', 2), ('kilogramos', 2), ('كغ', 2), ('كغم', 2), ('كجم', 2), ('كيلو', 2), ('كيلوغرام', 2), ('كيلوجرام', 2), ('بالكيلو', 2),
	('بالكيلوغرام', 2), ('кг', 2), ('кілограм', 2), ('кілограми', 2), ('кілограмів', 2), ('m t', 4), ('mts', 4), ('tm', 4), ('tonelada metrica', 4),
	('toneladas metricas', 4), ('tonelada', 4), ('toneladas', 4), ('tonne metrique', 4), ('tonnes metriques', 4), ('طن متري', 4), ('طن', 4), ('اطنان', 4),
	('بالطن', 4), ('т', 4), ('тонн', 4), ('тонна', 4), ('тонни', 4), ('metrik ton', 4), ('gramme', 3), ('grammes', 3), ('gramos', 3), ('غرام', 3),
	('грам', 3), ('грамів', 3), ('litro', 5), ('litros', 5), ('لتر', 5), ('ليتر', 5), ('باللتر', 5), ('л', 5), ('літр', 5), ('літри', 5),
	('літрів', 5), ('litri', 5), ('cubic metre', 6), ('cubic metres', 6), ('cubic meter', 6), ('cubic meters', 6), ('metre cube', 6), ('metres cubes', 6),
	('metro cubico', 6), ('metros cubicos', 6), ('متر مكعب', 6), ('м3', 6), ('куб м', 6), ('кубічних метрів', 6), ('metrekup', 6), ('piezas', 7),
	('pieza', 7), ('unidades', 7), ('قطعه', 7), ('قطع', 7), ('шт', 7), ('штук', 7), ('parca', 7), ('camions', 8), ('camiones', 8), ('شاحنات', 8),
	('вантажівки', 8), ('вантажівок', 8), ('camion', 8), ('شاحنه', 8), ('вантажівка', 8), ('kamyon', 8), ('tir', 8), ('plts', 9), ('palette', 9),
	('palettes', 9), ('palet', 9), ('palets', 9), ('paleta', 9), ('paletas', 9), ('طبليه', 9), ('طبليات', 9), ('مشتاح', 9), ('палета', 9), ('палети', 9),
	('палет', 9), ('піддон', 9), ('піддонів', 9), ('carton s', 10), ('caja de carton', 10), ('كرتون', 10), ('كراتين', 10), ('كرتونه', 10), ('картон', 10),
	('коробка', 10), ('коробки', 10), ('коробок', 10), ('karton', 10), ('bolsa', 11), ('bolsas', 11), ('كيس', 11), ('اكياس', 11), ('мішок', 11),
	('мішки', 11), ('мішків', 11), ('torba', 11), ('boite', 12), ('boites', 12), ('caja', 12), ('cajas', 12), ('صندوق', 12), ('صناديق', 12), ('ящик', 12),
	('ящики', 12), ('ящиків', 12), ('kutu', 12), ('koli', 12), ('sac', 13), ('sacs', 13), ('saco', 13), ('sacos', 13), ('شوال', 13), ('شوالات', 13),
	('cuval', 13), ('fut', 14), ('futs', 14), ('tambor', 14), ('tambores', 14), ('برميل', 14), ('براميل', 14), ('бочка', 14), ('бочок', 14),
	('varil', 14), ('طقم', 15), ('اطقم', 15), ('набір', 15), ('набори', 15), ('наборів', 15), ('pkg', 16), ('pkgs', 16), ('colis', 16), ('paquete', 16),
	('paquetes', 16), ('bulto', 16), ('bultos', 16), ('طرد', 16), ('طرود', 16), ('пакет', 16), ('пакети', 16), ('пакетів', 16), ('paket', 16),
	('racion', 17), ('raciones', 17), ('حصه', 17), ('حصص', 17), ('personnes', 18), ('personas', 18), ('شخص', 18), ('اشخاص', 18), ('осіб', 18),
	('kisi', 18), ('hh', 31), ('menages', 31), ('hogares', 31), ('اسره', 31), ('اسر', 31), ('домогосподарств', 31), ('hane', 31), ('us dollars', 19),
	('دولار', 19), ('euro', 32), ('euros', 32), ('يورو', 32), ('євро', 32);
