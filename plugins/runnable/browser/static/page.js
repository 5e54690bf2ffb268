// What the samples of a page share: what they are, and one Python, which runs one of them at a time.

import { Pack, Python } from "./engine.js";

const MOST = 1 << 17; // bytes of output, above which a run is ended
const ENOUGH = 4; // GiB of memory that a device should have for what is not asked for
const { dataset } = document.querySelector("[data-pack]");
const addressed = (name) => new URL(dataset[name], document.baseURI).href;

let told, packed, python;
let listener = () => {};
const wanted = { archives: new Set(), modules: new Set() };

/** What the page's samples are: {files, samples}, the latter by their ids. */
export async function samples() {
  told ??= fetch(addressed("samples")).then((answer) => answer.json());
  try {
    return await told;
  } catch (error) {
    told = undefined; // another try may find a network
    throw error;
  }
}

/** What a page may load. */
export async function pack() {
  packed ??= Pack.load(addressed("pack"));
  try {
    return await packed;
  } catch (error) {
    packed = undefined;
    throw error;
  }
}

/** Whether a reader would have what is not asked for yet: who saves bytes or has little memory would not. */
export const mayPrepare = () => !navigator.connection?.saveData && !(navigator.deviceMemory < ENOUGH);

/** Have Python there, with what all samples of the page need; `progress` gets what comes. */
export async function prepare(progress) {
  const [{ samples: all }, files] = await Promise.all([samples(), pack()]);
  for (const sample of Object.values(all)) {
    for (const name of sample.archives) wanted.archives.add(name);
    for (const name of sample.imports) wanted.modules.add(name);
  }
  listener = progress;
  python ??= new Python(files, files.archives([...wanted.archives]), [...wanted.modules], (step) => listener(step));
  const mine = python;
  try {
    await mine.ready;
  } catch (error) {
    if (mine === python) stop();
    throw error;
  }
  return mine;
}

/** Run a job; `on` has what to do with `output`, and `ask`, which gives the answer. Gives the report, or {capped}. */
export async function run(job, on, progress) {
  const mine = await prepare(progress);
  const cut = new Promise((resolve) => {
    mine.cut = resolve;
  });
  const handlers = {
    output: on.output,
    ask: async (prompt) => mine.answer(await on.ask(prompt)),
    capped: () => mine.cut({ capped: true }),
  };
  try {
    const report = await Promise.race([mine.run({ most: MOST, ...job }, handlers), cut]);
    if (report.capped) stop();
    return report;
  } catch (error) {
    if (mine === python) stop(); // whatever is wrong with it, the next run has another
    throw error;
  }
}

/** End what runs, and its Python with it. */
export function stop() {
  python?.stop();
  python?.cut?.({ stopped: true });
  python = undefined;
}

/** Have the archive of a module, if there is one that is not loaded, from now on. */
export async function add(module) {
  const { modules } = await pack();
  const name = modules[module];
  if (!name || wanted.archives.has(name)) return false;
  wanted.archives.add(name);
  stop();
  return true;
}
