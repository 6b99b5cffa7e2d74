// The two boxes of a schema's page: the ways from one table to another, and what a DELETE of a row does.
// Without this file both are lists that a reader looks through. The answer is drawn from the diagram of
// the page, where that shows the tables.
import { statements, ways } from "./ways.js";

const made = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
};

const chooser = (label, names, change) => {
  const select = made("select", {}, made("option", { value: "", textContent: "choose a table" }));
  names.forEach((name, place) => select.append(made("option", { value: place, textContent: name })));
  select.addEventListener("change", change);
  return { select, field: made("label", { textContent: `${label} ` }, select) };
};

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 12;

// The diagram of the page without all but some tables and relations; `marks` are words above tables.
const drawn = (label, tables, relations, marks = new Map()) => {
  const source = document.querySelector(".erd-figure svg.erd");
  const shown = (card) => tables.has(card.dataset.table);
  const cards = [...(source?.querySelectorAll(":scope > [data-table]") ?? [])].filter(shown);
  if (!tables.size || cards.length < tables.size) return null;
  const edges = [...source.querySelectorAll(":scope > .edge")];
  const kept = edges.filter((edge) => {
    const said = edge.querySelector("title")?.textContent ?? "";
    return relations.some((sentence) => said.startsWith(`${sentence}: `));
  });
  const boxes = [...cards, ...kept].map((part) => part.getBBox());
  const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y)) - 2 * MARGIN;
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN - top;
  const picture = source.cloneNode(false);
  picture.removeAttribute("style");
  picture.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
  picture.style.aspectRatio = `${width} / ${height}`;
  picture.style.setProperty("--erd-width", `${Math.round(width * 1.34)}px`);
  for (const part of [...kept, ...cards]) {
    const copy = part.cloneNode(true);
    copy.classList.remove("lit", "dim");
    picture.append(copy);
    const words = marks.get(part.dataset.table);
    if (!words) continue;
    const { x, y } = part.getBBox();
    const mark = document.createElementNS(SVG, "text");
    mark.setAttribute("class", "title");
    mark.setAttribute("x", x);
    mark.setAttribute("y", y - 4);
    mark.textContent = words;
    picture.append(mark);
  }
  const frame = made("div", { className: "erd-frame", tabIndex: 0 }, picture);
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", label);
  return made("figure", { className: "nx-drawn" }, frame);
};

const tables = (graph, way) => [way[0].from, ...way.map(({ to }) => to)].map((n) => graph.nodes[n]);

// Links stand below: within a summary they would be two things at once.
const names = (graph, way) => tables(graph, way).map(({ id }) => id).join(" \u2013 ");

const keys = (graph, way) =>
  way.map(({ line }) => graph.lines[line].words.split(" references ")[0]).join(", ");

const links = (graph, way) =>
  tables(graph, way).flatMap(({ id, page }, place) => {
    const name = made("code", { textContent: id });
    return [place ? ", " : "Tables: ", page ? made("a", { href: page }, name) : name];
  });

const answer = (graph, way) => {
  const words = way.map(({ line }) => made("li", { textContent: graph.lines[line].words }));
  const parts = Object.entries(statements(graph, way)).flatMap(([language, text]) => [
    made("p", { textContent: language }),
    made("pre", {}, made("code", { textContent: text, tabIndex: 0 })),
  ]);
  return [made("ul", {}, ...words), made("p", {}, ...links(graph, way)), ...parts];
};

const told = (graph, found) => {
  const { shortest, longer, whole } = found;
  if (!shortest.length) return [made("p", { textContent: "No relations lead from one to the other." })];
  const shown = new Set(shortest.flatMap((way) => tables(graph, way).map(({ id }) => id)));
  const used = shortest.flatMap((way) => way.map(({ line }) => graph.lines[line].words));
  const called = [...shortest, ...longer].map((way) => names(graph, way));
  const part = (way, open) => {
    const joins = way.length === 1 ? "1 join" : `${way.length} joins`;
    // Two ways over the same tables differ in their keys.
    const isTwice = called.filter((name) => name === names(graph, way)).length > 1;
    const by = isTwice ? `, by ${keys(graph, way)}` : "";
    const head = made("summary", { textContent: `${names(graph, way)} (${joins}${by})` });
    return made("details", { open }, head, ...answer(graph, way));
  };
  const more = whole ? [] : [made("p", { textContent: "There are more ways than these." })];
  return [
    drawn("The shortest ways as a diagram", shown, used) ?? "",
    ...shortest.map((way, place) => part(way, place === 0)),
    ...(longer.length ? [made("p", { textContent: "The next longer:" })] : []),
    ...longer.map((way) => part(way, false)),
    ...more,
  ];
};

// The pieces of the JSON, with what the list of relations says, and what is called as its table.
const read = (box) => {
  const { nodes, lines, ...rest } = JSON.parse(box.querySelector("script").textContent);
  const items = [...box.querySelectorAll(":scope > details > ul > li")];
  return {
    ...rest,
    nodes: nodes.map((node) => ({ alias: node.id, sql: node.alias ?? node.id, ...node })),
    lines: lines.map((line, place) => ({
      ...line,
      words: items[place].querySelector("span").textContent,
      on: items[place].querySelector("code").textContent,
    })),
  };
};

for (const box of document.querySelectorAll(".nx-joins")) {
  const graph = read(box);
  const ids = graph.nodes.map(({ id }) => id);
  const result = made("div", { className: "nx-answer" });
  result.setAttribute("role", "status");
  const tell = () => {
    const [from, to] = [first, last].map(({ select }) => select.value);
    result.replaceChildren(...(from && to ? told(graph, ways(graph, Number(from), Number(to))) : []));
  };
  const first = chooser("From", ids, tell);
  const last = chooser("to", ids, tell);
  box.prepend(made("p", { className: "nx-ask" }, first.field, " ", last.field), result);
  box.querySelector(":scope > details").open = false;
}

const MARKS = { deleted: "deleted", refused: "refuses", left: "left" };

for (const box of document.querySelectorAll(".nx-deletes")) {
  const parts = [...box.querySelectorAll(":scope > details")];
  const result = made("div", { className: "nx-answer" });
  const tell = () => {
    result.replaceChildren();
    parts.forEach((part, place) => {
      part.hidden = select.value !== "" && place !== Number(select.value);
      part.open = select.value !== "" && !part.hidden;
      if (!part.open) return;
      const marks = new Map([[part.dataset.table, "DELETE"]]);
      const items = [...part.querySelectorAll("li")];
      for (const { dataset } of items) {
        const word = MARKS[dataset.effect] ?? dataset.effect;
        const before = marks.get(dataset.child);
        marks.set(dataset.child, before && !before.includes(word) ? `${before}, ${word}` : (before ?? word));
      }
      const used = items.map(({ dataset }) => dataset.relation);
      const label = "What goes with the row, as a diagram";
      result.replaceChildren(drawn(label, new Set(marks.keys()), used, marks) ?? "");
    });
  };
  const ids = parts.map(({ dataset }) => dataset.table);
  const { select, field } = chooser("A row of", ids, tell);
  if (parts.length) box.prepend(made("p", { className: "nx-ask" }, field), result);
}
