// Tells the ways of a graph between each two of its tables, as the script of a page does.
// Each line of standard input is a graph; each line of standard output has a list for each two tables:
// the shortest ways, the longer ones, and whether these are all; each way by its statements.

import { createInterface } from "node:readline";
import { statements, ways } from "../../scripts/nexus/theme/assets/js/ways.js";

for await (const text of createInterface({ input: process.stdin })) {
  const graph = JSON.parse(text);
  const places = [...graph.nodes.keys()];
  const said = (found) => found.map((way) => statements(graph, way));
  const told = places.flatMap((first) =>
    places.map((last) => {
      const { shortest, longer, whole } = ways(graph, first, last);
      return [said(shortest), said(longer), whole];
    }),
  );
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
