// What a drawn diagram holds, read from its SVG: tables, columns, and the relations between them.

export const diagram = (svg) => {
  const cards = [...svg.querySelectorAll("[data-table]")];
  const byTable = new Map(cards.map((card) => [card.dataset.table, card]));
  const edges = [...svg.querySelectorAll(".edge[data-child]")];

  const columnsOf = (card) => [...card.querySelectorAll("[data-column]")];

  const column = (table, name) =>
    columnsOf(byTable.get(table)).find((row) => row.dataset.column === name) ?? null;

  const entries = cards.flatMap((card) => {
    const { table } = card.dataset;
    const columns = columnsOf(card).map((row) => ({ table, column: row.dataset.column }));
    return [{ table, column: null }, ...columns];
  });

  const edgesOf = (table) =>
    edges.filter(({ dataset }) => dataset.child === table || dataset.parent === table);

  // The marks of a composite key stand above the cards, apart from the edge that they belong to.
  const brackets = [...svg.querySelectorAll(".bracket")].map((bracket) => ({
    bracket,
    edge: edges[Number(bracket.dataset.edge)],
  }));

  const sentence = (table) => {
    const relations = edgesOf(table).map((edge) => edge.querySelector("title")?.textContent);
    return [`${table} is shown.`, ...relations.map((words) => `${words}.`)].join(" ");
  };

  const address = (table, name) => {
    const url = new URL(location.href);
    url.search = url.hash = "";
    url.searchParams.set("table", table);
    if (name) url.searchParams.set("column", name);
    return url;
  };

  return {
    svg,
    cards,
    edges,
    brackets,
    entries,
    edgesOf,
    column,
    sentence,
    address,
    card: (table) => byTable.get(table) ?? null,
    title: svg.querySelector("title")?.textContent ?? "diagram",
  };
};
