// The buttons that run an example of the page. This file is all that a page fetches before one of them
// is pressed. Where a browser lacks what it takes, there is no button.
const able =
  isSecureContext &&
  ["WebAssembly", "DecompressionStream", "Worker", "Blob"].every((name) => name in globalThis);

// A link may bring a text for one example: it is shown, and runs only when somebody presses Run.
const PREFIX = "#run-";
const brought = () => {
  const [, number, text] = /^#run-(\d+)=([\w-]*)$/.exec(location.hash) ?? [];
  if (!number) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    return { number, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return null;
  }
};
export const link = (number, text) => {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  const packed = btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return `${location.href.split("#")[0]}${PREFIX}${number}=${packed}`;
};

const fail = (box, error) => {
  const said = box.querySelector("[role=status]") ?? box.appendChild(document.createElement("p"));
  said.setAttribute("role", "status");
  said.className = "nx-note";
  said.textContent = `It cannot be run here: ${error.message}`;
};

// What each box is given by a link: before it is open its text is shown, afterwards it is in the editor.
const links = new Map();
const give = () => {
  const { number, text } = brought() ?? {};
  for (const [box, take] of links)
    if (box.dataset.example === number) {
      take(text);
      box.scrollIntoView({ block: "center" });
    }
};

const offer = (box) => {
  const button = box.querySelector("button");
  const shown = document.createElement("pre");
  shown.tabIndex = 0;
  shown.className = "nx-linked";
  links.set(box, (text) => {
    shown.textContent = text;
    if (!shown.isConnected) box.prepend("This link brings a text for this example:", shown);
  });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { panel } = await import("./panel.js");
      links.set(box, await panel(box, shown.isConnected ? shown.textContent : null));
    } catch (error) {
      button.disabled = false;
      fail(box, error);
    }
  });
  box.dataset.ready = "";
};

for (const box of document.querySelectorAll(".nx-run")) {
  if (able) offer(box);
  else (box.closest(".nx-query") ?? box).hidden = true;
}
give();
// Until then what comes above it may move it.
addEventListener("load", give);
addEventListener("hashchange", give);
