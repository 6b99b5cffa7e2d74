// Material starts a worker for its search and fetches the index with every page, and Zensical fetches
// its index, for which it then starts one. Here both wait until somebody turns to search: most readers
// never do, and the index is the largest file of a page.
{
  const { open, send } = XMLHttpRequest.prototype;
  const asksForIndex = new WeakSet();
  const index = /\/search(?:\/search_index)?\.json$/;
  let isWanted = false;
  const wanted = new Promise((resolve) => {
    const turns = ({ target }) => target.closest?.("[data-md-component=search], [for=__search]");
    for (const type of ["focusin", "pointerdown", "keydown"]) {
      // The keys of both searches are f, s and /.
      const isTurn = (event) => (type === "keydown" ? /^[fs/]$/i.test(event.key) : turns(event));
      addEventListener(type, (event) => isTurn(event) && resolve(), { capture: true });
    }
    // Zensical hears another only when it has its index, and its button at once.
    addEventListener("keydown", (event) => {
      const button = document.querySelector(".md-search__button");
      if (isWanted || !button || event.key !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      resolve();
      button.click();
    });
    // A link of the search's own, or a page that it led to, on which it marks what was found.
    const asked = new URLSearchParams(location.search);
    if (asked.has("q") || asked.has("h")) resolve();
  });

  wanted.then(() => { isWanted = true; });

  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (index.test(address)) asksForIndex.add(this);
    return open.call(this, method, address, ...rest);
  };

  XMLHttpRequest.prototype.send = function (body) {
    if (asksForIndex.has(this)) wanted.then(() => send.call(this, body));
    else send.call(this, body);
  };

  // Stands for the worker: what is sent to it waits until it is wanted.
  const Real = Worker;
  window.Worker = class extends EventTarget {
    #started;

    constructor(address, options) {
      super();
      if (isWanted || !/\/workers\/search\.[^/]*$/.test(address)) return new Real(address, options);
      this.#started = wanted.then(() => {
        const worker = new Real(address, options);
        worker.addEventListener("message", ({ data }) =>
          this.dispatchEvent(new MessageEvent("message", { data })),
        );
        return worker;
      });
    }

    postMessage(message) {
      this.#started.then((worker) => worker.postMessage(message));
    }
  };
}
