// Takes from a worker all but the language itself: what runs in it afterwards reaches no network, no storage
// of the site, and makes no script out of text.
const LANGUAGE = `Object Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise
  RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON
  Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array
  Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet
  WeakRef FinalizationRegistry Proxy Reflect Iterator SuppressedError DisposableStack AsyncDisposableStack
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN
  WebAssembly TextEncoder TextDecoder console crypto performance constructor`;

// What Pyodide asks of a value, whether it is a function, needs the name; what the name makes is nothing.
function Nothing() {
  throw new Error("There are no scripts from text here.");
}
Nothing.prototype = Function.prototype;

export const stayAlone = () => {
  const kept = new Set(LANGUAGE.split(/\s+/));
  for (let owner = globalThis; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner))
    for (const name of Reflect.ownKeys(owner)) {
      if (typeof name === "symbol" || kept.has(name)) continue;
      const { configurable, writable } = Object.getOwnPropertyDescriptor(owner, name);
      const value = name === "Function" ? Nothing : undefined;
      if (configurable) Object.defineProperty(owner, name, { value });
      else if (writable) owner[name] = value;
    }
  for (const each of [() => {}, async () => {}, function* () {}, async function* () {}])
    Object.defineProperty(Object.getPrototypeOf(each), "constructor", { value: undefined });
};
