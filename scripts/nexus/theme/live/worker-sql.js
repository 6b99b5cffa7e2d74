// PostgreSQL in a thread of its own: fetches its parts, opens a data directory, and runs what it is told.
import { PGlite, protocol } from "./pglite/index.js";
import { Limit, Session } from "./postgres.js";
import { compiled, part, serve, unpacked } from "./parts.js";
import { onlyReads } from "./reads.js";

// No page shows more of a value.
const CELL = 1000;
let session = null;

const extensions = async (parts) => {
  const entries = Object.entries(parts).map(async ([name, facts]) => {
    const bundlePath = new URL(URL.createObjectURL(new Blob([await part(facts)])));
    return [name, { name, setup: async () => ({ bundlePath }) }];
  });
  return Object.fromEntries(await Promise.all(entries));
};

const open = async ({ wasm, data, snapshot, extensions: more, conditions }) => {
  const [pgliteWasmModule, fsBundle, loadDataDir, extra] = await Promise.all([
    compiled(wasm),
    part(data).then((content) => unpacked(content).blob()),
    part(snapshot).then((content) => unpacked(content).blob()),
    extensions(more),
  ]);
  const db = await PGlite.create({ pgliteWasmModule, fsBundle, loadDataDir, extensions: extra });
  session = new Session(db, protocol, conditions);
};

// Whether it may have written something tells the page whether the next example finds its state.
const run = async ({ text, plan, rows }, pass) => {
  const before = await session.transactions();
  const results = await session.run({ text, plan }, { shown: rows, cell: CELL }, pass);
  return { results, wrote: !onlyReads(text) || before !== (await session.transactions()) };
};

serve({ open, run }, (error) => error instanceof Limit);
