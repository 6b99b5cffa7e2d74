// Elements of a page, and text as a build writes it: what is not seen gets a symbol.
const HIDDEN = /[\u0080-\u009f\u007f\ud800-\udfff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  // Of an empty text HTML makes no node.
  made.append(...children.filter((child) => child !== ""));
  return made;
};

export const grouped = (number) => number.toLocaleString("en");
export const counted = (number, one) => `${grouped(number)} ${number === 1 ? one : `${one}s`}`;

// A symbol stands for each character that cannot be shown.
export const visible = (text) => {
  const lines = text.split("\n").map(expanded).map((line) => (line.replace(/ /g, "") ? printable(line) : line));
  return lines.join("\n");
};
const expanded = (line) => {
  let shown = "";
  const column = () => [...shown.slice(shown.lastIndexOf("\r") + 1)].length;
  for (const letter of line) shown += letter === "\t" ? " ".repeat(8 - (column() % 8)) : letter;
  return shown;
};
export const printable = (line) => {
  const shown = line
    .replace(/[\u0000-\u001f]/g, (letter) => String.fromCharCode(0x2400 + letter.charCodeAt(0)))
    .replace(HIDDEN, "\ufffd");
  return shown.trim() ? shown : "␣".repeat(Math.max([...shown].length, 1));
};
