// Where a diagram stands in its frame: moved and scaled by Panzoom, kept inside by this module.
//
// Panzoom draws `scale(s) translate(x, y)` about the centre of the picture, so that the picture's
// centre is s*x and s*y away from where the page laid it out. In the page the diagram begins as
// it is without a script; in full screen it begins with all of it in view.
import Panzoom from "../../panzoom/panzoom.es.js";

const STEP = 60;
const LARGEST = 4;
const READABLE = 0.7;
const DRAG = 5;
// The least height of letters in full screen, and that of a diagram's smallest at its own size.
const LEGIBLE = 11;
const SMALLEST = 12;

const limit = (value, a, b) => Math.min(Math.max(value, Math.min(a, b)), Math.max(a, b));
const still = matchMedia("(prefers-reduced-motion: reduce)");

export const camera = async (frame, svg) => {
  let full = false;
  let touched = false;

  // Lengths in CSS pixels, none of them changed by what Panzoom does.
  const measure = () => {
    const style = getComputedStyle(frame);
    const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    const down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    const natural = parseFloat(getComputedStyle(svg).getPropertyValue("--erd-width"));
    return {
      width: frame.clientWidth - across,
      height: frame.clientHeight - down,
      w: svg.clientWidth,
      h: svg.clientHeight,
      left: parseFloat(getComputedStyle(svg).marginLeft) || 0,
      natural: (natural || svg.clientWidth) / svg.clientWidth,
    };
  };

  const keepIn = ({ x, y, scale }) => {
    const { width, height, w, h, left } = measure();
    const along = (shift, start, length, room) => {
      const half = (scale * length) / 2;
      return (limit(start + scale * shift, half, room - half) - start) / scale;
    };
    return { x: along(x, left + w / 2, w, width), y: along(y, h / 2, h, height), scale };
  };

  const setTransform = (element, state) => {
    const { x, y, scale } = keepIn(state);
    element.style.transform = `scale(${scale}) translate(${x}px, ${y}px)`;
    frame.dataset.zoom = scale.toFixed(2);
  };

  const pannable = () => {
    const { width, height, w, h } = measure();
    const scale = panzoom.getScale();
    return full || scale * w > width + 1 || scale * h > height + 1;
  };

  // At rest a mouse selects text as on any page; otherwise it takes hold of the diagram.
  const handleStartEvent = (event) => {
    if (!pannable()) return;
    event.preventDefault();
    if (!event.target.closest("a")) frame.focus({ preventScroll: true });
  };

  const panzoom = Panzoom(svg, {
    canvas: true,
    cursor: "",
    overflow: "clip",
    touchAction: "pan-y",
    pinchAndPan: true,
    step: 0.3,
    handleStartEvent,
    setTransform,
  });
  svg.style.userSelect = frame.style.userSelect = "";
  // Panzoom moves the picture to its start once more, a moment after it was made.
  await new Promise((resolve) => setTimeout(resolve));

  const animate = () => ({ animate: !still.matches });

  const fitting = () => {
    const { width, height, w, h, natural } = measure();
    return Math.min(width / w, height / h, full ? 1.5 * natural : 1);
  };

  const settle = () => {
    const { natural } = measure();
    const smallest = Math.min(1, fitting());
    panzoom.setOptions({ minScale: smallest, maxScale: Math.max(LARGEST * natural, 2) });
    frame.classList.toggle("pannable", pannable());
  };

  const hold = () => {
    const { x, y } = keepIn({ ...panzoom.getPan(), scale: panzoom.getScale() });
    panzoom.pan(x, y, { silent: true });
  };

  const place = (scale, x, y, options) => {
    panzoom.zoom(scale, { ...options, force: true });
    const kept = keepIn({ x, y, scale: panzoom.getScale() });
    panzoom.pan(kept.x, kept.y, { ...options, force: true });
    settle();
  };

  const zoomTo = (scale, options) => {
    settle();
    hold();
    touched = true;
    const { minScale, maxScale } = panzoom.getOptions();
    const to = limit(scale, minScale, maxScale);
    const { width, height, w, h, left } = measure();
    const focal = { x: (width / 2 - left - w / 2) * to, y: (height / 2 - h / 2) * to };
    panzoom.zoom(to, { ...options, focal });
    hold();
    settle();
  };

  const zoom = (direction) => zoomTo(panzoom.getScale() * 1.35 ** direction, animate());

  const fit = (options = animate()) => {
    const { width, height, w, h, left } = measure();
    const scale = fitting();
    touched = !full && scale < 1;
    place(scale, (width / 2 - left - w / 2) / scale, (height / 2 - h / 2) / scale, options);
  };

  // All of it, or on a small screen as much as can be read, from the top left on.
  const fill = () => {
    const { w, h, left, natural } = measure();
    const legible = (LEGIBLE / SMALLEST) * natural;
    if (fitting() >= legible) return fit({ animate: false });
    return place(legible, w / 2 - (left + w / 2) / legible, h / 2 - h / 2 / legible, {
      animate: false,
    });
  };

  const rest = () => (full ? fill() : place(1, 0, 0, { animate: false }));

  // Moves by steps; tells whether anything moved, so that at an edge the page may scroll instead.
  const pan = (across, down) => {
    hold();
    const scale = panzoom.getScale();
    const from = panzoom.getPan();
    const step = STEP / scale;
    const to = keepIn({ x: from.x - across * step, y: from.y - down * step, scale });
    if (Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 0.01) return false;
    touched = true;
    panzoom.pan(to.x, to.y, animate());
    return true;
  };

  const setFull = (on) => {
    full = on;
    touched = false;
    panzoom.setOptions({ touchAction: on ? "none" : "pan-y" });
    rest();
  };

  // Centre of a part of the picture, from the picture's own centre, in pixels at scale 1.
  const offset = (part) => {
    const view = svg.viewBox.baseVal;
    const box = part.getBBox();
    const ratio = svg.clientWidth / view.width;
    return {
      x: (box.x + box.width / 2 - view.x - view.width / 2) * ratio,
      y: (box.y + box.height / 2 - view.y - view.height / 2) * ratio,
      halfWidth: (box.width * ratio) / 2,
      halfHeight: (box.height * ratio) / 2,
    };
  };

  const shown = (at, { width, height, w, h, left }) => {
    const scale = panzoom.getScale();
    const { x, y } = panzoom.getPan();
    const inside = (centre, half, room) => centre - half >= 0 && centre + half <= room;
    return (
      inside(left + w / 2 + scale * (x + at.x), scale * at.halfWidth, width) &&
      inside(h / 2 + scale * (y + at.y), scale * at.halfHeight, height)
    );
  };

  // Brings a part into view; where `scroll` is given also large enough to read, and the page to it.
  const reveal = (part, { scroll = null } = {}) => {
    hold();
    const measured = measure();
    const { width, height, w, h, left, natural } = measured;
    const at = offset(part);
    const scale = scroll === null ? panzoom.getScale() : Math.max(panzoom.getScale(), READABLE * natural);
    if (scale !== panzoom.getScale() || !shown(at, measured)) {
      touched = true;
      const x = (width / 2 - left - w / 2) / scale - at.x;
      const y = (height / 2 - h / 2) / scale - at.y;
      place(scale, x, y, { animate: false });
    }
    if (scroll && !full) requestAnimationFrame(() => toPart(part));
  };

  const toPart = (part) => {
    const { top, bottom } = part.getBoundingClientRect();
    if (top > 100 && bottom < innerHeight - 20) return;
    const behavior = still.matches ? "auto" : "smooth";
    scrollBy({ top: (top + bottom - innerHeight) / 2, behavior });
  };

  const turn = (event) => {
    if (!full && !event.ctrlKey && !event.metaKey) return;
    settle();
    hold();
    touched = true;
    panzoom.zoomWithWheel(event);
    settle();
  };

  let pressed = { x: 0, y: 0 };
  const press = ({ clientX, clientY }) => {
    pressed = { x: clientX, y: clientY };
    settle();
    hold();
  };
  const lift = () => {
    hold();
    settle();
  };
  // The end of a drag over a table is not a click on its link.
  const click = (event) => {
    const moved = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    if (!event.detail || moved < DRAG) return;
    event.preventDefault();
    event.stopPropagation();
  };

  frame.addEventListener("wheel", turn, { passive: false });
  frame.addEventListener("pointerdown", press, { capture: true });
  frame.addEventListener("click", click, { capture: true });
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("panzoomstart", () => (touched = touched || pannable()));
  svg.addEventListener("panzoomend", lift);
  new ResizeObserver(() => {
    if (!touched) return rest();
    settle();
    hold();
  }).observe(frame);

  return { pan, zoom, fit: () => fit(), setFull, reveal };
};
