// Holds the page from which a reader came, or every file, against the list that was published.
// Nothing outside this site is asked for.
const box = document.querySelector(".nx-verify");
const said = box.querySelector("[role=status]");
const button = box.querySelector("button");
const root = new URL("../../../", import.meta.url);

const say = (words) => (said.textContent = words);
const read = async (address) => {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
  return answer.arrayBuffer();
};
const digest = async (content) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", content))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

// The digest of each file by its path below the site. No list holds its own; a build leaves it empty.
const listed = async () => {
  const text = new TextDecoder().decode(await read(new URL("SHA256SUMS", root)));
  const lines = [...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, sum, path]) => [path, sum]);
  const list = new Map(lines.filter(([path]) => path !== "SHA256SUMS"));
  if (!list.size) throw new Error("This copy has no list of its files; one that a workflow published has.");
  return list;
};

// The path of the file behind an address of this site.
const file = (address) => {
  const { origin, pathname } = new URL(address, root);
  if (origin !== root.origin || !pathname.startsWith(root.pathname)) return "index.html";
  const path = decodeURIComponent(pathname.slice(root.pathname.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
};

const differs = async (list, path) => {
  const address = new URL(path.split("/").map(encodeURIComponent).join("/"), root);
  return (await digest(await read(address))) !== list.get(path);
};

const checkOne = async () => {
  const list = await listed();
  const path = file(document.referrer || root);
  if (!list.has(path)) return `${path} is not on the list of what was published.`;
  return (await differs(list, path))
    ? `${path} is not the file that is on the list. Do not trust it.`
    : `${path} is the file that is on the list of ${list.size} files.`;
};

const checkAll = async () => {
  const list = await listed();
  const wrong = [];
  const unread = [];
  let done = 0;
  for (const path of list.keys()) {
    const differing = await differs(list, path).catch(() => null);
    if (differing === null) unread.push(path);
    else if (differing) wrong.push(path);
    say(`${(done += 1)} of ${list.size} files`);
  }
  if (!wrong.length && unread.length) return `Could not be read: ${unread.join(", ")}.`;
  return wrong.length
    ? `Not the files that are on the list: ${wrong.join(", ")}. Do not trust this site.`
    : `All ${list.size} files are those that are on the list.`;
};

const run = async (check) => {
  button.disabled = true;
  const failed = (error) => `This cannot be checked here. ${error.message}`;
  say(globalThis.crypto?.subtle ? await check().catch(failed) : failed(Error("It needs https.")));
  button.disabled = false;
};

button.addEventListener("click", () => run(checkAll));
button.hidden = false;
run(checkOne);
