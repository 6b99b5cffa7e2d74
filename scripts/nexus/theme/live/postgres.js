// PostgreSQL as WebAssembly: runs a text as the build runs it, and tells what came of it as plain data
// of the same names. A worker of a page uses this, and Node at a build, so that both give the same.
const EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ";
export const LIMITS = { shown: 10, cell: Infinity, rows: 1_000_000, bytes: 100_000_000 };

// What a text may not do; what is said of it is for a person.
export class Limit extends Error {}

export class Session {
  #db;
  #wire;
  #conditions;

  // `wire` are PGlite's serializer and parser; `conditions` names each SQLSTATE.
  constructor(db, wire, conditions) {
    this.#db = db;
    this.#wire = wire;
    this.#conditions = conditions;
  }

  // The results of an example, up to the first refusal; throws Limit where it passes one. Nothing ends
  // what runs but its end, or that of this thread: `pass` is called when a limit is passed.
  async run({ text, plan = false }, limits = LIMITS, pass = () => {}) {
    const answer = new Answer({ ...LIMITS, ...limits, ...(plan ? { cell: Infinity } : {}) });
    await this.#ask(plan ? EXPLAIN + text : text, (message) => answer.add(message), pass);
    if (answer.copies) throw new Limit("COPY waits for a client program, and there is none.");
    if (answer.status !== "I") {
      await this.#ask("ROLLBACK", () => {});
      if (!answer.refusal) throw new Limit("The text leaves its transaction open: end it with COMMIT or ROLLBACK.");
    }
    const refusal = answer.refusal && this.#refusal(answer.refusal, plan ? EXPLAIN.length : 0);
    const names = await this.#types(answer.results);
    const results = answer.results.map((result) => shown(result, names));
    // Of several statements the first is explained.
    if (plan && results.length) results[0] = { type: "Plan", document: results[0].rows[0][0] };
    return [...results, ...(refusal ? [refusal] : [])];
  }

  // A number that grows with each transaction that wrote something.
  async transactions() {
    let number = "";
    await this.#ask("SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())", ({ name, fields }) => {
      if (name === "dataRow") number = fields[0];
    });
    return number;
  }

  async #ask(text, take, pass = () => {}) {
    const parser = new this.#wire.Parser();
    let bytes = 0;
    let isReady = false;
    let failure = null;
    // PGlite would swallow an error.
    const onRawData = (data) => {
      if (failure) return;
      try {
        bytes += data.length;
        if (bytes > LIMITS.bytes) throw new Limit("The result is too large: add LIMIT, or select less.");
        parser.parse(data, (message) => {
          isReady ||= message.name === "readyForQuery";
          take(message);
        });
      } catch (error) {
        failure = error;
        pass(error);
      }
    };
    try {
      await this.#db.execProtocolRawStream(this.#wire.serialize.query(text), { onRawData });
    } catch (error) {
      failure ??= new Limit(`PostgreSQL has ended, and begins anew: ${error.message}`);
    }
    if (failure) throw failure;
    if (!isReady) throw new Limit("PostgreSQL has ended, and begins anew.");
  }

  // How PostgreSQL writes the types of the columns, such as numeric(10,2).
  async #types(results) {
    const kinds = new Set(results.flatMap((result) => result.fields ?? []).map(kind));
    const names = new Map();
    if (!kinds.size) return names;
    const list = [...kinds].map((key) => `(${key})`).join(", ");
    const query = `SELECT oid, modifier, pg_catalog.format_type(oid, modifier)
      FROM (VALUES ${list}) AS types (oid, modifier)`;
    await this.#ask(query, ({ name, fields }) => {
      if (name === "dataRow") names.set(`${fields[0]}, ${fields[1]}`, fields[2]);
    });
    return names;
  }

  #refusal({ code, message, detail, hint, position }, before) {
    const at = position ? Number(position) - before : 0;
    return {
      type: "SqlError",
      ...{ sqlstate: code, message, detail: detail ?? "", hint: hint ?? "" },
      ...{ position: at > 0 ? at : null, condition: this.#conditions[code] ?? "" },
    };
  }
}

const kind = (field) => `${field.dataTypeID}, ${field.dataTypeModifier}`;

const shown = (result, names) =>
  result.fields
    ? {
        type: "Rows",
        columns: result.fields.map((field) => ({ name: field.name, type: names.get(kind(field)) ?? "" })),
        rows: result.rows,
        count: result.count,
      }
    : result;

// What comes in of the answer to a text: the first rows of a result are kept, the others counted.
class Answer {
  results = [];
  refusal = null;
  status = "I";
  copies = false;
  #open = null;

  constructor(limits) {
    this.limits = limits;
  }

  add(message) {
    switch (message.name) {
      case "rowDescription":
        this.#open = { fields: message.fields, rows: [], count: 0 };
        break;
      case "dataRow":
        this.#row(message.fields);
        break;
      case "commandComplete":
        this.results.push(this.#open ?? { type: "Done", tag: message.text });
        this.#open = null;
        break;
      case "error":
        this.#open = null;
        this.refusal = message;
        break;
      case "copyInResponse":
      case "copyOutResponse":
        this.copies = true;
        break;
      case "readyForQuery":
        this.status = message.status;
    }
  }

  #row(fields) {
    const { shown, cell, rows } = this.limits;
    this.#open.count += 1;
    if (this.#open.rows.length < shown)
      this.#open.rows.push(fields.map((value) => value && value.slice(0, cell)));
    if (this.#open.count > rows) throw new Limit(`More than ${rows.toLocaleString("en")} rows: add LIMIT.`);
  }
}
