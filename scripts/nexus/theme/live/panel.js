// An example that somebody runs: the editor in the place of its code, buttons, and what came of it.
import { editor } from "./editor.js";
import { element } from "./element.js";
import { Engine } from "./engine.js";
import { results } from "./results.js";
import { link } from "./run.js";

const LANGUAGES = { python: "Python", sql: "SQL" };
// The examples of a page on one database share it.
const engines = new Map();
const facts = async (address) => {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  return answer.json();
};
const shared = (address) => {
  const known = engines.get(address) ?? facts(address).then((told) => ({ told, engine: new Engine(told), busy: false }));
  engines.set(address, known);
  known.catch(() => engines.delete(address));
  return known;
};

const button = (words, act) => {
  const made = element("button", { type: "button" }, words);
  made.addEventListener("click", act);
  return made;
};

export const panel = async (box, brought) => {
  const number = Number(box.dataset.example);
  const one = await shared(new URL(box.dataset.session, import.meta.url).href);
  const { language } = await import(`./language-${one.told.language}.js`);
  const questions = JSON.parse(box.dataset.questions ?? "[]");
  const example = one.told.examples.find((each) => each.number === number);
  const original = example?.text ?? questions[0]?.[1] ?? "";
  const name = number ? `example ${number}` : `a query on ${one.told.database}`;
  const said = element("p", { class: "nx-note", role: "status" });
  const shown = element("div", { class: "nx-ran" });
  const place = element("div", { class: "nx-editor" });
  let running = false;

  const say = (words) => (said.textContent = words);
  const busy = (is) => {
    running = one.busy = is;
    runs.disabled = is;
    stops.hidden = !is;
  };

  const run = async () => {
    if (one.busy) return running || say("Another example of this page is running.");
    busy(true);
    // One database at a time: each takes some hundred megabytes.
    const others = await Promise.allSettled(engines.values());
    for (const { value } of others) if (value && !value.busy) value.engine.stop("");
    const begun = performance.now();
    written.mark();
    try {
      const given = await one.engine.run(number, written.text(), (words) => say(`${words} …`));
      shown.replaceChildren(...results(given, `Your result of ${name}`));
      written.mark(given.find(({ position, line }) => position || line));
      const took = Math.round(performance.now() - begun).toLocaleString("en");
      say(`${one.told.by} in your browser, ${took} ms.`);
    } catch (error) {
      shown.replaceChildren();
      say(error.message);
    }
    busy(false);
  };

  const reset = () => {
    one.engine.stop();
    written.set(original);
    shown.replaceChildren();
    say(`The text ${one.told.alone ? "is" : "and the data are"} as published.`);
  };

  const copy = async () => {
    const address = link(number, written.text());
    history.replaceState(null, "", address);
    const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    say(copied ? "A link with this text is copied." : "The address of this page now has this text.");
  };

  const runs = button("Run", run);
  const stops = button("Stop", () => one.engine.stop());
  const bar = element("div", { class: "nx-run__bar" }, runs, stops, button("Reset", reset), button("Copy a link", copy));
  stops.hidden = true;
  const asks = questions.map(([words, text]) => button(words, () => (written.set(text), run())));
  const list = element("div", { class: "nx-run__bar", role: "group", "aria-label": "Questions to try" }, ...asks);
  box.replaceChildren(...(asks.length ? [list] : []), place, bar, said, shown);
  if (number) box.append(element("p", { class: "nx-note" }, "When this page was built:"));
  const written = editor({
    text: brought ?? original,
    label: `${LANGUAGES[one.told.language]} of ${name}; Ctrl-Enter runs it, Tab leaves it`,
    language: language(one.told.tables),
    run,
    parent: place,
  });
  box.closest(".nx-example")?.classList.add("nx-example--open");
  written.focus();
  run();
  // What a link brings later is run only when somebody presses Run.
  return (text) => {
    written.set(text);
    say("A link brought this text.");
  };
};
