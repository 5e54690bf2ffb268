// Stands in for the page, and for the worker's surroundings, so that Node runs what pages run: node node.mjs FOLDER.
//
// Each line of standard input is a job, each of standard output {ready}, {report}, {failed} or {capped}; after the last
// two it ends. FOLDER has what a page loads, by the names of pack.json.
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MessageChannel } from "node:worker_threads";

const folder = process.argv[2];
const pack = JSON.parse(readFileSync(join(folder, "pack.json"), "utf8"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, pack.files[name].url)));
const text = (name) => new TextDecoder().decode(bytes(name));

// A browser, as far as Pyodide and the worker look.
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = Object;
globalThis.location = "https://page.invalid/";
process.browser = true;
process.type = "renderer";
URL.createObjectURL = (blob) => (blob.url ??= `data:text/javascript;base64,${Buffer.from(blob.parts[0]).toString("base64")}`);
globalThis.Blob = class {
  constructor(parts) {
    this.parts = parts;
  }
};

const { port1, port2 } = new MessageChannel();
const post = port2.postMessage.bind(port2);
port2.postMessage = (message, moved) => {
  if (message.capped) {
    writeSync(1, `${JSON.stringify(message)}\n`); // the worker waits for its end, and here we are one with it
    process.exit(1);
  }
  post(message, moved);
};
new Function(text("worker"))();
self.onmessage({ ports: [port2] });
const names = ["standard", ...pack.order];
port1.postMessage({ wasm: bytes("wasm") });
port1.postMessage({ wasm: null });
port1.postMessage({ script: text("script") });
port1.postMessage({ loader: text("loader") });
port1.postMessage({ archives: names.map((name) => ({ place: pack.files[name].place, bytes: bytes(name) })) });
port1.postMessage({ boot: { lock: pack.lock, modules: [] } });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
port1.on("message", async (message) => {
  if (message.output !== undefined || message.step) return;
  process.stdout.write(`${JSON.stringify(message)}\n`, () => message.failed && process.exit(1));
  if (message.failed) return;
  const { value, done } = await lines.next();
  if (done) process.exit(0);
  port1.postMessage({ job: JSON.parse(value) });
});
