// Has a worker keep what this page needs, so that it runs without a network, too; asked for after the first run.

import { pack, samples } from "./page.js";
import { WORKER } from "./trust.js";

let asked;

/** Keep this page, what it has loaded, and what of the pack it has run with. */
export function keep() {
  asked ??= keepAll().catch(() => {}); // a reader may let nothing be kept, and a page of a file can't
}

async function keepAll() {
  const registration = await navigator.serviceWorker.register(WORKER);
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  const { dataset } = document.querySelector("[data-pack]");
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const own = [location.href.split("#")[0], ...["pack", "samples"].map((name) => new URL(dataset[name], document.baseURI).href)];
  const scripts = loaded.filter((address) => address.startsWith(new URL(".", WORKER).href));
  const files = Object.values((await pack()).files).map(({ url }) => new URL(url, new URL(dataset.pack, document.baseURI)).href);
  await samples();
  worker.postMessage({ keep: [...new Set([...own, ...scripts])], pack: files });
}
