// Python for a page: made in a frame of its own when it is wanted, and taken away with it. worker.js is the other end.
//
//   const pack = await Pack.load(address);
//   const engine = new Engine(pack, ["web"], ["flask"]);  // all that the samples of the page need
//   engine.prepare();                                     // at a hint that a run is near: begins to load
//   const report = await engine.run(job, {                // a job of page.py; the first run waits for what is loaded
//     progress(step) {},                                  // {name, bytes} of a file that came, or "start", "ready", "run"
//     output(text) {},                                    // a piece of what was printed: text, never HTML
//     ask(prompt) {},                                     // input() waits for engine.answer(text); null is its end
//     again() {},                                         // the run begins anew: what it printed so far is void
//   });                                                   // it throws Ended where it was stopped or printed too much
//   engine.stop();                                        // at any time; the next run finds another Python

const CACHE = "runnable";
const LOW = { memory: 4, snapshot: 64 << 20 }; // GiB that a device has; bytes that it has to spare for what we keep

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

  url(name) {
    return new URL(this.files[name].url, new URL(this.address, document.baseURI));
  }

  /** How many bytes come over the wire for `archives`, the first time. */
  cost(archives) {
    const { frame, worker, wasm, script, loader } = this.files;
    const files = [frame, worker, wasm, script, loader, ...archives.map((name) => this.files[name])];
    return files.reduce((sum, file) => sum + file.sent, 0);
  }
}

/** A run that did not come to its end; `reason` is "stopped", or "capped" where it printed more than job.most bytes. */
export class Ended extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** What a page runs its samples with: a Python, and after a run another in reserve, for when the first is stopped. */
export class Engine {
  #python;
  #archives;
  #modules;
  #end;
  #answers;

  constructor(pack, archives, modules = []) {
    this.pack = pack;
    this.#archives = pack.archives(archives);
    this.#modules = modules;
  }

  /** The names of all files that the first run waits for; pack.cost(names) says how many bytes those are. */
  get archives() {
    return this.#archives;
  }

  /** Whether a run goes on. */
  get isBusy() {
    return Boolean(this.#end);
  }

  /** Begin to load what a run needs, unless that is done; resolves when it can run. */
  prepare(progress = () => {}) {
    this.#python ??= new Python(this.pack, this.#archives, this.#modules);
    this.#python.progress = progress;
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
      this.#end = undefined;
    }
  }

  async #run(job, on) {
    await this.prepare(on.progress);
    on.progress?.("run");
    const capped = () => this.#end("capped");
    for (let answers = job.answers ?? []; ; on.again?.()) {
      const report = await this.#python.run({ ...job, answers }, { ...on, capped });
      if (report.asked === undefined) return report;
      on.ask?.(report.asked);
      answers = [...answers, await new Promise((resolve) => (this.#answers = resolve))];
    }
  }

  /** Give an answer to what was asked. */
  answer(text) {
    if (this.#answers) this.#answers(text);
    else this.#python.answer(text);
    this.#answers = undefined;
  }

  /** End the run, if there is one, whatever it does. */
  stop() {
    this.#end?.("stopped");
  }

  /** End it for good, as where another is to take its place. */
  close() {
    this.stop();
    this.#drop();
  }

  #drop() {
    this.#python?.stop();
    this.#python = undefined;
    this.#answers = undefined;
  }
}

/** One Python, with `archives` and the `modules` that were imported beforehand; it runs a job at a time. */
export class Python {
  #frame = document.createElement("iframe");
  #port;
  #ready;
  #handlers = {};

  constructor(pack, archives, modules, progress = () => {}) {
    this.pack = pack;
    this.archives = archives;
    this.modules = modules;
    this.progress = progress;
    this.isBusy = false;
    this.#ready = this.#boot((step) => this.progress(step), {});
    this.#ready.catch(() => {});
  }

  /** Resolves when it can run. */
  get ready() {
    return this.#ready;
  }

  async #boot(progress, options) {
    const { pack, archives } = this;
    const get = (name) => fetched(pack, name, progress);
    const wasm = get("wasm");
    const texts = ["worker", "script", "loader"].map((name) => get(name).then((parts) => new Blob(parts).text()));
    const zips = archives.map((name) => get(name).then((parts) => new Blob(parts).arrayBuffer()));
    const snapshot = options.makesSnapshot ? undefined : await kept();
    await this.#open();
    const channel = new MessageChannel();
    this.#port = channel.port1;
    const [worker, script, loader] = await Promise.all(texts);
    this.#frame.contentWindow.postMessage(worker, "*", [channel.port2]);
    const ready = new Promise((resolve, reject) => {
      this.#handlers = { ready: resolve, failed: (message) => reject(new Error(message)), step: progress };
    });
    this.#port.onmessage = ({ data }) => {
      for (const [name, value] of Object.entries(data)) this.#handlers[name]?.(value);
    };
    const bytes = await Promise.all(zips);
    const boot = {
      script,
      loader,
      lock: pack.lock,
      modules: this.modules,
      archives: archives.map((name, at) => ({ place: pack.files[name].place, bytes: new Uint8Array(bytes[at]) })),
      snapshot: snapshot && new Uint8Array(snapshot),
      ...options,
    };
    this.#port.postMessage({ boot }, [...bytes, ...(snapshot ? [snapshot] : [])]);
    for (const part of await wasm) this.#port.postMessage({ wasm: part }, [part.buffer]);
    this.#port.postMessage({ wasm: null });
    await ready;
    progress("ready");
  }

  async #open() {
    this.#frame.hidden = true;
    this.#frame.sandbox = "allow-scripts";
    this.#frame.title = "Python";
    this.#frame.src = this.pack.url("frame");
    const loaded = new Promise((resolve) => this.#frame.addEventListener("load", resolve, { once: true }));
    document.body.append(this.#frame);
    await loaded;
  }

  /** Run a job; `on` has what to do with {output}, {ask} and {capped}. Gives the report. */
  async run(job, on) {
    await this.#ready;
    this.isBusy = true;
    try {
      return await new Promise((resolve, reject) => {
        this.#handlers = { ...on, report: resolve, failed: (message) => reject(new Error(message)) };
        this.#port.postMessage({ job });
      });
    } finally {
      this.isBusy = false;
    }
  }

  /** Give an answer to what was asked. */
  answer(text) {
    this.#port.postMessage({ answer: text });
  }

  /** End it, whatever it does. */
  stop() {
    this.#frame.remove();
    this.#port?.close();
  }
}

/** A file of the pack, in pieces; `progress` gets how many bytes of it have come. */
async function fetched(pack, name, progress) {
  const answer = await fetch(pack.url(name));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const reader = answer.body.getReader();
  const parts = [];
  for (let read; !(read = await reader.read()).done; ) {
    parts.push(read.value);
    progress({ name, bytes: read.value.length });
  }
  return parts;
}

async function kept() {
  return undefined;
}
