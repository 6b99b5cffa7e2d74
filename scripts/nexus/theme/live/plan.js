// A query plan as a build shows it: a tree of its nodes, each with its own share of the time and of the
// buffers. The names are those of EXPLAIN (FORMAT JSON); what they add up to is told in plans/costs.py.
import { counted, element, grouped, printable } from "./element.js";

const SPACE = "\u00a0";
const PAGE_KB = 8;
const TOLERANCE = 10;
const BITMAPS = ["BitmapAnd", "BitmapOr"];
const CONDITIONS = {
  "Index condition": "Index Cond",
  "Recheck condition": "Recheck Cond",
  "TID condition": "TID Cond",
  "Order by": "Order By",
  "Hash condition": "Hash Cond",
  "Merge condition": "Merge Cond",
  "Join filter": "Join Filter",
  Filter: "Filter",
  "One-time filter": "One-Time Filter",
  "Run condition": "Run Condition",
  "Sort key": "Sort Key",
  "Presorted key": "Presorted Key",
  "Group key": "Group Key",
  Window: "Window",
  "Cache key": "Cache Key",
};
const ASKING = ["Filter", "One-Time Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter"];
const AGGREGATES = { Sorted: "GroupAggregate", Hashed: "HashAggregate", Mixed: "MixedAggregate" };

const below = (entry) => entry.Plans ?? [];
const walk = (entry) => [entry, ...below(entry).flatMap(walk)];
const gathers = (entry) => entry["Node Type"].startsWith("Gather");
const text = (value) => (value ? printable(value) : "");

// What each node spent itself: its total without what the nodes below it spent. A common table expression
// or an InitPlan is paid by the node that asks for it, and not by the one that it is listed under.
const own = (all, total) => {
  const left = new Map(all.map((entry) => [entry, total(entry)]));
  for (const entry of all)
    for (const child of below(entry)) {
      let due = total(child);
      for (const payer of payers(entry, child).sort((one, other) => left.get(other) - left.get(one))) {
        const paid = Math.min(left.get(payer), due);
        left.set(payer, left.get(payer) - paid);
        due -= paid;
      }
    }
  return left;
};

const payers = (entry, child) => {
  if (child["Parent Relationship"] !== "InitPlan") return [entry];
  const found = asking(entry, child["Subplan Name"] ?? "");
  return found.length ? found : [entry];
};

const asking = (entry, subplan) => {
  const users = gathers(entry) ? walk(entry) : [entry];
  const found = users.some((user) => asks(user, subplan)) ? [entry] : [];
  return gathers(entry) ? found : [...found, ...below(entry).flatMap((child) => asking(child, subplan))];
};

const asks = (entry, subplan) =>
  subplan.startsWith("CTE ")
    ? entry["Node Type"] === "CTE Scan" && `CTE ${entry["CTE Name"]}` === subplan
    : ASKING.some((name) => entry[name]?.includes(`(${subplan})`));

// The wall time of each node: processes that work side by side below a Gather are counted once.
const times = (root) => {
  const found = new Map();
  const visit = (entry, processes) => {
    found.set(entry, (entry["Actual Total Time"] * entry["Actual Loops"]) / processes);
    for (const child of below(entry)) {
      const beside = gathers(entry) && child["Parent Relationship"] === "Outer";
      const more = beside ? Math.max(child["Actual Loops"] / Math.max(entry["Actual Loops"], 1), 1) : 1;
      visit(child, processes * more);
    }
  };
  visit(root, 1);
  return found;
};

const kind = (entry) => {
  const { "Node Type": type, Strategy: strategy, "Join Type": join } = entry;
  let name = join && join !== "Inner" ? `${type.replace(/ Join$/, "")} ${join} Join` : type;
  if (type === "ModifyTable") name = entry.Operation;
  if (type === "Aggregate") name = AGGREGATES[strategy] ?? "Aggregate";
  if (type === "SetOp") name = `${strategy === "Hashed" ? "Hash" : ""}SetOp ${entry.Command ?? ""}`.trim();
  const partial = (entry["Partial Mode"] ?? "Simple") === "Simple" ? "" : `${entry["Partial Mode"]} `;
  const backward = entry["Scan Direction"] === "Backward" ? " Backward" : "";
  return `${entry["Parallel Aware"] ? "Parallel " : ""}${partial}${name}${backward}`;
};

// An expression without the parentheses that PostgreSQL puts around all of it.
const bare = (expression) => {
  const masked = expression.replace(/'[^']*'|"[^"]*"/g, (quoted) => "_".repeat(quoted.length));
  let depth = 0;
  for (let place = 0; place < masked.length; place += 1) {
    depth += (masked[place] === "(") - (masked[place] === ")");
    if (!depth) return masked[0] === "(" && place === masked.length - 1 ? expression.slice(1, -1) : expression;
  }
  return expression;
};

const conditions = (entry) =>
  Object.entries(CONDITIONS).flatMap(([words, name]) => {
    const value = entry[name] ?? "";
    const said = typeof value === "string" ? bare(text(value)) : value.map(text).join(", ");
    return said ? [[words, said]] : [];
  });

// Whether a node, or one above it, may stop a child before it has given all its rows.
const isCutShort = (entry, child, above) => {
  const readsAll = ["Sort", "Hash"].includes(entry["Node Type"]) || ["Plain", "Hashed"].includes(entry.Strategy);
  if (above && !readsAll) return true;
  const as = child["Parent Relationship"];
  if (as === "SubPlan" || ["Limit", "Merge Join"].includes(entry["Node Type"])) return true;
  const isInner = entry["Node Type"] === "Nested Loop" && as === "Inner";
  return isInner && (Boolean(entry["Inner Unique"]) || ["Semi", "Anti"].includes(entry["Join Type"]));
};

const fixed = (value, digits) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const rowsOf = (value) => fixed(value, value >= 100 || Number.isInteger(value) ? 0 : 2);
const kilobytes = (value) => (value < 1024 ? `${grouped(value)}${SPACE}kB` : `${fixed(value / 1024, 1)}${SPACE}MB`);
const milliseconds = (value) => `${fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2)}${SPACE}ms`;

const span = (name, ...children) => element("span", { class: name }, ...children);
const warning = (words) => span("plan-warning", words);
const row = (name, ...value) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
const list = (name, rows) => (rows.length ? [element("dl", { class: name }, ...rows)] : []);
const code = (words) => element("code", {}, words);

const share = (part) =>
  element(
    "span",
    { class: "plan-share", style: `--share: ${(part * 100).toFixed(1)}%` },
    span("plan-bar"),
    span("plan-percent", `${(part * 100).toFixed(0)}${SPACE}%`, span("plan-said", " of the time")),
  );
const head = (name, shared) => element("p", { class: "plan-head" }, span("plan-name", ...name), " ", shared);

const estimate = (entry, name, cutShort) => {
  const [expected, found] = [entry["Plan Rows"], entry["Actual Rows"]];
  if (BITMAPS.includes(name)) return [`${rowsOf(expected)} estimated, not counted`];
  const words = `${rowsOf(expected)} estimated → ${rowsOf(found)} actual`;
  const error = Math.max(found, 1) / Math.max(expected, 1);
  if (error <= TOLERANCE && (error >= 1 / TOLERANCE || cutShort)) return [words];
  const [factor, direction] = error > 1 ? [error, "low"] : [1 / error, "high"];
  return [`${words} `, warning(`estimate ${fixed(factor, 0)} times too ${direction}`)];
};

const REMOVED = ["Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"];
function* figures(entry, name, spent, cutShort) {
  const loops = Math.round(entry["Actual Loops"]);
  if (loops <= 0) return;
  yield row(loops > 1 ? "Rows per loop" : "Rows", ...estimate(entry, name, cutShort));
  if (loops > 1) yield row("Loops", grouped(loops));
  const removed = Math.round(REMOVED.reduce((sum, each) => sum + (entry[each] ?? 0), 0) * entry["Actual Loops"]);
  if (removed) yield row("Removed", counted(removed, "row"));
  const buffers = Math.round(spent.buffers.get(entry));
  if (buffers) yield row("Buffers", grouped(buffers));
  const { "Sort Method": sort, "Sort Space Used": room, "Sort Space Type": where } = entry;
  if (sort) yield row("Sort", `${sort}, ${kilobytes(room)} ${where === "Disk" ? "on disk" : "of memory"}`);
  const spilled = Math.round(spent.spilled.get(entry));
  if (spilled) yield row("Temporary file", warning(`${kilobytes(spilled * PAGE_KB)} written`));
  if (entry["Hash Batches"] > 1) yield row("Hash", `in ${grouped(entry["Hash Batches"])} batches`);
  if (entry["Heap Fetches"] !== undefined) yield row("Heap fetches", grouped(Math.round(entry["Heap Fetches"])));
  if (entry["Workers Planned"]) yield row("Workers", `${entry["Workers Launched"] ?? 0} of ${entry["Workers Planned"]}`);
  if (entry["Subplans Removed"]) yield row("Pruned", counted(entry["Subplans Removed"], "partition"));
}

const target = (entry, name) => {
  const read = text(entry["Relation Name"]) || text(entry["CTE Name"]) || text(entry["Function Name"]);
  if (!read) return [];
  const alias = text(entry.Alias);
  return [name === "Insert" ? " into " : " on ", code(read), ...(alias && alias !== read ? [" ", code(alias)] : [])];
};

const item = (entry, spent, cutShort) => {
  const name = kind(entry);
  const role = text(entry["Subplan Name"]);
  const isIdle = Math.round(entry["Actual Loops"]) <= 0;
  const title = [...(role ? [span("plan-role", role), " "] : []), element("strong", {}, name), ...target(entry, name)];
  const index = text(entry["Index Name"]);
  const told = [...(index ? [["Index", index]] : []), ...conditions(entry)];
  const nested = below(entry).map((child) => item(child, spent, isCutShort(entry, child, cutShort)));
  return element(
    "li",
    isIdle ? { class: "plan-idle" } : {},
    head(title, isIdle ? span("plan-share", "never executed") : share(spent.share(spent.ms.get(entry)))),
    ...list("plan-conditions", told.map(([words, said]) => row(words, code(said)))),
    ...list("plan-figures", [...figures(entry, name, spent, cutShort)]),
    ...(nested.length ? [element("ul", {}, ...nested)] : []),
  );
};

const trigger = (entry, spent) =>
  element(
    "li",
    {},
    head(
      [
        element("strong", {}, "Trigger"),
        " ",
        code(text(entry["Constraint Name"]) || text(entry["Trigger Name"])),
        " on ",
        code(text(entry.Relation)),
      ],
      share(spent.share(entry.Time)),
    ),
    element("dl", { class: "plan-figures" }, row("Calls", grouped(entry.Calls))),
  );

export const tree = ({ Plan: root, Triggers: triggers = [], ...whole }) => {
  const all = walk(root);
  const wall = times(root);
  const ms = own(all, (entry) => wall.get(entry));
  const total = [...ms.values(), ...triggers.map(({ Time }) => Time)].reduce((sum, each) => sum + each, 0);
  const spent = {
    ms,
    buffers: own(all, (entry) => entry["Shared Hit Blocks"] + entry["Shared Read Blocks"]),
    spilled: own(all, (entry) => entry["Temp Written Blocks"] ?? 0),
    share: (part) => (total ? part / total : 0),
  };
  const buffers = all.reduce((sum, entry) => sum + Math.round(spent.buffers.get(entry)), 0);
  const called = triggers.map((entry) => trigger(entry, spent));
  return element(
    "div",
    { class: "plan" },
    element("ul", { class: "plan-tree" }, item(root, spent, false)),
    ...(called.length ? [element("ul", { class: "plan-triggers" }, ...called)] : []),
    element(
      "p",
      { class: "plan-sums" },
      `${counted(buffers, "buffer")} of ${PAGE_KB}${SPACE}kB; execution ${milliseconds(whole["Execution Time"])}, `,
      `planning ${milliseconds(whole["Planning Time"] ?? 0)}, measured in your browser`,
    ),
  );
};
