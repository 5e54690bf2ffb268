// Runs Python apart from the page: in a worker of a frame without an origin, or in Node, which stands in for one.
//
// It gets one message with a port, and by that {boot} once, {wasm} for each piece of Python as it comes, the last of
// which is null, then {job}, {answer} and {snapshot: true}. It sends {step}, {ready}, {output}, {ask}, {capped},
// {report}, {snapshot} and {failed}. engine.js is the other end.
"use strict";

// Pyodide wants a worker of modules, which browsers refuse in such a frame; it tells the two apart by this.
self.importScripts = undefined;

const HERE = "https://page.invalid/"; // where Pyodide believes its files to be; `fetch` below knows them by their names
const BATCH = { characters: 1 << 14, ms: 50 };
const pause = new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);
const waitsForPromises = "Suspending" in WebAssembly;

let port, python, page, feed, answered;
let decoder = new TextDecoder();
const printed = { part: "", unsent: "", bytes: 0, most: 0, sent: 0 };

const send = (message, moved = []) => port.postMessage(message, moved);

function sendOutput() {
  if (printed.unsent) send({ output: printed.unsent });
  printed.unsent = "";
  printed.sent = performance.now();
}

function write(bytes) {
  const text = decoder.decode(bytes, { stream: true });
  printed.part += text;
  printed.unsent += text;
  printed.bytes += bytes.length;
  if (printed.bytes > printed.most) {
    sendOutput();
    send({ capped: printed.most });
    Atomics.wait(pause, 0, 0); // until we are ended: an error might be caught, and the flood go on
  }
  if (printed.unsent.length > BATCH.characters || performance.now() - printed.sent > BATCH.ms) sendOutput();
  return bytes.length;
}

// What Python is given of the world; see page.py.
const world = {
  wait(seconds) {
    sendOutput();
    Atomics.wait(pause, 0, 0, 1000 * seconds);
  },
  take() {
    const text = printed.part;
    printed.part = "";
    return text;
  },
  ask(prompt) {
    sendOutput();
    send({ ask: prompt });
    return new Promise((resolve) => (answered = resolve));
  },
};

async function boot({ script, loader, archives, modules, lock, snapshot, makesSnapshot }) {
  const wasm = new ReadableStream({ start: (controller) => (feed = controller) });
  const compiled = WebAssembly.compileStreaming(new Response(wasm, { headers: { "Content-Type": "application/wasm" } }));
  const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const [{ default: createPyodideModule }, { loadPyodide }] = await Promise.all([load(script), load(loader)]);
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  self.fetch = async (url) => new Response(String(url).endsWith(".zip") ? archives[0].bytes : null);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await compiled;
    send({ step: "start" });
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  python = await loadPyodide({
    indexURL: HERE,
    createPyodideModule,
    lockFileContents: lock,
    packageBaseUrl: HERE,
    env: { HOME: "/sample" },
    fsInit(FS) {
      for (const { place, bytes } of archives.slice(1)) FS.writeFile(place, bytes, { canOwn: true });
    },
    _loadSnapshot: snapshot,
    _makeSnapshot: makesSnapshot,
  });
  self.fetch = fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  python.setStdout({ write });
  python.setStderr({ write });
  python.setStdin({ error: false, stdin: () => null });
  const places = JSON.stringify(archives.slice(1).map(({ place }) => place));
  python.runPython(`import sys; sys.path += [each for each in ${places} if each not in sys.path]`);
  page = python.pyimport("page");
  page.prepare(python.toPy(modules));
  if (!makesSnapshot) page.connect.callKwargs(world);
}

async function run(job) {
  decoder = new TextDecoder();
  Object.assign(printed, { part: "", unsent: "", bytes: 0, most: job.most, sent: performance.now() });
  const text = JSON.stringify(job);
  const report = JSON.parse(await (waitsForPromises ? page.run.callPromising(text) : page.run(text)));
  sendOutput();
  send({ report });
}

const answers = {
  async boot(what) {
    await boot(what);
    send({ ready: true });
  },
  wasm: (bytes) => (bytes ? feed.enqueue(bytes) : feed.close()),
  job: run,
  answer: (text) => answered(text),
  async snapshot() {
    const { buffer } = python.makeMemorySnapshot();
    send({ snapshot: buffer }, [buffer]);
  },
};

self.onmessage = ({ ports }) => {
  [port] = ports;
  port.onmessage = async ({ data }) => {
    try {
      const [[name, value]] = Object.entries(data);
      await answers[name](value);
    } catch (error) {
      send({ failed: String(error?.message ?? error) });
    }
  };
};
