// What came of a text, as the build writes it: tables, refusals, plain notes. Everything that a
// database said becomes text, never HTML.
import { counted, element, grouped, visible } from "./element.js";
import { tree } from "./plan.js";

const NUMBERS = ["smallint", "integer", "bigint", "numeric", "real", "double precision", "money"];
const LONGEST_CELL = 240;

export const results = (all, label) => all.flatMap((result) => DRAWN[result.type](result, label));

const DRAWN = {
  Rows: (result, label) => [
    element("div", { class: "nx-rows", role: "region", tabindex: "0", "aria-label": label }, table(result)),
    note(count(result)),
  ],
  Done: ({ tag }) => [note(element("code", {}, visible(tag)))],
  Plan: ({ document }) => [tree(JSON.parse(document)[0])],
  SqlError: (refusal) => [refused(refusal)],
  Printed: ({ text }, label) => [
    element("pre", { class: "nx-output", tabindex: "0", role: "region", "aria-label": label }, visible(text)),
  ],
  Raised: ({ name, line, text }) => [
    element(
      "div",
      { class: "nx-refusal" },
      element("p", {}, "Raised: ", element("code", {}, visible(name)), line ? ` in line ${line}` : ""),
      element("pre", { tabindex: "0" }, visible(text)),
    ),
  ],
};

const note = (...children) => element("p", { class: "nx-note" }, ...children);

const table = ({ columns, rows }) => {
  const heads = columns.map(({ name, type }) =>
    element("th", { scope: "col", ...align(type) }, `${visible(name)} `, element("small", {}, visible(type))),
  );
  const lines = rows.map((row) => element("tr", {}, ...row.map((value, n) => cell(value, columns[n].type))));
  return element(
    "table",
    { class: "nx-table" },
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...lines),
  );
};

const align = (type) => (NUMBERS.some((name) => type.startsWith(name)) ? { class: "nx-number" } : {});

const cell = (value, type) =>
  value === null
    ? element("td", { class: "nx-null" }, "NULL")
    : element("td", align(type), visible(short(value)));

const short = (value) => {
  const letters = [...value];
  return letters.length > LONGEST_CELL ? `${letters.slice(0, LONGEST_CELL).join("")}…` : value;
};

const count = ({ rows, count: all }) => {
  if (rows.length < all) return `The first ${rows.length} of ${grouped(all)} rows.`;
  return all ? `${counted(all, "row")}.` : "No rows.";
};

const refused = ({ sqlstate, condition, message, detail, hint }) => {
  const more = Object.entries({ DETAIL: detail, HINT: hint }).filter(([, text]) => text);
  const said = [`ERROR: ${visible(message)}`, ...more.map(([word, text]) => `${word}: ${visible(text)}`)];
  return element(
    "div",
    { class: "nx-refusal" },
    element("p", {}, "Refused: SQLSTATE ", element("code", {}, sqlstate), condition ? ` ${condition}` : ""),
    element("pre", { tabindex: "0" }, said.join("\n")),
  );
};
