// Python as WebAssembly: begins where the build left it, and runs a program as the build runs it. A
// worker of a page uses this, and Node at a build, so that both give the same.
export const LIMITS = { bytes: 100_000 };

// What a program may take, in bytes: Python tells it that there is no more, before the browser ends the page.
const MEMORY = 512 * 1024 * 1024;
const PAGE = 65_536;

// Python asks this thread for the time zone, whatever TZ says: here it is UTC, as at a build.
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length > 1 ? [Date.UTC(...given)] : given));
  }
};
for (const part of ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds"])
  Date.prototype[`get${part}`] = Date.prototype[`getUTC${part}`];
Date.prototype.getTimezoneOffset = () => 0;

// What a program finds at a build: the same environment, and no packages but Python's own.
const SETTINGS = {
  env: {
    HOME: "/work",
    LANG: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONHASHSEED: "0",
    PYTHONUNBUFFERED: "1",
    TZ: "UTC",
  },
};

// Holds every Python that begins here from now on to its memory.
export const bound = () => {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE > MEMORY) throw new RangeError("There is no more memory.");
    return grow.call(this, pages);
  };
};

// `load` is Pyodide's own function, `info` what its list of packages says of it, `more` what else it is told;
// `source` is the text of session.py, which a memory that was saved with it has already.
export const begun = async (load, info, more, source = "") => {
  const python = await load({ ...SETTINGS, lockFileContents: { info, packages: {} }, ...more });
  if (source) python.runPython(`import sys, types
session = types.ModuleType("nexus_session")
exec(compile(${JSON.stringify(source)}, "session.py", "exec"), session.__dict__)
sys.modules["nexus_session"] = session
session.install()
del sys, types, session`);
  return python;
};

export class Session {
  #python;

  constructor(python) {
    this.#python = python;
  }

  // What a program wrote and raised. Nothing ends it but its end, or that of this thread: `pass` is called
  // when it has written too much.
  run(text, pass = () => {}) {
    const [out, err] = [new Written(pass), new Written(pass)];
    const takes = (written) => ({ write: (bytes) => written.add(bytes) });
    this.#python.setStdin({ read: () => 0 });
    this.#python.setStdout(takes(out));
    this.#python.setStderr(takes(err));
    const session = this.#python.pyimport("nexus_session");
    const { raised, fault } = JSON.parse(session.run(text));
    const results = [out, err].filter((each) => each.size).map((each) => ({ type: "Printed", text: each.text }));
    // At a build there is always what a program printed, even if that is nothing.
    if (!raised && !out.size) results.unshift({ type: "Printed", text: "" });
    return { results: [...results, ...(raised ? [{ type: "Raised", ...raised }] : [])], fault };
  }
}

class Written {
  size = 0;
  #parts = [];

  constructor(pass) {
    this.pass = pass;
  }

  add(bytes) {
    if (this.size <= LIMITS.bytes) {
      this.size += bytes.length;
      this.#parts.push(bytes.slice());
      if (this.size > LIMITS.bytes)
        this.pass(new Error(`It printed more than ${LIMITS.bytes.toLocaleString("en")} bytes, so it was ended.`));
    }
    return bytes.length;
  }

  get text() {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return this.#parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
  }
}
