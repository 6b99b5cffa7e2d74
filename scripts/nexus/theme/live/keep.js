// Keeps the modules that a worker loads, so that the next one starts without a server too. By itself a browser keeps
// it for as long as the server lets it, which may be no time at all.
const FOLDER = new URL("./", import.meta.url);
// So many modules are kept: those of an older site go.
const MOST = 60;

export const keep = async (modules) => {
  try {
    await navigator.serviceWorker.register(new URL("offline.js", FOLDER), { scope: FOLDER.pathname });
    const store = await caches.open("nexus-live-modules");
    for (const module of modules) {
      const address = new URL(module, FOLDER).href;
      // The browser has just loaded it, and need not ask for it again.
      const answer = await fetch(address, { cache: "force-cache", credentials: "omit" });
      if (answer.ok) await store.put(address, answer);
    }
    const own = (await store.keys()).filter(({ url }) => url.startsWith(FOLDER.href));
    await Promise.all(own.slice(0, -MOST).map((oldest) => store.delete(oldest)));
  } catch {
    // A browser that has no room for it, or may not: each worker asks the server.
  }
};
