// Has a worker keep what this page needs, so that it runs without a network, too; asked for after the first run.

import { addressOf, mayPrepare, pack } from "./page.js";
import { WORKER } from "./trust.js";

let asked;

/** Keep this page, what it has loaded, and what of the pack it has run with. */
export function keep() {
  asked ??= keepAll().catch(() => {}); // a reader may let nothing be kept, and a page of a file can't
}

async function keepAll() {
  if (!navigator.serviceWorker) return;
  if (mayPrepare()) await Promise.all([import("./editor.js").then(({ library }) => library()), import("./script.js")]);
  const registration = await navigator.serviceWorker.register(WORKER);
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  const root = new URL(".", WORKER).href;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const used = loaded.filter((address) => address.startsWith(root));
  const files = Object.values((await pack()).files).map(({ url }) => new URL(url, addressOf("pack")).href);
  const own = [location.href.split("#")[0], addressOf("pack"), addressOf("samples")];
  worker.postMessage({ keep: [...new Set([...own, ...used])], pack: [...files, addressOf("pack")] });
}
