// Opens a query plan that this site published in pev2: `?plan=evidence/<name>.json`, relative to
// the site's root. Without an address the page is text, and none of the packages is fetched.

const root = new URL("../../../", import.meta.url);
// Each comes before the one that was loaded before it.
const STYLES = ["pev2.css", "bootstrap.min.css"];
// pev2 asks for Vue when it starts, so the order matters.
const SCRIPTS = ["vue.runtime.global.prod.js", "pev2.umd.js"];

// The address of a published file, or an error: nothing outside this site is ever asked for.
function published(given) {
  const address = URL.canParse(given, root) ? new URL(given, root) : null;
  const below = address?.origin === root.origin && address.pathname.startsWith(root.pathname);
  if (!below || !address.pathname.endsWith(".json") || address.username || address.password) {
    throw new Error("This is not the address of a plan of this site.");
  }
  return address;
}

async function read(address) {
  const answer = await fetch(address, { credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error(`There is no plan at this address (${answer.status}).`);
  const plan = await answer.json().catch(() => null);
  if (!plan?.[0]?.Plan) throw new Error("The file at this address is not a query plan.");
  return JSON.stringify(plan, (_, value) => (typeof value === "string" ? harmless(value) : value));
}

// pev2 1.21 puts some names of a plan into the page as HTML. A character without width after each
// `<` that could open a tag leaves the name as it looks, and makes it plain text.
const harmless = (name) => name.replaceAll(/<(?=[a-z/!?])/gi, "<\u2060");

function load(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => reject(new Error("pev2 is not part of this build of the site."));
    // Before the page's own styles, which keep the last word on the page around the viewer.
    document.head.prepend(element);
  });
}

const asset = (name) => new URL(`assets/nexus/pev2/${name}`, root).href;

async function loadViewer() {
  for (const name of STYLES) {
    const link = document.createElement("link");
    await load(Object.assign(link, { rel: "stylesheet", href: asset(name) }));
  }
  for (const name of SCRIPTS) {
    await load(Object.assign(document.createElement("script"), { src: asset(name) }));
  }
}

// What the page's own list of plans says of one: its query, and the example that it belongs to.
function listed(address) {
  const all = [...document.querySelectorAll("[data-plan][data-query]")];
  const entry = all.find(({ dataset }) => new URL(dataset.plan, root).href === address.href);
  const back = document.querySelector("header .back");
  if (entry) Object.assign(back, { href: entry.dataset.back, hidden: false });
  document.querySelector("header .all").hidden = false;
  return entry?.dataset.query ?? "";
}

async function open(given) {
  const address = published(given);
  const plan = await read(address);
  const query = harmless(listed(address));
  await loadViewer();
  const { Vue, pev2 } = globalThis;
  const viewer = Vue.h(pev2.Plan, { planSource: plan, planQuery: query });
  Vue.createApp({ render: () => viewer }).mount("#plan-view");
}

const given = new URLSearchParams(location.search).get("plan");
if (given !== null) {
  document.body.dataset.plan = "";
  open(given).catch((error) => {
    delete document.body.dataset.plan;
    document.querySelector(".error").textContent = error.message;
  });
}
