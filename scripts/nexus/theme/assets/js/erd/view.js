// One diagram with all its tools: the parts are made here and wired to each other.
// `view` may be called again for the same figure; it gives the promise of the same view.
import { camera } from "./camera.js";
import { diagram } from "./diagram.js";
import { download } from "./download.js";
import { finder } from "./finder.js";
import { bindKeys } from "./keys.js";
import { light } from "./light.js";
import { screen } from "./screen.js";
import { toolbar } from "./toolbar.js";

const views = new WeakMap();

export const view = (figure) => {
  if (!views.has(figure)) views.set(figure, make(figure));
  return views.get(figure);
};

const make = async (figure) => {
  const frame = figure.querySelector(".erd-frame");
  const drawn = diagram(frame.querySelector("svg"));
  const lens = await camera(frame, drawn.svg);
  const lamp = light(drawn);
  const full = screen(figure, lens.setFull);

  const say = (text) => (tools.status.textContent = text);

  const choose = (table, column, { scroll = true } = {}) => {
    const card = drawn.card(table);
    if (!card) return;
    lamp.choose(table, column);
    const part = drawn.column(table, column) ?? card.querySelector(".card") ?? card;
    lens.reveal(part, { scroll });
    tools.offerLink(drawn.address(table, column));
    say(drawn.sentence(table));
  };

  const letGo = () => {
    lamp.choose(null);
    tools.offerLink(null);
    say("");
  };

  const find = finder(drawn.entries, {
    chosen({ table, column }) {
      choose(table, column);
      (drawn.card(table).querySelector("a") ?? frame).focus({ preventScroll: true });
    },
    left: () => frame.focus({ preventScroll: true }),
  });

  const actions = {
    find: find.open,
    out: () => lens.zoom(-1),
    in: () => lens.zoom(1),
    fit: lens.fit,
    full: full.toggle,
    svg: () => download(drawn, "svg"),
    png: () => download(drawn, "png"),
  };
  const tools = toolbar(frame, actions, say);
  figure.prepend(tools.element, find.element);
  bindKeys(figure, {
    lens,
    find: find.open,
    escape: () => full.leave() || letGo(),
    isFull: full.isOn,
  });
  // A diagram of a table and its neighbours begins with that table, on a phone too.
  const begin = () => {
    const card = drawn.card(figure.dataset.centre);
    if (!card) return;
    lamp.choose(figure.dataset.centre);
    lens.reveal(card.querySelector(".card") ?? card);
  };
  full.watch((on) => {
    tools.setFull(on);
    begin();
  });
  frame.addEventListener("click", (event) => {
    if (!event.target.closest("[data-table]")) letGo();
  });
  drawn.svg.addEventListener("focusin", (event) => lens.reveal(event.target));
  begin();
  figure.dataset.view = "ready";
  return { choose };
};
