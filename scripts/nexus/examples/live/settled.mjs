// The same at each build: a clock that stands, and chance from a seed.
import crypto from "node:crypto";

export const settle = (seconds) => {
  const Real = Date;
  const now = seconds * 1000;
  let seed = 1;
  const byte = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 24;
  const fill = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.forEach((_, index) => (bytes[index] = byte()));
    return array;
  };
  Object.defineProperty(globalThis.crypto, "getRandomValues", { value: fill });
  crypto.randomFillSync = fill;
  Math.random = () => byte() / 256;
  performance.now = () => 1000;
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [now]));
    }
    static now = () => now;
  };
};
