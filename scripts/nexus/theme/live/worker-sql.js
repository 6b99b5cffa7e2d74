// PostgreSQL in a thread of its own: fetches its parts, opens a data directory, and runs what it is told.
import { PGlite, protocol } from "./pglite/index.js";
import { Limit, Session } from "./postgres.js";
import { allKept, compiled, part, serve, unpacked } from "./parts.js";
import { onlyReads } from "./reads.js";

// No page shows more of a value.
const CELL = 1000;
// A module without anything: what makes a new data directory would be fetched else, and nothing asks for it.
const EMPTY = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
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
  const initdbWasmModule = new WebAssembly.Module(EMPTY);
  const db = await PGlite.create({ pgliteWasmModule, initdbWasmModule, fsBundle, loadDataDir, extensions: extra });
  session = new Session(db, protocol, conditions);
  await allKept();
};

// Whether it may have written something tells the page whether the next example finds its state.
const run = async ({ text, plan, rows }, pass) => {
  const before = await session.transactions();
  const results = await session.run({ text, plan }, { shown: rows, cell: CELL }, pass);
  return { results, wrote: !onlyReads(text) || before !== (await session.transactions()) };
};

serve({ open, run }, (error) => error instanceof Limit);
