import { keep } from "./keep.js";
import { SECONDS } from "./limits.js";

// What runs the examples of a page: a worker that holds the state in which an example finds its data, or, where
// each example runs `alone`, one for each run. Whatever goes wrong ends the worker; the next run begins as it
// was published.
const OPENING = 300;
export class Engine {
  #facts;
  #worker = null;
  // Of the examples that ran in order: whether each wrote something; and whether anything else did.
  #wrote = [];
  #isDirty = false;
  #isKept = false;
  #ids = 0;
  #fail = () => {};

  // `facts` is what a session's file says: its parts, and its examples in order.
  constructor(facts) {
    this.#facts = facts;
  }

  // Runs a text as the example of that number, after those before it; gives the results. With no
  // number, in the state that the text before left. Throws an Error whose message is for the reader.
  async run(number, text, say) {
    const examples = this.#facts.examples ?? [];
    const place = examples.findIndex((example) => example.number === number);
    const own = examples[place] ?? { rows: 50 };
    if (this.#facts.alone) return this.#alone(text, say);
    if (number && (this.#isDirty || this.#wrote.slice(place).some(Boolean))) this.stop("");
    if (!this.#worker) {
      say("Opening the database");
      await this.#open();
    }
    while (number && this.#wrote.length < place) {
      const example = examples[this.#wrote.length];
      say(`Running example ${example.number} first`);
      this.#wrote.push((await this.#step(example)).wrote);
    }
    say("Running");
    const { results, wrote } = await this.#step({ ...own, text });
    if (text === own.text && this.#wrote.length === place) this.#wrote.push(wrote);
    else this.#isDirty ||= wrote;
    this.#keep();
    return results;
  }

  async #alone(text, say) {
    this.stop("");
    say(`Starting ${this.#facts.by}`);
    await this.#open();
    say("Running");
    const { results } = await this.#step({ text });
    this.stop("");
    this.#keep();
    return results;
  }

  // Once for a page, when there is a result, which nothing has to wait for.
  #keep() {
    if (!this.#isKept) keep(this.#facts.modules ?? []);
    this.#isKept = true;
  }

  #step({ text, plan, rows }) {
    return this.#ask({ task: "run", text, plan: Boolean(plan), rows }, SECONDS);
  }

  async #open() {
    const worker = new Worker(new URL(`worker-${this.#facts.language}.js`, import.meta.url), { type: "module" });
    const end = () => {
      if (worker === this.#worker) this.stop(`${this.#facts.by} could not start in this browser, or has ended.`);
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      end();
    });
    worker.addEventListener("message", ({ data }) => {
      if (data.alive) navigator.locks.request(data.alive, end).catch(() => {});
    });
    this.#worker = worker;
    const { parts, conditions } = this.#facts;
    await this.#ask({ task: "open", ...parts, conditions }, OPENING);
  }

  #ask(message, seconds) {
    const id = (this.#ids += 1);
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.stop(`It took more than ${seconds} seconds, so it was ended.`), seconds * 1000);
      const settle = (done, value) => {
        clearTimeout(late);
        worker.removeEventListener("message", hear);
        this.#fail = () => {};
        done(value);
      };
      const hear = ({ data }) => {
        if (data.id !== id) return;
        if (data.reason === undefined) return settle(resolve, data.given);
        this.stop(data.reason);
      };
      this.#fail = (reason) => settle(reject, new Error(reason));
      worker.addEventListener("message", hear);
      worker.postMessage({ id, ...message });
    });
  }

  // Ends what runs; the reason is what its caller is told.
  stop(reason = "Stopped.") {
    this.#worker?.terminate();
    this.#worker = null;
    this.#wrote = [];
    this.#isDirty = false;
    this.#fail(reason);
  }
}
