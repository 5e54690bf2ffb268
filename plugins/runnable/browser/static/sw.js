// Keeps pages whose samples were run, and what they need for it, and gives them where there is no network.

const CACHE = "pages";
const FINGERPRINTED = /[.-][0-9a-f]{8,}\.\w+$/;
const PACK = /\/runnable\/[^/]+$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => event.waitUntil(keep(event.data)));

/** Keep what is at these addresses; of the packs, only files of the newest stay. */
async function keep({ keep: addresses, pack }) {
  const cache = await caches.open(CACHE);
  for (const { url } of await cache.keys()) {
    if (PACK.test(url) && !pack.includes(url) && !addresses.includes(url)) await cache.delete(url);
  }
  for (const address of addresses) {
    if (!(FINGERPRINTED.test(address) && (await cache.match(address)))) await cache.add(address).catch(() => {});
  }
}

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === location.origin) event.respondWith(answer(event.request));
});

/** What has a fingerprint is the same for ever; of all else the network knows best. */
async function answer(request) {
  const kept = await (await caches.open(CACHE)).match(request, { ignoreVary: true });
  if (kept && FINGERPRINTED.test(request.url)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
