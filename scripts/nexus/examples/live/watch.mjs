// Answers a build in lines, one for each step, and ends this process where a step takes too long: what runs
// may have no end, and blocks this thread, so another one watches.
import { writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

const WATCH = `
const { writeFileSync } = require("node:fs");
const { steps, late } = require("node:worker_threads").workerData;
for (let step = 0; ; step = Atomics.load(steps, 0))
  if (Atomics.wait(steps, 0, step, Atomics.load(steps, 1) * 1000) === "timed-out") {
    writeFileSync(1, late);
    process.kill(process.pid, "SIGKILL");
  }
`;

const line = (value) => `${JSON.stringify(value)}\n`;
export const tell = (value) => writeFileSync(1, line(value));

// Gives a function that says that a step begins, and its seconds; `late` is the answer of one that takes more.
export const watched = (late) => {
  const steps = new Int32Array(new SharedArrayBuffer(8));
  steps[1] = 60;
  new Worker(WATCH, { eval: true, workerData: { steps, late: line(late) } }).unref();
  return (seconds) => {
    Atomics.store(steps, 1, seconds);
    Atomics.add(steps, 0, 1);
    Atomics.notify(steps, 0);
  };
};
