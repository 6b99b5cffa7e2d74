// Material fetches the search index with every page. Here it waits until somebody turns to search:
// most readers never do, and the index is the largest file that a page would ask for.
{
  const { open, send } = XMLHttpRequest.prototype;
  const asksForIndex = new WeakSet();
  const wanted = new Promise((resolve) => {
    const turns = ({ target }) => target.closest?.("[data-md-component=search], [for=__search]");
    for (const type of ["focusin", "pointerdown", "keydown"]) {
      // The keys of Material's search are f, s and /.
      const isTurn = (event) => (type === "keydown" ? /^[fs/]$/i.test(event.key) : turns(event));
      addEventListener(type, (event) => isTurn(event) && resolve(), { capture: true });
    }
    if (new URLSearchParams(location.search).has("q")) resolve();
  });

  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (String(address).endsWith("/search/search_index.json")) asksForIndex.add(this);
    return open.call(this, method, address, ...rest);
  };

  XMLHttpRequest.prototype.send = function (body) {
    if (asksForIndex.has(this)) wanted.then(() => send.call(this, body));
    else send.call(this, body);
  };
}
