// What a worker fetches: parts of a site, each with its digest, and how it answers the page.
// A page ends a worker to stop what runs. A message has an id, and its answer the same.
const STORE = "nexus-live";
// So many parts of a site are kept: those of an older one go.
const MOST = 12;

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

// What is being kept, while the worker does something else with it.
const keeping = [];
export const allKept = () => Promise.all(keeping);

// The bytes of a part, which are what its digest says.
export const part = async ({ file, sha256 }) => {
  const address = new URL(file, import.meta.url).href;
  const known = await kept(address);
  const content = known ?? (await fetched(address));
  if (hex(await crypto.subtle.digest("SHA-256", content)) !== sha256) {
    if (known) await caches.open(STORE).then((store) => store.delete(address));
    throw new Error("A part is not what was published, so it is not run.");
  }
  if (!known) keeping.push(keep(address, content));
  return content;
};

export const unpacked = (content) =>
  new Response(new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip")));

export const compiled = async (facts) =>
  WebAssembly.compileStreaming(
    new Response(unpacked(await part(facts)).body, { headers: { "content-type": "application/wasm" } }),
  );

// What goes wrong is told in one line; `isMeant` says of an error that its message is for a person.
const reason = (error, isMeant) =>
  !isMeant(error) && (error instanceof RangeError || /memory/i.test(error.message))
    ? "The browser has not enough memory for it."
    : error.message;

export const serve = (tasks, isMeant = () => false) => {
  // What runs may change the worker: how to answer is settled before.
  const answer = postMessage.bind(globalThis);
  // It holds a lock for as long as it lives: a page that waits for the same hears of its end, whatever ended it.
  const alive = crypto.randomUUID();
  const hold = () => (answer({ alive }), new Promise(() => {}));
  navigator.locks?.request(alive, hold).catch(() => {});
  addEventListener("message", async ({ data: { id, task, ...given } }) => {
    const fail = (error) => answer({ id, reason: reason(error, isMeant) });
    await tasks[task](given, fail).then((made) => answer({ id, given: made ?? null }), fail);
  });
};
