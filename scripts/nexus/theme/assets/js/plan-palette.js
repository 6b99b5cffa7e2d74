// Puts the reader's palette on the page of query plans before it is painted: the one that was chosen
// on another page of the site, or else the first of the theme's that fits the system. The theme's own
// script is not on this page.
{
  const { palettes, scope } = document.body.dataset;
  const known = JSON.parse(palettes);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const kept = () => {
    try {
      const { pathname } = new URL(scope, location);
      return JSON.parse(localStorage.getItem(`${pathname}.__palette`))?.index;
    } catch {
      return undefined; // a browser may keep nothing
    }
  };

  const fits = ({ media }) => matchMedia(media ?? "").matches;
  const follows = ({ media }) => media === "(prefers-color-scheme)";

  const show = () => {
    const chosen = known[kept()] ?? known.find(fits) ?? known[0] ?? {};
    const system = known.find((palette) => !follows(palette) && fits(palette));
    const { scheme } = (follows(chosen) ? system : null) ?? chosen;
    const isDark = scheme === "slate";
    document.body.dataset.mdColorScheme = isDark ? "slate" : "default";
    document.documentElement.dataset.bsTheme = isDark ? "dark" : "light";
    document.querySelector("meta[name=theme-color]").content = isDark ? "#151925" : "#fbfbfe";
  };

  dark.addEventListener("change", show);
  show();
}
