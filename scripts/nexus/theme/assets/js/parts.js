// A search through a list that comes in parts, and only when somebody asks: what matches in one part is
// shown before the next is there. Without a script the form is hidden, and the first rows stand there.
const STEP = 100;
const AT_ONCE = 4;

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export const get = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

export const element = (tag, ...content) => {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
};

// The elements `form`, `table`, `told` and `more`, and `paging`, which is hidden while results are shown.
// `addresses` says, when they are wanted, where the parts are; `rows` makes rows of a part, `text` is what
// is searched of one, `line` its element, and `words` is the field of the form for that. By the other
// fields, `keeps` decides on a row, and `sorted` puts them in order, if it needs to. `noun` is one of them.
export const searchable = (list) => {
  const { form, table, told, more, paging, noun, words } = list;
  const { keeps = () => true, sorted = () => null } = list;
  const body = table.tBodies[0];
  const written = [...body.rows];
  let rows = [];
  let loading;
  let isWaiting = false;
  let isWhole = false;
  let isFailed = false;
  let limit = STEP;
  let shown = [];

  const load = async () => {
    const wanted = (await list.addresses()).entries();
    const arrived = [];
    const fetchNext = async () => {
      for (const [place, address] of wanted) {
        const found = list.rows(await get(address));
        // A text has one line; to fold a thousand at once takes half the time.
        const texts = folded(found.map(list.text).join("\n")).split("\n");
        texts.forEach((text, n) => { found[n].text = text; });
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

  const matches = (wanted) => {
    const each = folded(wanted[words] ?? "").split(/\s+/).filter(Boolean);
    return rows.filter((row) => keeps(row, wanted) && each.every((word) => row.text.includes(word)));
  };

  const say = (number) => {
    const count = String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
    if (isFailed) told.textContent = `The ${noun}s cannot be loaded here; the pages below have them all.`;
    else if (isWhole) told.textContent = number === 1 ? `1 ${noun}` : `${count} ${noun}s`;
    else told.textContent = `${count} so far, looking on`;
  };

  const put = (found) => {
    const stays = shown.length <= found.length && shown.every((row, n) => row === found[n]);
    if (!stays || !shown.length) body.replaceChildren();
    body.append(...found.slice(stays ? shown.length : 0).map(list.line));
    shown = found;
  };

  const show = () => {
    const wanted = asked();
    if (isFailed || !Object.keys(wanted).length) {
      shown = [];
      body.replaceChildren(...written);
      more.hidden = true;
      for (const part of paging) part.hidden = false;
      told.textContent = "";
      if (isFailed) say(0);
      return;
    }
    const found = matches(wanted);
    const inOrder = sorted(found, wanted);
    say(found.length);
    // What comes first is not known before all is there.
    if (inOrder && !isWhole) return;
    put((inOrder ?? found).slice(0, limit));
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
    const address = new URL(location);
    for (const { name } of form.elements) address.searchParams.delete(name);
    for (const [name, value] of Object.entries(asked())) address.searchParams.set(name, value);
    history.replaceState(null, "", address);
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
};
