// What every page of a built site costs its reader: Lighthouse on a phone, the median of three
// rounds, the pages served compressed as GitHub Pages does. A line a page: its four scores, what it
// fetches, and whether that is within the limits. The numbers hold for an idle machine.
//
//     node measure.mjs SITE [PAGE ...]

import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const ROUNDS = 3;
const LIMITS = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };
// Drawing a diagram with Mermaid is work, even when it waits until the diagram is seen.
const WITH_MERMAID = { ...LIMITS, performance: 95 };
const HOME_KIB = 150;
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// The addresses of the site map, below the address that the site was built for.
const pagesOf = (site) => {
  const map = readFileSync(join(site, "sitemap.xml"), "utf-8");
  const addresses = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
  const base = addresses.reduce((one, other) => (other.length < one.length ? other : one));
  return addresses.map((address) => address.slice(base.length));
};

const audit = async (address) => {
  const chrome = await launch({ chromeFlags: FLAGS });
  try {
    const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "silent" });
    const scores = Object.keys(LIMITS).map((name) => [name, lhr.categories[name].score * 100]);
    const bytes = lhr.audits["total-byte-weight"].numericValue;
    return { ...Object.fromEntries(scores), KiB: bytes / 1024 };
  } finally {
    await chrome.kill();
  }
};

const median = (numbers) => numbers.toSorted((one, other) => one - other)[numbers.length >> 1];

const report = (site, page, rounds) => {
  const html = readFileSync(join(site, page, "index.html"), "utf-8");
  const limits = html.includes('class="mermaid"') ? WITH_MERMAID : LIMITS;
  const result = Object.fromEntries(
    Object.keys(rounds[0]).map((name) => [name, Math.round(median(rounds.map((one) => one[name])))]),
  );
  const missed = Object.keys(limits).filter((name) => result[name] < limits[name]);
  if (page === "" && result.KiB > HOME_KIB) missed.push("KiB");
  const told = Object.entries(result).map(([name, value]) => `${name} ${value}`).join("  ");
  console.log(`${missed.length ? `BELOW (${missed})` : "ok"}  /${page}  ${told}`);
  return missed.length === 0;
};

const [folder, ...chosen] = process.argv.slice(2);
const site = resolve(folder);
statSync(join(site, "sitemap.xml"));
const server = new Worker(new URL("serve.mjs", import.meta.url), { workerData: site });
const port = await new Promise((ready) => server.once("message", ready));
const base = `http://127.0.0.1:${port}/`;
const pages = chosen.length ? chosen : pagesOf(site);
const measured = new Map(pages.map((page) => [page, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const page of pages) measured.get(page).push(await audit(base + page));
}
const verdicts = pages.map((page) => report(site, page, measured.get(page)));
await server.terminate();
console.log(`${verdicts.filter(Boolean).length} of ${pages.length} pages within the limits`);
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
