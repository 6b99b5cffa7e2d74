// Searches the portfolios of an index. They come in parts of a thousand, and only when somebody asks;
// what matches in one part is shown before the next is there. Without this script the lists are
// divided into pages. Texts of portfolios are only ever put into a page as text.
const form = document.getElementById("search");
const table = document.getElementById("found");

if (form && table) {
  const { index, up, programme: only } = form.dataset;
  const body = table.tBodies[0];
  const written = [...body.rows];
  const paging = document.querySelectorAll("nav[aria-label=Pages], .place");
  const told = document.getElementById("told");
  const more = document.getElementById("more");
  const STEP = 100;
  const AT_ONCE = 4;

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const get = async (path) => {
    const answer = await fetch(up + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };

  let rows = [];
  let facts;
  let loading;
  let isWaiting = false;
  let isWhole = false;
  let isFailed = false;

  const named = (columns, values) => Object.fromEntries(columns.map((name, n) => [name, values[n]]));

  const load = async () => {
    facts = await get("cohort.json");
    const wanted = facts.parts
      .filter(({ programmes }) => only === undefined || programmes.includes(Number(only)))
      .entries();
    const arrived = [];
    const fetchNext = async () => {
      for (const [place, part] of wanted) {
        const found = (await get(part.url)).map((values) => named(facts.columns, values));
        // A text of a portfolio has one line; to fold a thousand at once takes half the time.
        const texts = found.map((row) => [row.name, row.author, ...row.technologies].join(" "));
        folded(texts.join("\n")).split("\n").forEach((text, n) => { found[n].text = text; });
        arrived[place] = found;
        // In their order, up to one that is still missing: what is shown stays where it is.
        const missing = arrived.findIndex((each) => !each);
        rows = arrived.slice(0, missing < 0 ? arrived.length : missing).flat();
        showSoon();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  };

  const asked = () => Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value),
  );

  const matches = ({ q = "", programme = only, has = "" }) => {
    const words = folded(q).split(/\s+/).filter(Boolean);
    return rows.filter((row) =>
      (programme === undefined || row.programme === Number(programme)) &&
      (has === "" || (has === "signed" ? row.state === "signed" : row[has])) &&
      words.every((word) => row.text.includes(word)));
  };

  const sorted = (found, by) => {
    if (by === "ran") return found.sort((a, b) => (a.ran < b.ran ? 1 : a.ran > b.ran ? -1 : 0));
    return by ? found.sort((a, b) => b[by] - a[by]) : found;
  };

  const element = (tag, ...content) => {
    const made = document.createElement(tag);
    made.append(...content);
    return made;
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

  const heads = [...table.tHead.rows[0].cells].map(({ textContent }) => textContent);

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

  const say = (number) => {
    const count = number.toLocaleString("en");
    if (isFailed) told.textContent = "The portfolios cannot be loaded here; the pages below have them all.";
    else if (isWhole) told.textContent = number === 1 ? "1 portfolio" : `${count} portfolios`;
    else told.textContent = `${count} so far, looking on`;
  };

  let limit = STEP;
  let shown = [];

  const put = (found) => {
    const stays = shown.length <= found.length && shown.every((row, n) => row === found[n]);
    if (!stays || !shown.length) body.replaceChildren();
    body.append(...found.slice(stays ? shown.length : 0).map(line));
    shown = found;
  };

  const show = () => {
    const { sort, ...wanted } = asked();
    if (isFailed || (!sort && !Object.keys(wanted).length)) {
      shown = [];
      body.replaceChildren(...written);
      more.hidden = true;
      for (const part of paging) part.hidden = false;
      told.textContent = "";
      if (isFailed) say(0);
      return;
    }
    const found = sorted(matches(wanted), sort);
    say(found.length);
    // What comes first is not known before all is there.
    if (sort && !isWhole) return;
    put(found.slice(0, limit));
    more.hidden = found.length <= limit;
    for (const part of paging) part.hidden = true;
  };

  // Parts may come faster than they can be painted.
  const showSoon = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      show();
    });
  };

  const search = () => {
    limit = STEP;
    const words = new URLSearchParams(asked()).toString();
    history.replaceState(null, "", words ? `?${words}` : location.pathname);
    showSoon();
    loading ??= load().then(() => { isWhole = true; }, () => { isFailed = true; }).then(showSoon);
  };

  more.addEventListener("click", () => {
    const first = body.rows.length;
    limit += STEP;
    show();
    body.rows[first]?.querySelector("a")?.focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", search);
  form.hidden = false;
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  if (Object.keys(asked()).length) search();
}
