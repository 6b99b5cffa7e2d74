// A service worker for this folder alone: where a server does not answer, the workers of pages get the
// modules that they had when they last ran. A server that answers is always asked first.
const HERE = new URL(".", location).href;

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(HERE) || !/\.m?js$/.test(url)) return;
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(url)) ?? Response.error()));
});
