// Searches the portfolios of an index. Without this script the lists are divided into pages. Texts of
// portfolios are only ever put into a page as text.
import { element, get, searchable } from "./parts.js";

const form = document.getElementById("search");
const table = document.getElementById("found");

if (form && table) {
  const { index, up, programme: only } = form.dataset;
  const heads = [...table.tHead.rows[0].cells].map(({ textContent }) => textContent);
  let facts;

  const addresses = async () => {
    facts = await get(index);
    return facts.parts
      .filter(({ programmes }) => only === undefined || programmes.includes(Number(only)))
      .map(({ url }) => up + url);
  };

  const rows = (part) => part.map((values) => {
    const row = {};
    facts.columns.forEach((name, n) => { row[name] = values[n]; });
    return row;
  });

  const keeps = (row, { programme = only, has = "" }) =>
    (programme === undefined || row.programme === Number(programme)) &&
    (has === "" || (has === "signed" ? row.state === "signed" : row[has]));

  const sorted = (found, { sort }) => {
    if (sort === "ran") return found.sort((a, b) => (a.ran < b.ran ? 1 : a.ran > b.ran ? -1 : 0));
    return sort ? found.sort((a, b) => b[sort] - a[sort]) : null;
  };

  const link = (text, address) => {
    const shown = element("bdi", text);
    if (!address) return shown;
    const made = element("a", shown);
    made.href = address;
    return made;
  };

  const cell = (head, kind, ...content) => {
    const made = element("td", ...content);
    if (head) made.dataset.head = head;
    if (kind) made.className = kind;
    return made;
  };

  const line = (row) => {
    const name = element("th", link(row.name, row.url));
    name.scope = "row";
    if (row.author) name.append(" ", element("small", element("bdi", row.author)));
    const made = element("tr", name);
    const { name: programme, url } = facts.programmes[row.programme];
    const last = heads.length - 1;
    if (only === undefined) made.append(cell(heads[1], "", link(programme, up + url)));
    if (row.failure) {
      const why = cell("", "failure", `not read: ${row.failure}`);
      why.colSpan = 6;
      made.append(why);
      return made;
    }
    const values = [row.weeks, row.example, row.diagram, row.account];
    made.append(
      ...values.map((value, n) => cell(heads[last - 5 + n], "", String(value))),
      cell(heads[last - 1], "", row.ran.slice(0, 10) || "never"),
      cell(heads[last], "", row.state),
    );
    return made;
  };

  searchable({
    form,
    table,
    told: document.getElementById("told"),
    more: document.getElementById("more"),
    paging: document.querySelectorAll("nav[aria-label=Pages], .place"),
    noun: "portfolio",
    words: "q",
    addresses,
    rows,
    text: (row) => [row.name, row.author, ...row.technologies].join(" "),
    keeps,
    sorted,
    line,
  });
}
