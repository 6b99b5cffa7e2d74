// Mermaid diagrams, drawn when they come into view and in the colours of the palette.
// mermaid2 loads this file on the pages that have a diagram and hands its settings over as
// mermaid.initialize(settings). The library itself, served by this site, is fetched with the
// first diagram. Until then, and where it is missing, the diagram's source stands there.
window.mermaid = (() => {
  const address = new URL("../mermaid/mermaid.esm.min.mjs", document.currentScript.src);
  const smallestScale = 0.7;
  const sources = new Map();
  let library;
  let drawing = Promise.resolve();

  const colours = (style) => {
    const colour = (name) => style.getPropertyValue(`--nx-${name}`).trim();
    const named = {
      background: colour("surface"),
      primaryColor: colour("tint"),
      primaryBorderColor: colour("line-strong"),
      primaryTextColor: colour("text"),
      secondaryColor: colour("sunken"),
      secondaryTextColor: colour("text"),
      tertiaryColor: colour("sunken"),
      tertiaryTextColor: colour("text"),
      textColor: colour("text"),
      titleColor: colour("ink"),
      lineColor: colour("muted"),
      edgeLabelBackground: colour("surface"),
      clusterBkg: colour("sunken"),
      clusterBorder: colour("line"),
      noteBkgColor: colour("demo-tint"),
      noteBorderColor: colour("demo-line"),
      noteTextColor: colour("text"),
      activationBkgColor: colour("tint"),
      activationBorderColor: colour("line-strong"),
    };
    // Another theme may not know them all: Mermaid has colours of its own, but takes no empty one.
    return Object.fromEntries(Object.entries(named).filter(([, value]) => value));
  };

  const flat =
    ".node rect, .cluster rect, rect.actor { rx: 6px; ry: 6px; }" +
    ".node rect, .node polygon, .node path, .cluster rect, rect.actor { filter: none !important; }";

  const theme = () => {
    const style = getComputedStyle(document.body);
    return {
      theme: "base",
      themeCSS: flat,
      themeVariables: {
        ...colours(style),
        darkMode: style.colorScheme === "dark",
        fontFamily: style.fontFamily,
        fontSize: "15px",
      },
    };
  };

  const load = async () => {
    const [{ default: mermaid }] = await Promise.all([import(address), document.fonts.ready]);
    return mermaid;
  };

  // A diagram is named by its own accTitle, or else by the heading that it stands under.
  const name = (element) => {
    for (let at = element; at; at = at.previousElementSibling ?? at.parentElement) {
      if (/^H[1-6]$/.test(at.tagName)) return `Diagram: ${at.firstChild.textContent.trim()}`;
    }
    return "Diagram";
  };

  const finish = (element) => {
    const svg = element.querySelector("svg");
    if (!svg.hasAttribute("aria-labelledby")) svg.setAttribute("aria-label", name(element));
    svg.style.minWidth = `${Math.round(svg.viewBox.baseVal.width * smallestScale)}px`;
    element.dataset.state = "drawn";
    // One that scrolls is reached by the keyboard from now on; access.js looks when a page changes.
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  };

  const draw = async (element, settings) => {
    const { id, source } = sources.get(element);
    try {
      const mermaid = await (library ??= load());
      mermaid.initialize({ ...settings, ...theme(), suppressErrorRendering: true });
      const { svg } = await mermaid.render(id, source);
      element.innerHTML = svg;
      finish(element);
    } catch (error) {
      element.dataset.state = "source";
      // Said a moment later: a page that the reader leaves stops loading, and that is no error.
      setTimeout(() => console.error(`error: a Mermaid diagram was not drawn; ${error.message}`), 500);
    }
  };

  const initialize = (settings) => {
    const seen = new Set();
    // One after the other: Mermaid's settings are global to it.
    const later = (element) => {
      drawing = drawing.then(() => draw(element, settings));
    };
    const view = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
        view.unobserve(target);
        seen.add(target);
        later(target);
      }
    });
    document.querySelectorAll("div.mermaid").forEach((element, index) => {
      sources.set(element, { id: `mermaid-${index}`, source: element.textContent });
      element.dataset.state = "waiting";
      view.observe(element);
    });
    const drawAll = () => {
      const unseen = [...sources.keys()].filter((element) => !seen.has(element));
      for (const element of unseen) {
        view.unobserve(element);
        seen.add(element);
        later(element);
      }
    };
    // Whoever prints, or takes a picture of the whole page, first presses this key, asks for a menu
    // or goes to one of the browser's: what was not in view yet is drawn too.
    addEventListener("keydown", ({ key }) => {
      if (key === "Control" || key === "Meta") drawAll();
    });
    addEventListener("contextmenu", drawAll);
    addEventListener("blur", drawAll);
    new MutationObserver(() => seen.forEach(later)).observe(document.body, {
      attributeFilter: ["data-md-color-scheme"],
    });
  };

  return { initialize };
})();
