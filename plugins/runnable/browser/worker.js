// Runs Python apart from the page: in a worker of a frame without an origin, or in Node, which stands in for one.
//
// It gets one message with a port, and by that, as they come and in any order, {wasm}, the pieces of Python, the last of
// which is null, {script}, {loader}, {archives} and {boot}; when it is ready, {add}, further archives, {job} and
// {snapshot: true}. It sends {step}, {ready}, {output}, {capped}, {report}, {snapshot} and {failed}. engine.js is the
// other end.
"use strict";

// Pyodide wants a worker of modules, which browsers refuse in such a frame; it tells the two apart by this.
self.importScripts = undefined;

const HERE = "https://page.invalid/"; // where Pyodide believes its files to be; `fetch` below knows them by their names
const PAGE = 1 << 16; // bytes by which a memory grows
const GROWN = 64 << 20; // bytes of memory that a run may take
const LEAF = 1 << 12; // bytes, by which a snapshot is stored: two thirds of it are zero
const BATCH = { eager: 20, characters: 1 << 14, ms: 50 }; // the first few pieces are sent at once: what comes then may take long
const pause = new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);

let port, python, page, before;
let decoder = new TextDecoder();
const printed = { part: "", unsent: "", bytes: 0, most: 0, pieces: 0, sent: 0 };

const send = (message, moved = []) => port.postMessage(message, moved);

function sendOutput() {
  if (printed.unsent) send({ output: printed.unsent });
  printed.pieces += 1;
  printed.unsent = "";
  printed.sent = performance.now();
}

function print(bytes) {
  const text = decoder.decode(bytes.subarray(0, Math.max(0, printed.most - printed.bytes)), { stream: true });
  printed.part += text;
  printed.unsent += text;
  printed.bytes += bytes.length;
  if (printed.bytes > printed.most) {
    sendOutput();
    send({ capped: printed.most });
    Atomics.wait(pause, 0, 0); // until we are ended: an error might be caught, and the flood go on
  }
  if (printed.pieces < BATCH.eager || printed.unsent.length > BATCH.characters || performance.now() - printed.sent > BATCH.ms) sendOutput();
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
};

// What comes before or after it is needed: each is a promise, and what fulfils it.
const coming = Object.fromEntries(
  ["script", "loader", "archives"].map((name) => {
    let come;
    return [name, { promise: new Promise((resolve) => (come = resolve)), come }];
  }),
);
let feed;
const wasm = new ReadableStream({ start: (controller) => (feed = controller) });
const compiled = WebAssembly.compileStreaming(new Response(wasm, { headers: { "Content-Type": "application/wasm" } }));
const load = async (name) => {
  const text = await coming[name].promise;
  return import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
};
const loaded = { script: load("script"), loader: load("loader") };

/** Make an instance whose memory has room for a snapshot of `size` bytes. */
async function instantiate(imports, size) {
  const module = await compiled;
  send({ step: "start" });
  const instance = await WebAssembly.instantiate(module, imports);
  const { memory } = instance.exports;
  if (size > memory.buffer.byteLength) memory.grow(Math.ceil((size - memory.buffer.byteLength) / PAGE));
  return { module, instance };
}

/** A snapshot without the leaves that are all zero: 32-bit numbers, its size, how many leaves are left, and which; then
    these. */
function dried(snapshot) {
  const words = new Uint32Array(snapshot.buffer, snapshot.byteOffset, snapshot.length >> 2);
  const kept = [];
  for (let at = 0; at < words.length; at += 1) {
    if (!words[at]) continue;
    kept.push(at >> 10);
    at |= 1023; // the last of its leaf
  }
  const head = Uint32Array.of(snapshot.length, kept.length, ...kept);
  const found = new Uint8Array(head.byteLength + kept.length * LEAF);
  found.set(new Uint8Array(head.buffer));
  kept.forEach((leaf, number) => {
    found.set(snapshot.subarray(leaf * LEAF, (leaf + 1) * LEAF), head.byteLength + number * LEAF);
  });
  return found;
}

/** The snapshot of which that is left. */
function soaked({ buffer }) {
  const [size, count] = new Uint32Array(buffer, 0, 2);
  const snapshot = new Uint8Array(size);
  let at = 8 + 4 * count;
  for (const leaf of new Uint32Array(buffer, 8, count)) {
    snapshot.set(new Uint8Array(buffer, at, Math.min(LEAF, size - leaf * LEAF)), leaf * LEAF);
    at += LEAF;
  }
  return snapshot;
}

async function boot({ modules, lock, snapshot: found, makesSnapshot }) {
  const snapshot = found && soaked(found);
  const [{ default: createPyodideModule }, { loadPyodide }] = await Promise.all([loaded.script, loaded.loader]);
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  const archives = coming.archives.promise;
  self.fetch = async (url) => new Response(String(url).endsWith(".zip") ? (await archives)[0].bytes : null);
  WebAssembly.instantiateStreaming = (_, imports) => instantiate(imports, snapshot?.length ?? 0);
  python = await loadPyodide({
    indexURL: HERE,
    createPyodideModule,
    lockFileContents: lock,
    packageBaseUrl: HERE,
    env: { HOME: "/sample" },
    fsInit: async (files) => write(files, (await archives).slice(1)),
    _loadSnapshot: snapshot,
    _makeSnapshot: makesSnapshot,
  });
  self.fetch = fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  python.setStdout({ write: print });
  python.setStderr({ write: print });
  python.setStdin({ error: false, stdin: () => null });
  const places = JSON.stringify((await archives).slice(1).map(({ place }) => place));
  python.runPython(`import sys; sys.path += [each for each in ${places} if each not in sys.path]`);
  // Each is taken once: of what is made in a run, the end would be told to a memory that has something else there.
  page = Object.fromEntries(["add", "connect", "prepare", "run"].map((name) => [name, python.pyimport("page")[name]]));
  page.prepare(JSON.stringify(modules));
  if (!makesSnapshot) page.connect.callKwargs(world);
}

/** What a run may change: the memory, which files are open, and how much of the world Python holds.

    Of the memory, what is constant and static lies below the stack, of which nothing is in use, and the heap above it. */
function remember() {
  const { HEAPU8, _hiwire_num_refs, _sbrk, _emscripten_stack_get_end, _emscripten_stack_get_current } = python._module;
  const [stack, above, end] = [_emscripten_stack_get_end(), _emscripten_stack_get_current(), _sbrk(0)];
  const parts = [[0, HEAPU8.slice(0, stack)], [above, HEAPU8.slice(above, end)]];
  before = { parts, end, streams: [...python.FS.streams], references: _hiwire_num_refs() };
}

/** Put everything back, so that nothing of a run is left for the next. */
function restore() {
  const { HEAPU8, _sbrk } = python._module;
  HEAPU8.fill(0, before.end, _sbrk(0));
  for (const [at, bytes] of before.parts) HEAPU8.set(bytes, at);
  const { streams } = python.FS;
  streams.forEach((stream, fd) => stream && stream !== before.streams[fd] && python.FS.close(stream));
  streams.splice(0, streams.length, ...before.streams);
  streams.forEach((stream, fd) => stream && Object.assign(stream, { fd }));
}

function run(job) {
  decoder = new TextDecoder();
  Object.assign(printed, { part: "", unsent: "", bytes: 0, most: job.most, pieces: 0, sent: performance.now() });
  if (page.prepare(JSON.stringify(job.imports)) || !before) remember();
  const report = JSON.parse(page.run(JSON.stringify(job)));
  sendOutput();
  // What Python has left in the world would not be found again, or be found where something else was; and what a memory
  // has grown by it never gives back.
  const { _hiwire_num_refs, _sbrk } = python._module;
  const spent = _hiwire_num_refs() !== before.references || _sbrk(0) > before.end + GROWN;
  send({ report: { ...report, spent } });
  if (!spent) restore();
}

function write(files, archives) {
  for (const { place, bytes } of archives) files.writeFile(place, bytes, { canOwn: true });
}

const answers = {
  wasm: (bytes) => (bytes ? feed.enqueue(bytes) : feed.close()),
  script: (text) => coming.script.come(text),
  loader: (text) => coming.loader.come(text),
  archives: (archives) => coming.archives.come(archives),
  async boot(what) {
    await boot(what);
    send({ ready: true });
    if (!what.makesSnapshot) remember();
  },
  add(archives) {
    write(python.FS, archives);
    page.add(JSON.stringify(archives.map(({ place }) => place)));
    before = undefined;
    send({ ready: true });
  },
  job: run,
  snapshot() {
    const { buffer } = dried(python.makeMemorySnapshot());
    page.connect.callKwargs(world);
    send({ snapshot: buffer }, [buffer]);
    remember();
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
