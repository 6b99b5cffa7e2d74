// Lights one table with its relations and neighbours, and dims the rest.
// What the pointer is over comes before what has the focus, and that before what was chosen. A pointer
// that rests where the diagram moved below it points at nothing.
// A map of groups draws no relation of a single table: there nothing is dimmed.

export const light = (drawn) => {
  const wanted = { pointer: null, focus: null, chosen: null };

  const lit = (table) => {
    const edges = drawn.edgesOf(table);
    const ends = edges.flatMap(({ dataset }) => [dataset.child, dataset.parent]);
    return new Set([...edges, ...[table, ...ends].map(drawn.card)]);
  };

  const litBy = (target) => {
    if (target.dataset.table) return lit(target.dataset.table);
    const { child, parent } = target.dataset;
    return new Set([target, drawn.card(child), drawn.card(parent)]);
  };

  const paint = () => {
    const target = wanted.pointer ?? wanted.focus ?? wanted.chosen;
    const on = target ? litBy(target) : new Set();
    drawn.svg.classList.toggle("lit", Boolean(target) && drawn.edges.length > 0);
    for (const part of [...drawn.cards, ...drawn.edges]) part.classList.toggle("on", on.has(part));
    for (const { bracket, edge } of drawn.brackets) bracket.classList.toggle("on", on.has(edge));
    for (const card of drawn.cards) card.classList.toggle("chosen", card === wanted.chosen);
  };

  const want = (reason, target) => {
    if (wanted[reason] === target) return;
    wanted[reason] = target;
    paint();
  };

  const part = (event) => event.target.closest("[data-table], .edge[data-child]");
  let rest = null;
  let isResting = false;
  const point = (event) => {
    const place = `${event.clientX} ${event.clientY}`;
    isResting &&= rest === null || rest === place;
    rest = place;
    if (event.pointerType === "mouse" && !isResting) want("pointer", part(event));
  };
  document.addEventListener("pointermove", (event) => {
    if (drawn.svg.contains(event.target)) point(event);
    else rest = `${event.clientX} ${event.clientY}`;
  });
  drawn.svg.addEventListener("pointerover", point);
  drawn.svg.addEventListener("pointerleave", () => want("pointer", null));
  drawn.svg.addEventListener("focusin", (event) => want("focus", part(event)));
  drawn.svg.addEventListener("focusout", () => want("focus", null));

  const choose = (table, column = null) => {
    drawn.svg.querySelector(".column.chosen")?.classList.remove("chosen");
    if (column) drawn.column(table, column)?.classList.add("chosen");
    isResting = true;
    wanted.pointer = null;
    want("chosen", table === null ? null : drawn.card(table));
  };

  return { choose };
};
