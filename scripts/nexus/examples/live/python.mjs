// What a build asks Pyodide in Node, as one JSON text on standard input:
// `make` saves the memory of a Python that has begun, into which a browser begins;
// `run` gives what programs write and raise, each in a Python of its own, as a page gets it.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import v8 from "node:v8";

import { settle } from "./settled.mjs";
import { tell, watched } from "./watch.mjs";

// All of it runs once: to compile it for speed would take longer than it saves.
v8.setFlagsFromString("--liftoff-only");

// How many seconds Python may take to begin, which is no fault of a program.
const STARTING = 60;

const order = JSON.parse(readFileSync(0, "utf-8"));
// Else Pyodide wants a package for sockets, which nothing here uses.
globalThis.require = createRequire(import.meta.url);
const { loadPyodide } = await import(pathToFileURL(`${order.pyodide}/pyodide.mjs`));
const { begun, bound, Session } = await import(pathToFileURL(order.session));
const { SECONDS } = await import(pathToFileURL(order.limits));

// Python is compiled once for all programs.
const { instantiate } = WebAssembly;
let compiled = null;
WebAssembly.instantiate = async (content, imports) => {
  if (content.byteLength < 1_000_000) return instantiate(content, imports);
  compiled ??= await WebAssembly.compile(content);
  return { module: compiled, instance: await instantiate(compiled, imports) };
};

const begin = (more, source) => begun(loadPyodide, order.info, { indexURL: order.pyodide, ...more }, source);

const make = async () => {
  settle(order.time);
  const python = await begin({ _makeSnapshot: true }, order.source);
  const version = python.runPython("import sys; sys.version.split()[0]");
  python.runPython("del sys");
  writeFileSync(order.to, python.makeMemorySnapshot());
  tell({ version });
};

const run = async () => {
  bound();
  const memory = readFileSync(order.from);
  const late = { results: [], fault: `it takes more than ${SECONDS} seconds` };
  const begins = watched(late);
  for (const [place, text] of order.programs.entries()) {
    begins(STARTING);
    const python = await begin({ _loadSnapshot: memory }).catch((error) => {
      // That it does not begin is no fault of a program: the rest is for another Node.
      if (!place) throw error;
    });
    if (!python) return;
    const session = new Session(python);
    begins(SECONDS);
    const start = performance.now();
    try {
      const gave = session.run(text);
      tell(performance.now() - start > SECONDS * 1000 ? late : gave);
    } catch (error) {
      tell({ results: [], fault: String(error.message ?? error) });
    }
  }
};

const tasks = { make, run };
try {
  await tasks[order.task]();
  process.exit(0);
} catch (error) {
  process.stderr.write(String(error.message ?? error), () => process.exit(1));
}
