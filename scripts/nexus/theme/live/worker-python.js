// Python in a thread of its own: fetches its parts, begins, and runs one program. The next one gets a worker of
// its own, as each program of a page has a process of its own at a build.
import { stayAlone } from "./alone.js";
import { allKept, compiled, part, serve, unpacked } from "./parts.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";
import { begun, bound, Session } from "./python.js";

let session = null;

// Pyodide fetches its parts itself: it gets those whose digests were checked, and nothing else.
const given = (module, library) => {
  const program = new Response();
  const { instantiate } = WebAssembly;
  WebAssembly.instantiateStreaming = async (answer, imports) => {
    if ((await answer) !== program) throw new Error("Python asks for what was not published.");
    return { module, instance: await instantiate(module, imports) };
  };
  globalThis.fetch = async (address) => {
    if (String(address).endsWith("pyodide.asm.wasm")) return program;
    if (String(address).endsWith("python_stdlib.zip")) return new Response(library);
    throw new Error("Python asks for what was not published.");
  };
};

const open = async ({ wasm, library, memory, info }) => {
  const [module, files, saved] = await Promise.all([
    compiled(wasm),
    part(library),
    part(memory).then((content) => unpacked(content).arrayBuffer()),
  ]);
  given(module, files);
  bound();
  const indexURL = new URL("pyodide/", import.meta.url).href;
  const python = await begun(loadPyodide, info, { indexURL, _loadSnapshot: new Uint8Array(saved) });
  session = new Session(python);
  await allKept();
  stayAlone();
};

const run = async ({ text }, pass) => {
  try {
    return session.run(text, pass);
  } catch {
    throw new Error("Python has ended, and begins anew.");
  }
};

serve({ open, run });
