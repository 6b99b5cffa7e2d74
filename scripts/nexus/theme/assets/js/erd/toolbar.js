// The buttons at a diagram's corner, the words on its keys, and what is said to those who listen.
import { element } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  find: "M7 2.5a4.500 4.500 0 1 0 0 9a4.500 4.500 0 0 0 0-9M10.300 10.300l3.700 3.700",
  out: "M3 8h10",
  in: "M3 8h10M8 3v10",
  fit: "M2.500 5.500v-3h3M10.500 2.500h3v3M13.500 10.500v3h-3M5.500 13.500h-3v-3M6 6.500h4v3h-4z",
  full: "M9.500 6.500l4-4M10 2.500h3.500v3.500M6.500 9.500l-4 4M6 13.500h-3.500v-3.500",
  leave: "M13.500 2.500l-4 4M9.500 3v3.500h3.500M2.500 13.500l4-4M6.500 13v-3.500h-3.500",
  link: "M6.500 9.500l3-3M7.500 5l2-2a2.500 2.500 0 0 1 3.500 3.500l-2 2M8.500 11l-2 2a2.500 2.500 0 0 1-3.500-3.500l2-2",
};
const BUTTONS = [
  ["find", "Find a table or column (T)"],
  ["out", "Zoom out (-)"],
  ["in", "Zoom in (+)"],
  ["fit", "Fit the diagram (0)"],
  ["full", "Full screen"],
  ["svg", "Download as SVG"],
  ["png", "Download as PNG"],
];
const HELP =
  "Arrow keys move the diagram, plus and minus zoom, 0 fits it, T finds a table or a column.";
let toolbars = 0;

const icon = (path) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
};

const button = (name, label) => {
  const made = element("button", { type: "button", "data-tool": name, title: label });
  made.ariaLabel = label;
  made.append(name in ICONS ? icon(ICONS[name]) : name.toUpperCase());
  return made;
};

export const toolbar = (frame, actions, say) => {
  const bar = element("div", { class: "erd-tools", role: "group" });
  bar.ariaLabel = `Tools of the diagram: ${frame.ariaLabel}`;
  const buttons = new Map(BUTTONS.map(([name, label]) => [name, button(name, label)]));
  const status = element("p", { class: "erd-words", role: "status" });
  const help = element("p", { class: "erd-words", id: `erd-help-${(toolbars += 1)}` }, HELP);
  const link = button("link", "Copy a link to this table");
  link.hidden = true;
  bar.append(link, ...buttons.values());
  frame.setAttribute("aria-describedby", help.id);

  const run = async (name) => {
    try {
      await actions[name]();
    } catch (error) {
      say(`This did not work: ${error.message}`);
      console.error(`error: a tool of a diagram failed; ${name}; ${error.message}`);
    }
  };
  buttons.forEach((made, name) => made.addEventListener("click", () => run(name)));

  let address = null;
  link.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address);
    say("The link is copied.");
  });
  // The clipboard is there only on https and on this machine.
  const offerLink = (url) => {
    address = url?.href;
    link.hidden = !url || !navigator.clipboard;
  };

  const setFull = (on) => {
    const made = buttons.get("full");
    made.ariaLabel = made.title = on ? "Leave full screen (Esc)" : "Full screen";
    made.replaceChildren(icon(ICONS[on ? "leave" : "full"]));
  };

  const holder = element("div", { class: "erd-corner" });
  holder.append(bar, status, help);
  return { element: holder, status, offerLink, setFull };
};
