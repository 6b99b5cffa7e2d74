// What a build asks PGlite in Node, as one JSON text on standard input:
// `make` writes a data directory as a tar: from nothing, or from `from` with scripts run in it;
// `run` gives what the examples of a page give, one after the other, as a page gets it.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import v8 from "node:v8";

import { settle } from "./settled.mjs";
import { tell, watched } from "./watch.mjs";

// All of it runs once: to compile it for speed would take longer than it saves.
v8.setFlagsFromString("--liftoff-only");

const order = JSON.parse(readFileSync(0, "utf-8"));
const at = (name) => pathToFileURL(`${order.pglite}/${name}`);
const file = (name) => new Blob([readFileSync(name)]);

if (order.task === "make") settle(order.time);
const { PGlite, protocol } = await import(at("index.js"));
const { Session } = await import(pathToFileURL(order.session));
const { SECONDS } = await import(pathToFileURL(order.limits));

const extension = (name) => ({ name, setup: async () => ({ bundlePath: at(`${name}.tar.gz`) }) });
const db = await PGlite.create({
  extensions: Object.fromEntries(order.extensions.map((name) => [name, extension(name)])),
  ...(order.from ? { loadDataDir: file(order.from) } : {}),
});

const version = async () => {
  const { rows } = await db.query("SELECT split_part(current_setting('server_version'), ' ', 1) AS version");
  return rows[0].version;
};

// The columns of each table, by its name as a query would write it.
const listed = async () => {
  const { rows } = await db.query(`
    SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname AS name,
      array_agg(attname::text ORDER BY attnum) AS columns
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    GROUP BY 1 ORDER BY 1`);
  return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]));
};

const make = async () => {
  for (const { text, schema, dataset } of order.scripts) {
    const quoted = schema && `"${schema.replaceAll('"', '""')}"`;
    if (schema) await db.exec(`CREATE SCHEMA IF NOT EXISTS ${quoted}`);
    const path = schema ? `${quoted}, public` : "public";
    await db.query("SELECT set_config('search_path', $1, false), set_config('nexus.dataset', $2, false)", [path, dataset]);
    await db.exec(text);
  }
  for (const statement of order.statements) await db.exec(statement);
  const made = { version: await version(), tables: await listed() };
  const tar = await db.dumpDataDir("none");
  writeFileSync(order.to, new Uint8Array(await tar.arrayBuffer()));
  tell(made);
};

const run = async () => {
  const session = new Session(db, protocol, order.conditions);
  const late = { results: [], error: `it takes more than ${SECONDS} seconds` };
  const begins = watched(late);
  for (const { text, plan, rows } of order.examples) {
    begins(SECONDS);
    const start = performance.now();
    try {
      const results = await session.run({ text, plan }, { shown: rows });
      if (performance.now() - start > SECONDS * 1000) return tell(late);
      tell({ results });
    } catch (error) {
      return tell({ results: [], error: error.message });
    }
  }
};

const tasks = { make, run };
try {
  await tasks[order.task]();
  process.exit(0);
} catch (error) {
  process.stderr.write(error.message, () => process.exit(1));
}
