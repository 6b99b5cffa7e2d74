// A diagram as a file: always in the light colours, with its styles and fonts inside, so that it
// looks the same in a slide or an image program. The PNG is the same SVG, drawn on a canvas.

const PIXELS_PER_POINT = 4 / 3;
const LARGEST_AREA = 16e6; // what every browser's canvas can hold
const FAMILIES = /^["']?(Inter|JetBrains Mono)["']?$/;

const rules = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);

// The rules of the diagrams' own style sheet, its variables replaced by their light values.
const styles = () => {
  const own = (rule) => rule instanceof CSSStyleRule && /^\.erd( |$)/.test(rule.selectorText);
  const root = rules().find((rule) => rule.style?.getPropertyValue("--erd-card"));
  const value = (whole, name) => root.style.getPropertyValue(name).trim() || whole;
  return [...root.parentStyleSheet.cssRules]
    .filter(own)
    .map(({ cssText }) => cssText.replace(/var\((--erd-[\w-]+)\)/g, value))
    .filter((text) => !text.includes("var(")) // how a page lays the diagram out
    .join("\n");
};

const base64 = async (blob) => {
  const reader = new FileReader();
  const done = new Promise((resolve, reject) => {
    reader.onload = resolve;
    reader.onerror = () => reject(reader.error);
  });
  reader.readAsDataURL(blob);
  await done;
  return reader.result.split(",")[1];
};

const covers = (range, text) => {
  const spans = range.split(",").map((span) => span.trim().slice(2).split("-"));
  return [...text].some((letter) =>
    spans.some(([from, to = from]) => {
      const code = letter.codePointAt(0);
      return code >= parseInt(from, 16) && code <= parseInt(to, 16);
    }),
  );
};

const face = async (rule) => {
  const family = rule.style.getPropertyValue("font-family");
  const [, address] = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src"));
  const answer = await fetch(new URL(address, rule.parentStyleSheet.href));
  if (!answer.ok) return "";
  const range = rule.style.getPropertyValue("unicode-range");
  const data = `url("data:font/woff2;base64,${await base64(await answer.blob())}")`;
  return (
    `@font-face{font-family:${family};font-weight:100 900;` +
    `src:${data} format("woff2");unicode-range:${range}}`
  );
};

// Only the files whose letters the diagram has; a font that is not there is left to the system.
const fonts = async (text) => {
  const wanted = rules()
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => FAMILIES.test(style.getPropertyValue("font-family")))
    .filter(({ style }) => covers(style.getPropertyValue("unicode-range") || "U+0-10FFFF", text));
  return (await Promise.all(wanted.map(face))).join("\n");
};

const ground = ({ x, y, width, height }) => {
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  Object.entries({ x, y, width, height }).forEach(([name, at]) => rect.setAttribute(name, at));
  rect.setAttribute("fill", "#ffffff");
  return rect;
};

const size = (svg) => {
  const { width, height } = svg.viewBox.baseVal;
  return { width: width * PIXELS_PER_POINT, height: height * PIXELS_PER_POINT };
};

const plain = (svg) => {
  const copy = svg.cloneNode(true);
  copy.removeAttribute("style");
  copy.classList.remove("lit");
  copy.querySelectorAll(".on, .chosen").forEach((part) => part.classList.remove("on", "chosen"));
  copy.querySelectorAll("a[href]").forEach((link) => {
    link.setAttribute("href", new URL(link.getAttribute("href"), location.href).href);
  });
  return copy;
};

const written = async ({ svg }) => {
  const copy = plain(svg);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = `${await fonts(svg.textContent)}\n${styles()}`;
  const { width, height } = size(svg);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.prepend(style, ground(svg.viewBox.baseVal));
  return new XMLSerializer().serializeToString(copy);
};

const drawn = async (text, { width, height }) => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2, Math.sqrt(LARGEST_AREA / (width * height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
};

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the blob after the click; a minute later it has.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

export const download = async (diagram, kind) => {
  const text = await written(diagram);
  const name = diagram.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  const blob =
    kind === "svg"
      ? new Blob([text], { type: "image/svg+xml" })
      : await drawn(text, size(diagram.svg));
  save(blob, `${name.slice(0, 80) || "diagram"}.${kind}`);
};
