// Finds a table or a column by a part of its name: a text field with a list below it, after the
// combobox pattern of the ARIA practices. The field keeps the focus; arrows go through the list.
import { element } from "./element.js";

const MOST = 50;
let finders = 0;

const words = ({ table, column }) => (column === null ? table : `${table}.${column}`);

// Tables before columns, and names that begin with the text before those that only hold it.
const rank = (entry, text) => {
  const name = (entry.column ?? entry.table).toLowerCase();
  if (name.startsWith(text)) return entry.column === null ? 0 : 2;
  if (name.includes(text)) return entry.column === null ? 1 : 3;
  return words(entry).toLowerCase().includes(text) ? 4 : 5;
};

const matching = (entries, text) =>
  entries
    .filter((entry) => text || entry.column === null)
    .map((entry) => ({ entry, order: rank(entry, text) }))
    .filter(({ order }) => order < 5)
    .sort((a, b) => a.order - b.order)
    .map(({ entry }) => entry);

const option = (entry, id) => {
  const name = entry.column ?? entry.table;
  const item = element("li", { role: "option", id, "aria-selected": "false" });
  item.append(element("span", {}, name));
  if (entry.column !== null) item.append(element("small", {}, ` in ${entry.table}`));
  return item;
};

export const finder = (entries, { chosen, left }) => {
  const id = `erd-finder-${(finders += 1)}`;
  const list = element("ul", { role: "listbox", id, "aria-label": "Tables and columns" });
  const status = element("p", { role: "status" });
  const input = element("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Find a table or column",
    "aria-label": "Find a table or column",
    "aria-autocomplete": "list",
    "aria-controls": id,
    "aria-expanded": "false",
  });
  const box = element("div", { class: "erd-finder", hidden: "" });
  box.append(input, list, status);
  let found = [];
  let active = -1;

  const activate = (index) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const item = list.children[index];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const count = (shown) => {
    if (!found.length) return "Nothing has this name";
    return shown < found.length ? `${shown} of ${found.length} shown: type more` : `${shown} found`;
  };

  const update = () => {
    found = matching(entries, input.value.trim().toLowerCase());
    const shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map((entry, index) => option(entry, `${id}-${index}`)));
    input.setAttribute("aria-expanded", String(shown.length > 0));
    status.textContent = count(shown.length);
    active = -1;
    activate(shown.length ? 0 : -1);
  };

  const close = () => {
    box.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  const open = () => {
    box.hidden = false;
    input.value = "";
    update();
    input.focus({ preventScroll: true });
  };

  const choose = (index) => {
    const entry = found[index];
    if (!entry) return;
    close();
    chosen(entry);
  };

  const step = (by) => {
    const { length } = list.children;
    if (length) activate((active + by + length) % length);
  };

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => choose(active),
    Escape: () => {
      close();
      left();
    },
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.key in keys)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  input.addEventListener("input", update);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) =>
    choose([...list.children].indexOf(target.closest("[role=option]"))),
  );
  input.addEventListener("blur", close);
  return { element: box, open };
};
