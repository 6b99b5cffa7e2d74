// Parses exported texts with the programs that they are made for: Mermaid and @dbml/core.
// Each line of standard input is a JSON object {format, text}; each line of standard output says
// what that text holds, tables with their columns in order and relations, or the error it gives.

import { createInterface } from "node:readline";

const parsers = { mermaid: await mermaidParser(), dbml: await dbmlParser() };
for await (const line of createInterface({ input: process.stdin })) {
  const { format, text } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await parsed(parsers[format], text))}\n`);
}

async function parsed(parser, text) {
  try {
    return await parser(text);
  } catch (error) {
    const told = error.diags?.map(({ message }) => message);
    return { error: told?.join("; ") ?? String(error) };
  }
}

async function mermaidParser() {
  const { default: mermaid } = await import("mermaid");
  return async (text) => {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const names = new Map([...db.getEntities()].map(([name, { id }]) => [id, decoded(name)]));
    return {
      tables: [...db.getEntities()].map(([name, { attributes }]) => [
        decoded(name),
        attributes,
      ]),
      relations: db.getRelationships().map(({ entityA, entityB, roleA, relSpec }) => ({
        parent: names.get(entityA),
        child: names.get(entityB),
        label: decoded(roleA),
        parentEnd: relSpec.cardB,
        childEnd: relSpec.cardA,
      })),
    };
  };
}

// Mermaid holds an entity code such as #34; in a form of its own until it draws the text.
function decoded(text) {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
}

async function dbmlParser() {
  const { Parser } = await import("@dbml/core");
  return (text) => {
    const { schemas } = new Parser().parse(text, "dbmlv2");
    const name = (schema, table) => (schema && schema !== "public" ? [schema, table] : [table]);
    return {
      tables: schemas.flatMap((schema) =>
        schema.tables.map((table) => [name(schema.name, table.name), table.fields.map((field) => field.name)]),
      ),
      enums: schemas.flatMap((schema) =>
        schema.enums.map((list) => [list.name, list.values.map((value) => value.name)]),
      ),
      relations: schemas.flatMap((schema) =>
        schema.refs.map(({ endpoints }) =>
          endpoints.map((end) => ({
            table: name(end.schemaName, end.tableName),
            columns: end.fieldNames,
            relation: end.relation,
          })),
        ),
      ),
    };
  };
}
