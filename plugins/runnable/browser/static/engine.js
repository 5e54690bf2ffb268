// Python for a page: made in a frame of its own when it is wanted, and taken away with it. worker.js is the other end.
//
//   const pack = await Pack.load(address);
//   const engine = new Engine(pack, ["web"], ["flask"]);  // all that the samples of the page need
//   engine.prepare();                                     // at a hint that a run is near: begins to load
//   const report = await engine.run(job, {                // a job of page.py; the first run waits for what is loaded
//     progress(step) {},                                  // {name, bytes} of a file, as sent, or "start", "ready", "run"
//     output(text) {},                                    // a piece of what was printed: text, never HTML
//     ask(prompt) {},                                     // engine.answer(text) answers input(); null ends it
//     again() {},                                         // the run begins anew: what it printed so far is void
//   });                                                   // it throws Ended where it was stopped or printed too much
//   engine.stop();                                        // at any time; the next run finds another Python
//
// What comes from a worker may come from a reader's code, which gets at the port: what is no text, too much, or not waited
// for ends that Python.

const KEPT = { cache: "runnable-snapshots", most: 3, room: 256 << 20 }; // snapshots; bytes that the browser has for us
const REST = 5000; // milliseconds without a run
const ENOUGH = 4; // GiB of memory that a device has, for more than one Python
// A frame that is not drawn at all is given less of the processor.
const UNSEEN = { position: "fixed", right: 0, bottom: 0, width: "1px", height: "1px", border: 0, opacity: 0, pointerEvents: "none" };
const SLACK = 1 << 16; // characters that may still be on their way
const BESIDES = 1 << 22; // characters of a report besides what was printed: a picture, tracebacks, what was typed
// What a worker says, and what that is.
const SAID = { step: "string", ready: "boolean", output: "string", capped: "number", report: "object", snapshot: "object", failed: "string" };
const FORGED = "the code has sent something in the place of Python";
// Code that gets at the worker itself may have changed what other code would find there.
const REACHES = /\bjs\b|pyodide/;
const FLOOD = { most: 1000, perSecond: 200 }; // messages of a run: worker.js sends 20 a second, and 64 for each MiB
const WORDS = 2000; // characters of an error, of which the last say most

/** What a page loads, as pack.json says; `address` is that of the file. */
export class Pack {
  constructor(address, told) {
    this.address = address;
    Object.assign(this, told);
  }

  static async load(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return new Pack(address, await answer.json());
  }

  /** The archives `names`, each after those that it needs, and those that each run needs. */
  archives(names) {
    const found = new Set(["standard", "engine"]);
    const add = (name) => {
      for (const needed of this.needs[name] ?? []) add(needed);
      found.add(name);
    };
    names.forEach(add);
    return [...found];
  }

  /** The archive that has a module, unless that is the first. */
  archiveOf(module) {
    const name = [module, module.split(".")[0]].find((each) => Object.hasOwn(this.modules, each));
    return name && this.modules[name];
  }

  url(name) {
    return new URL(this.files[name].url, new URL(this.address, document.baseURI));
  }
}

/** A run that did not come to its end; `reason` is "stopped", or "capped" where it printed more than job.most bytes. */
export class Ended extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** What a page runs its samples with: a Python, and after the first run another in reserve, for when that is stopped. */
export class Engine {
  #archives;
  #modules;
  #python;
  #spare;
  #end;
  #answers;
  #resting;

  constructor(pack, archives, modules = []) {
    this.pack = pack;
    this.#archives = pack.archives(archives);
    this.#modules = modules;
  }

  /** Whether a run goes on. */
  get isBusy() {
    return Boolean(this.#end);
  }

  /** Begin to load what a run needs, unless that is done; resolves when it can run. */
  prepare(progress = () => {}) {
    this.#python ??= this.#spare ?? this.#begin();
    if (this.#python === this.#spare) this.#spare = undefined;
    Object.assign(this.#python, { progress, spoilt: () => this.#drop() });
    return this.#python.ready;
  }

  /** Run a job, and give its report; see the top of this file. */
  async run(job, on = {}) {
    if (this.isBusy) throw new Error("a run goes on");
    const ended = new Promise((_, reject) => (this.#end = (reason) => reject(new Ended(reason))));
    try {
      return await Promise.race([ended, this.#run(job, on)]);
    } catch (error) {
      this.#drop();
      throw error;
    } finally {
      this.#end = this.#answers = undefined;
      this.#rest();
    }
  }

  async #run(job, on) {
    await this.#add(job.imports);
    await this.prepare(on.progress);
    const handlers = { ...on, capped: () => this.#end?.("capped") };
    const seed = crypto.getRandomValues(new Uint32Array(1))[0];
    for (let answers = job.answers; ; on.again?.()) {
      on.progress?.("run");
      const report = await this.#python.run({ ...job, answers, seed }, handlers);
      if (report.spent || REACHES.test(JSON.stringify(job))) this.#drop();
      if (report.asked !== undefined) answers = [...answers, await this.#asked(report.asked, on)];
      else if (!(await this.#add(report.missing))) return report;
      await this.prepare(on.progress);
    }
  }

  /** Nobody can wait within Python: what is answered is for a run that begins anew. */
  #asked(prompt, on) {
    return new Promise((resolve) => {
      this.#answers = resolve;
      on.ask?.(prompt);
    });
  }

  /** Have Python know the archives of further modules; whether there are any. */
  async #add(modules) {
    const names = modules.map((name) => this.pack.archiveOf(name)).filter(Boolean);
    const added = this.pack.archives(names).filter((name) => !this.#archives.includes(name));
    if (!added.length) return false;
    this.#archives = [...this.#archives, ...added];
    this.#spare?.stop();
    this.#spare = undefined;
    await this.#python?.add(added);
    return true;
  }

  /** Give an answer to what was asked; null is the end of all input. */
  answer(text) {
    this.#answers?.(text);
  }

  /** End the run, if there is one, whatever it does. */
  stop() {
    this.#end?.("stopped");
  }

  #drop() {
    this.#python?.stop();
    this.#python = undefined;
  }

  #begin(keeps) {
    return new Python(this.pack, this.#archives, this.#modules, keeps);
  }

  /** Reserve another Python after a run, but not while a reader runs one thing after the other, which it would slow down. */
  #rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => whenIdle(() => this.#reserve()), this.#python ? REST : 0);
  }

  /** Where there is room, have another Python ready, and a snapshot of it, taken before it runs anything. */
  async #reserve() {
    if (this.#spare || this.isBusy || !mayPrepare()) return;
    const python = this.#begin(mayKeep());
    this.#spare = python;
    await python.ready.catch(() => {
      if (this.#spare === python) this.#spare = undefined;
    });
  }
}

/** One Python, with `archives` and the `modules` that were imported beforehand; it runs a job at a time. */
export class Python {
  #frame = document.createElement("iframe");
  #channel = new MessageChannel();
  #errors = new MessageChannel(); // of the worker as such, as where a browser does not know what is in it
  #leaving = new AbortController();
  #handlers = {};
  #ready;

  /** `keeps`: whether to make a snapshot of it for later; it begins from a snapshot if there is one. */
  constructor(pack, archives, modules, keeps = false) {
    Object.assign(this, { pack, archives, modules, progress: () => {}, spoilt: () => {} });
    for (const { port1 } of [this.#channel, this.#errors]) port1.onmessage = ({ data }) => this.#hear(data);
    this.#ready = this.#boot(keeps);
    this.#ready.catch(() => {}); // whoever waits for it gets it, too
  }

  /** Resolves when it can run. */
  get ready() {
    return this.#ready;
  }

  async #boot(keeps) {
    const ready = this.#told("ready", { step: (step) => this.progress(step) });
    const steps = [this.#open(), this.#sendWasm(), this.#sendText("script"), this.#sendText("loader"), ready];
    steps.push(this.#read(this.archives).then((archives) => this.#post({ archives }, archives)));
    const snapshot = await kept(this);
    const makesSnapshot = !snapshot && (await keeps);
    this.#post({ boot: { lock: this.pack.lock, modules: this.modules, snapshot, makesSnapshot } }, snapshot ? [snapshot] : []);
    await Promise.all(steps).catch(async (error) => {
      if (snapshot) await forget(this); // it may be what is damaged, and would be so for ever
      throw error;
    });
    if (makesSnapshot) await this.#keep();
    this.progress("ready");
  }

  /** Open the frame, and have the worker begin in it. */
  async #open() {
    const worker = this.#text("worker");
    Object.assign(this.#frame, { title: "Python", tabIndex: -1, ariaHidden: "true", src: this.pack.url("frame") });
    Object.assign(this.#frame.style, UNSEEN);
    this.#frame.sandbox = "allow-scripts";
    const loaded = new Promise((resolve) => this.#frame.addEventListener("load", resolve, { once: true }));
    document.body.append(this.#frame);
    await loaded;
    this.#frame.contentWindow.postMessage(await worker, "*", [this.#channel.port2, this.#errors.port2]);
  }

  async #sendWasm() {
    for await (const wasm of this.#pieces("wasm")) this.#post({ wasm }, [wasm]);
    this.#post({ wasm: null });
  }

  async #sendText(name) {
    this.#post({ [name]: await this.#text(name) });
  }

  async #text(name) {
    return (await this.#blob(name)).text();
  }

  async #blob(name) {
    const parts = [];
    for await (const part of this.#pieces(name)) parts.push(part);
    return new Blob(parts);
  }

  /** The bytes of archives, and where they are to lie. */
  #read(names) {
    const read = async (name) => {
      const bytes = new Uint8Array(await (await this.#blob(name)).arrayBuffer());
      return { place: this.pack.files[name].place, bytes };
    };
    return Promise.all(names.map(read));
  }

  /** A file of the pack, as it comes. */
  async *#pieces(name) {
    const answer = await fetch(this.pack.url(name), { signal: this.#leaving.signal });
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    const { sent, bytes } = this.pack.files[name];
    const reader = answer.body.getReader();
    for (let read; !(read = await reader.read()).done; ) {
      this.progress({ name, bytes: (read.value.length * sent) / bytes });
      yield read.value;
    }
  }

  /** Send a message; the bytes in `moved` are ours no longer. */
  #post(message, moved = []) {
    this.#channel.port1.postMessage(message, moved.map((each) => (each.bytes ?? each).buffer));
  }

  /** What the worker tells as `name`; `on` has what to do with all else that it tells before. */
  #told(name, on = {}) {
    return new Promise((resolve, reject) => {
      const last = (settle) => (value) => {
        this.#handlers = {};
        settle(value);
      };
      const failed = (message) => reject(new Error(message.slice(-WORDS)));
      this.#handlers = { ...on, [name]: last(resolve), failed: last(failed) };
    });
  }

  /** Hand on what is waited for. */
  #hear(data) {
    const name = Object.keys(SAID).find((each) => typeof (data?.[each] ?? undefined) === SAID[each]);
    if (this.#handlers[name]) return this.#handlers[name](data[name]);
    this.#handlers.failed?.(FORGED);
    this.spoilt();
  }

  async #keep() {
    const told = this.#told("snapshot");
    this.#post({ snapshot: true });
    await keep(this, await told).catch(() => {}); // a browser that has no room for it after all
  }

  /** Have it know further archives. */
  async add(names) {
    await this.#ready;
    const archives = await this.#read(names);
    const told = this.#told("ready");
    this.#post({ add: archives }, archives);
    await told;
  }

  /** Run a job; `on` has what to do with {output} and {capped}. Gives the report. */
  async run(job, on) {
    await this.#ready;
    const told = this.#told("report", limited(job.most, on));
    this.#post({ job });
    return checked(await told, job);
  }

  /** End it, whatever it does. */
  stop() {
    this.#leaving.abort();
    this.#frame.remove();
    this.#channel.port1.close();
    this.#errors.port1.close();
  }
}

/** The handlers `on`, given no more than `most` characters, or messages than any honest run has. */
function limited(most, { output, capped }) {
  const begun = performance.now();
  let [messages, characters] = [0, 0];
  const counted = (text) => {
    messages += 1;
    characters += text.length;
    const allowed = FLOOD.most + (FLOOD.perSecond * (performance.now() - begun)) / 1000;
    if (characters > most + SLACK || messages > allowed) capped?.();
    else output?.(text);
  };
  return { output: counted, capped };
}

/** A report of the shape that page.py gives it, and not too long to be shown; throws where it is another. */
function checked({ parts, figure, missing, spent, asked }, job) {
  let room = job.most + BESIDES;
  const take = (holds, length) => {
    if (!holds) throw new Error(FORGED);
    room -= length;
    if (room < 0) throw new Ended("capped");
  };
  const text = (value) => {
    take(typeof value === "string", value?.length);
    return value;
  };
  const number = (value) => {
    take(typeof value === "number", 1);
    return value;
  };
  const list = (values, each) => {
    take(Array.isArray(values), values?.length);
    return Array.from(values, each);
  };
  const orNull = (value, is) => (value === null ? null : is(value));
  const raised = ([type, message, traceback, line]) => [...[type, message, traceback].map(text), number(line)];
  const part = (told) => ({
    output: text(told?.output),
    raised: orNull(told.raised, (values) => raised(list(values))),
    exit: orNull(told.exit, number),
  });
  const done = list(parts, part);
  take(done.length && done.length <= job.parts.length, 0);
  return {
    parts: done,
    figure: orNull(figure, text),
    missing: list(missing, text),
    spent: Boolean(spent),
    asked: asked === undefined ? undefined : text(asked),
  };
}

/** Whether the reader's device has room for more than one run needs, and who has it does not save data. */
export function mayPrepare() {
  return !navigator.connection?.saveData && (navigator.deviceMemory ?? ENOUGH) >= ENOUGH;
}

async function mayKeep() {
  if (!globalThis.caches) return false;
  const { quota, usage } = await navigator.storage.estimate();
  return quota - usage > KEPT.room;
}

/** The address of the snapshot of a Python; it differs where anything in it would. */
function snapshotOf({ pack, archives, modules }) {
  const files = ["worker", "wasm", "script", ...archives].map((name) => pack.files[name].url);
  const address = pack.url("wasm");
  address.search = new URLSearchParams({ snapshot: [...files, ...modules].join(" ") });
  return address;
}

async function kept(python) {
  const cache = await globalThis.caches?.open(KEPT.cache).catch(() => undefined); // where a browser refuses all storage
  const found = await cache?.match(snapshotOf(python));
  return found && new Uint8Array(await found.arrayBuffer());
}

async function forget(python) {
  await (await caches.open(KEPT.cache)).delete(snapshotOf(python));
}

/** Keep a snapshot, and of the others the newest few. */
async function keep(python, bytes) {
  if (!(bytes instanceof ArrayBuffer)) return;
  const cache = await caches.open(KEPT.cache);
  await cache.put(snapshotOf(python), new Response(bytes));
  const old = (await cache.keys()).slice(0, -KEPT.most);
  await Promise.all(old.map((request) => cache.delete(request)));
}

function whenIdle(work) {
  if (globalThis.requestIdleCallback) requestIdleCallback(work);
  else setTimeout(work, 200);
}
