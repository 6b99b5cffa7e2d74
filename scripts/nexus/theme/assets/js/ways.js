// The ways between two tables of a schema, and how each is said: what nexus.schema.joins.search and
// nexus.exports.joins.languages do, on the pieces that a page holds. A test holds both side by side.
const MOST_STEPS = 200_000;
const MOST_WAYS = 200;

const steps = (lines, count) => {
  const found = Array.from({ length: count }, () => []);
  for (const [line, { child, parent }] of lines) {
    if (child === parent) continue;
    found[child].push({ line, from: child, to: parent, up: true });
    found[parent].push({ line, from: parent, to: child, up: false });
  }
  return found;
};

const distances = (from, last) => {
  const distance = new Map([[last, 0]]);
  for (const table of distance.keys()) {
    for (const { to } of from[table]) {
      if (!distance.has(to)) distance.set(to, distance.get(table) + 1);
    }
  }
  return distance;
};

class Search {
  constructor(from, distance, last) {
    Object.assign(this, { from, distance, last, left: MOST_STEPS, whole: true });
  }

  ofLength(first, length) {
    const found = [];
    for (const way of this.longer([], first, new Set([first]), length)) {
      if (found.length === MOST_WAYS) {
        this.whole = false;
        break;
      }
      found.push(way);
    }
    return found;
  }

  *longer(way, at, seen, left) {
    if (at === this.last) {
      if (left === 0) yield way;
      return;
    }
    for (const step of this.from[at]) {
      if (seen.has(step.to) || this.distance.get(step.to) > left - 1) continue;
      this.left -= 1;
      if (this.left < 0) {
        this.whole = false;
        return;
      }
      yield* this.longer([...way, step], step.to, new Set(seen).add(step.to), left - 1);
    }
  }
}

const between = (lines, count, first, last) => {
  if (first === last) {
    const own = lines.filter(([, { child, parent }]) => child === first && parent === first);
    const shortest = own.map(([line]) => [{ line, from: first, to: first, up: true }]);
    return { shortest, longer: [], whole: true };
  }
  const from = steps(lines, count);
  const distance = distances(from, last);
  if (!distance.has(first)) return { shortest: [], longer: [], whole: true };
  const search = new Search(from, distance, last);
  const shortest = search.ofLength(first, distance.get(first));
  let longer = [];
  for (let n = distance.get(first) + 1; n < distance.size && search.whole && !longer.length; n += 1) {
    longer = search.ofLength(first, n);
  }
  return { shortest, longer, whole: search.whole };
};

export const ways = ({ nodes, lines }, first, last) => {
  const every = [...lines.entries()];
  const kept = every.filter(([, { kept: isKept = true }]) => isKept);
  const found = between(kept, nodes.length, first, last);
  return found.shortest.length ? found : between(every, nodes.length, first, last);
};

const sql = (nodes, lines) => {
  const again = lines[0][0].again?.split(" AS ").at(-1);
  const joined = lines.map(([line], place) => line.again || nodes[place + 1].sql);
  return [
    `SELECT ${nodes[0].alias}.*, ${again || nodes.at(-1).alias}.*`,
    `FROM ${nodes[0].sql}`,
    `${joined.map((text, place) => `JOIN ${text} ON ${lines[place][0].on}`).join("\n")};`,
  ].join("\n");
};

const imports = (nodes) => {
  const modules = new Map();
  for (const line of new Set(nodes.map((node) => node.sqlalchemy_from).filter(Boolean))) {
    const [module, name] = line.split(" import ");
    modules.set(module, [...(modules.get(module) ?? []), name]);
  }
  return modules;
};

const sqlalchemy = (nodes, lines) => {
  if (nodes.some((node) => !node.sqlalchemy) || lines.some(([line]) => !line.sqlalchemy)) return "";
  const modules = imports(nodes);
  const taken = [...modules.values()].flat();
  if (new Set(taken).size < taken.length) return "";
  const own = Boolean(lines[0][0].again);
  const names = own ? [nodes[0].sqlalchemy, "other"] : nodes.map((node) => node.sqlalchemy);
  const isMany = lines.some(([line]) => line.sqlalchemy.includes("and_("));
  return [
    `from sqlalchemy import ${isMany ? "and_, select" : "select"}`,
    ...(own ? ["from sqlalchemy.orm import aliased"] : []),
    ...[...modules].map(([module, known]) => `${module} import ${known.sort().join(", ")}`),
    "",
    ...(own ? [`other = aliased(${names[0]})`] : []),
    "statement = (",
    `    select(${names[0]}, ${names.at(-1)})`,
    `    .select_from(${names[0]})`,
    ...lines.map(([line], place) => `    .join(${names[place + 1]}, ${line.sqlalchemy})`),
    ")",
  ].join("\n");
};

const lookups = (lines) => {
  const found = [];
  for (let place = 0; place < lines.length; place += 1) {
    const [line, up] = lines[place];
    if (!up && line.across && lines[place + 1]?.[1]) {
      place += 1;
      found.push(line.across);
    } else found.push((up ? line.up : line.down) ?? "");
  }
  return found;
};

const django = (nodes, lines) => {
  const found = lookups(lines);
  if (!nodes[0].django || found.some((name) => !name)) return "";
  const way = found.join("__");
  return [
    nodes[0].django_from,
    "",
    `rows = ${nodes[0].django}.filter(${way}__isnull=False)`,
    `rows = rows.values("pk", "${way}__pk")`,
  ].join("\n");
};

export const statements = (graph, way) => {
  const nodes = [way[0].from, ...way.map(({ to }) => to)].map((place) => graph.nodes[place]);
  const lines = way.map(({ line, up }) => [graph.lines[line], up]);
  const plain = sql(nodes, lines);
  // Quotes around a name are PostgreSQL's, which not all other databases take.
  const label = graph.foreign && plain.includes('"') ? "SQL (PostgreSQL)" : "SQL";
  const said = { [label]: plain, SQLAlchemy: sqlalchemy(nodes, lines), Django: django(nodes, lines) };
  return Object.fromEntries(Object.entries(said).filter(([, text]) => text));
};
