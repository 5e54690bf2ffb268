// What the samples of a page share: what they are, and one engine, which runs one of them at a time.

import { Ended, Engine, Pack } from "./engine.js";

export { mayPrepare } from "./engine.js";

const MOST = 1 << 17; // bytes of output, above which a run is ended
const { dataset } = document.querySelector("[data-pack]");

/** The address that the page says of its `pack` or of its `samples`. */
export const addressOf = (name) => new URL(dataset[name], document.baseURI).href;

/** A function that loads something once; where that fails, another call tries again. */
function once(load) {
  let loading;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** What the page's samples are: {files, samples}, the latter by their ids. */
export const samples = once(async () => {
  const answer = await fetch(addressOf("samples"));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return answer.json();
});

/** What a page may load. */
export const pack = once(() => Pack.load(addressOf("pack")));

let engine;
let running = Promise.resolve();

/** The engine, with what all samples of the page need. */
async function started() {
  const [{ samples: all }, files] = await Promise.all([samples(), pack()]);
  const each = (name) => Object.values(all).flatMap((sample) => sample[name]);
  engine ??= new Engine(files, [...new Set(each("archives"))], [...new Set(each("imports"))]);
  return engine;
}

/** Begin to load what a run needs. */
export const prepare = async (progress) => (await started()).prepare(progress);

/** Run a job; `on` has {progress}, {output}, {again}, and {ask}, which gives the answer. What runs already is ended.

    Gives the report; or {stopped: true}, or {capped: true} where it printed too much. */
export async function run(job, on) {
  const mine = await started();
  mine.stop();
  await running;
  const run = mine.run({ most: MOST, ...job }, { ...on, ask: async (prompt) => mine.answer(await on.ask(prompt)) });
  running = run.catch(() => {});
  try {
    return await run;
  } catch (error) {
    if (error instanceof Ended) return { [error.reason]: true };
    throw error;
  }
}

/** End what runs. */
export const stop = () => engine?.stop();
