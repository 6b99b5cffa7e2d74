// PostgreSQL in a thread of its own: fetches its parts, opens a data directory, and runs what it is told.
// A page ends it to stop what runs. A message has an id, and its answer the same.
import { PGlite, protocol } from "./pglite/index.js";
import { Limit, Session } from "./postgres.js";
import { onlyReads } from "./reads.js";

const STORE = "nexus-live";
// So many parts of a site are kept: those of an older one go.
const MOST = 12;
// No page shows more of a value.
const CELL = 1000;
let session = null;

const hex = (buffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// What was fetched once is kept by the browser, where it has room.
const kept = async (address) => {
  try {
    return (await (await caches.open(STORE)).match(address))?.arrayBuffer();
  } catch {
    return undefined;
  }
};
const keep = async (address, content) => {
  try {
    const store = await caches.open(STORE);
    await store.put(address, new Response(content));
    const folder = new URL(".", import.meta.url).href;
    const own = (await store.keys()).filter(({ url }) => url.startsWith(folder));
    await Promise.all(own.slice(0, -MOST).map((oldest) => store.delete(oldest)));
  } catch {
    // No room, or no right to it: it is fetched again next time.
  }
};

const fetched = async (address) => {
  const answer = await fetch(address, { credentials: "omit" }).catch(() => null);
  if (!answer?.ok) throw new Error(`A part could not be fetched (${answer ? answer.status : "no answer"}). Try again.`);
  return answer.arrayBuffer().catch(() => {
    throw new Error("A part arrived only in part. Try again.");
  });
};

// The bytes of a part, which are what its digest says.
const part = async ({ file, sha256 }) => {
  const address = new URL(file, import.meta.url).href;
  const known = await kept(address);
  const content = known ?? (await fetched(address));
  if (hex(await crypto.subtle.digest("SHA-256", content)) !== sha256) {
    if (known) await caches.open(STORE).then((store) => store.delete(address));
    throw new Error("A part is not what was published, so it is not run.");
  }
  if (!known) await keep(address, content.slice(0));
  return content;
};

const unpacked = (content) =>
  new Response(new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip")));

const extensions = async (parts) => {
  const entries = Object.entries(parts).map(async ([name, facts]) => {
    const bundlePath = new URL(URL.createObjectURL(new Blob([await part(facts)])));
    return [name, { name, setup: async () => ({ bundlePath }) }];
  });
  return Object.fromEntries(await Promise.all(entries));
};

const compiled = async (facts) =>
  WebAssembly.compileStreaming(
    new Response(unpacked(await part(facts)).body, { headers: { "content-type": "application/wasm" } }),
  );

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

const reason = (error) =>
  !(error instanceof Limit) && (error instanceof RangeError || /memory/i.test(error.message))
    ? "The browser has not enough memory for it."
    : error.message;

const tasks = { open, run };
addEventListener("message", async ({ data: { id, task, ...given } }) => {
  const fail = (error) => postMessage({ id, reason: reason(error) });
  await tasks[task](given, fail).then((made) => postMessage({ id, given: made ?? null }), fail);
});
