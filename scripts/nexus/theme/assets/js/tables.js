// Finds a table of a schema that has too many for one page. What a schema says is only ever put into a
// page as text. Without this script there are the first tables, and all of them on the pages of the groups.
import { element, searchable } from "./parts.js";

// Those called so come first, then those that begin so, and last what is only said of them.
const rank = (id, asked) => [id === asked, id.startsWith(asked), id.includes(asked), true].indexOf(true);

for (const box of document.querySelectorAll(".nx-tables")) {
  const { parts, before, after } = box.dataset;

  const line = ({ id, page, columns, words }) => {
    const name = element("a", element("code", id));
    name.href = `${before}${page}${after}`;
    return element("tr", ...[name, columns, words].map((each) => element("td", each)));
  };

  const sorted = (found, { find }) => {
    const asked = find.toLowerCase();
    const ranks = new Map(found.map((row) => [row, rank(row.id.toLowerCase(), asked)]));
    return found.sort((a, b) => ranks.get(a) - ranks.get(b));
  };

  searchable({
    form: box.querySelector("form"),
    table: box.querySelector("table"),
    told: box.querySelector("[role=status]"),
    more: box.querySelector(".nx-more"),
    paging: box.querySelectorAll(".nx-first"),
    noun: "table",
    words: "find",
    addresses: async () => JSON.parse(parts),
    rows: (part) => part.map(([id, page, columns, words]) => ({ id, page: page || id, columns, words })),
    text: ({ id, words }) => `${id} ${words}`,
    sorted,
    line,
  });
}
