// Mends what Material leaves out for those who use a keyboard or hear the page.
{
  // Each code block has a nav of buttons; a number tells one from another.
  const nameCodeTools = () =>
    document.querySelectorAll("nav.md-code__nav").forEach((tools, index) => {
      const label = `Code block ${index + 1}`;
      if (tools.ariaLabel !== label) tools.ariaLabel = label;
    });

  // A search result lists its tags in a nav, the same in every result: no landmark to go to.
  const nameResults = () =>
    document.querySelectorAll(".md-search-result nav.md-tags:not([role])").forEach((tags) => {
      tags.role = "none";
    });

  // A table or a diagram that is wider than its frame scrolls; the keyboard must get there too.
  const reachFrames = () =>
    document.querySelectorAll(".md-typeset__scrollwrap, .mermaid").forEach((frame) => {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    });

  // A page whose address names a place is laid out whole, so that the place stays where it is.
  const goToPlace = () => {
    document.documentElement.classList.add("nx-at-place");
    document.querySelector(":target")?.scrollIntoView();
  };

  const nameAll = () => {
    nameCodeTools();
    nameResults();
  };

  // The component's name as on other sites of Material, which has passed over it: the page itself
  // changes its palette.
  const namePalette = () => {
    const form = document.querySelector("[data-nx-palette]");
    if (form) form.dataset.mdComponent = "palette";
  };

  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  addEventListener("hashchange", goToPlace);
  new ResizeObserver(reachFrames).observe(document.body);
  nameAll();
  namePalette();
}
