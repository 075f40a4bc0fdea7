// The workload in DuckDB: `load FILE DATA` makes the tables c, s, x that by_hand.sh makes, `sum FILE` sums them anew. Needs @duckdb/node-api.
const { DuckDBInstance } = require('@duckdb/node-api');

const UNITS = "CASE unit WHEN 'kg' THEN 1 WHEN 't' THEN 1000 WHEN 'bag25' THEN 25 WHEN 'box9' THEN 9 END";
const KG = `CAST(round(TRY_CAST(quantity AS DOUBLE) * ${UNITS}) AS BIGINT) AS kg`;
const IS_TAKEN = `TRY_CAST(quantity AS DOUBLE) * ${UNITS} > 0`;
const moment = column => `try_strptime(${column}, '%Y-%m-%dT%H:%M:%SZ')`;

async function main() {
	const [verb, file, data] = process.argv.slice(2);
	const db = await (await DuckDBInstance.create(file)).connect();
	const csv = name => `read_csv('${data}/${name}.csv', header = true, all_varchar = true, quote = '"', escape = '"', delim = ',')`;
	if (verb === 'load') {
		await db.run(`CREATE TABLE c AS SELECT DISTINCT ON (commitment_id) commitment_id, ${KG} FROM ${csv('commitments')}`);
		await db.run(`CREATE TABLE s AS SELECT DISTINCT ON (waybill) waybill, nullif(commitment_id, '') AS commitment_id, ${KG}
			FROM ${csv('shipments')} WHERE ${IS_TAKEN} AND ${moment('dispatched_at')} IS NOT NULL`);
		await db.run(`CREATE TABLE x AS SELECT DISTINCT ON (waybill, place, stage, occurred_at) waybill, place, stage, occurred_at, ${KG}
			FROM ${csv('crossings')} WHERE ${IS_TAKEN} AND ${moment('occurred_at')} IS NOT NULL`);
		return;
	}
	const sums = await db.runAndReadAll(`SELECT count(*), sum(w), sum(v) FROM (SELECT c.commitment_id, coalesce(sum(s.kg), 0) AS w,
		coalesce(sum(d.kg), 0) AS v FROM c LEFT JOIN s USING (commitment_id)
		LEFT JOIN (SELECT waybill, sum(kg) AS kg FROM x WHERE stage = 'delivered' GROUP BY waybill) AS d USING (waybill) GROUP BY c.commitment_id)`);
	console.log(sums.getRows()[0].map(String).join('|'));
}

main();
