// The keys of a diagram. Those that Material takes for its search and its next and previous page
// (F, S, /, P, N) are left to it; what is handled here goes no further.

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export const bindKeys = (figure, { lens, find, escape, isFull }) => {
  const opensFinder = ({ key, ctrlKey, metaKey }) =>
    key.toLowerCase() === (ctrlKey || metaKey ? "k" : "t");

  // Gives true where the key did something.
  const handle = (event) => {
    if (event.altKey) return false;
    if (opensFinder(event)) return find() ?? true;
    if (event.ctrlKey || event.metaKey) return false;
    if (event.key in ARROWS) return lens.pan(...ARROWS[event.key]);
    if (event.key === "+" || event.key === "=") return lens.zoom(1) ?? true;
    if (event.key === "-") return lens.zoom(-1) ?? true;
    if (event.key === "0") return lens.fit() ?? true;
    if (event.key === "Escape") return escape() ?? true;
    return false;
  };

  const frame = figure.querySelector(".erd-frame");
  // In full screen there is nothing else that a key could be meant for.
  const isMeant = ({ target }) =>
    target.tagName !== "INPUT" && (isFull() || frame.contains(target));

  document.addEventListener(
    "keydown",
    (event) => {
      if (!isMeant(event) || !handle(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
};
