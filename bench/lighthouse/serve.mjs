// Serves the built site `workerData`, compressed as GitHub Pages does, and tells its port. A thread
// of its own, which compresses each file once: what is measured does not wait for the measuring.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};
const compressed = new Map();

const read = (file) => {
  if (!compressed.has(file)) compressed.set(file, gzipSync(readFileSync(file)));
  return compressed.get(file);
};

const answer = (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const asked = normalize(decodeURIComponent(pathname)).replace(/\/$/, "/index.html");
  try {
    const content = read(join(workerData, asked));
    response.writeHead(200, {
      "content-type": TYPES[extname(asked)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "content-length": content.length,
      "cache-control": "max-age=600",
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
};

const server = createServer(answer).listen(0, "127.0.0.1");
server.once("listening", () => parentPort.postMessage(server.address().port));
