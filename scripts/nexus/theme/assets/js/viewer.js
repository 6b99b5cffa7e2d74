// Tools for the diagrams of schemas: pan, zoom, full screen, a finder, downloads. This file is
// all that a page without a diagram fetches; the rest (erd/) comes when a diagram nears the view, and
// not before the page has loaded. Without it, or where a part is missing, the diagram still reads
// and links.
//
// The keys, while a diagram or a table in it has the focus: arrows move, + and - zoom, 0 fits,
// T (or Ctrl-K) finds a table or a column, Esc leaves full screen and then lets a table go.
//
// A link can name a table, and a column of it: `?table=booking` or `?table=booking&column=status`.
// It is a query, not a fragment: `[a booking](design.md?table=booking)` works in Markdown too,
// where MkDocs checks every fragment against the headings of the page.
const asked = new URLSearchParams(location.search);

const equip = async (figure) => {
  const { view } = await import("./erd/view.js");
  return view(figure);
};

// Said a moment later: a page that the reader leaves stops loading, and that is no error.
const fail = ({ message }) => {
  const say = () => console.error(`error: the tools of a diagram did not load; ${message}; run npm ci`);
  setTimeout(say, 500);
};

// Every diagram that holds the table lights it; without a fragment the first comes into view.
const showAsked = async (figures) => {
  const table = asked.get("table");
  const holding = figures.filter((figure) =>
    [...figure.querySelectorAll("[data-table]")].some((card) => card.dataset.table === table),
  );
  const seen = holding.filter((figure) => figure.getClientRects().length);
  for (const figure of seen) {
    const shown = await equip(figure);
    shown.choose(table, asked.get("column"), { scroll: figure === seen[0] && !location.hash });
  }
};

const figures = [...document.querySelectorAll(".erd-figure")];
const near = new IntersectionObserver(
  (entries) => {
    for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
      near.unobserve(target);
      equip(target).catch(fail);
    }
  },
  { rootMargin: "200px 0px" },
);

// One after the other, as there is time: a picture of a whole page is to hold all of them.
const whenIdle = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 50));
const paint = ([frame, ...others]) => {
  if (!frame) return;
  frame.dataset.painted = "";
  whenIdle(() => paint(others));
};

const watch = () => {
  figures.forEach((figure) => near.observe(figure));
  whenIdle(() => paint([...document.querySelectorAll(".erd-frame")]));
};
if (document.readyState === "complete") watch();
else addEventListener("load", watch);
if (asked.has("table")) showAsked(figures).catch(fail);
