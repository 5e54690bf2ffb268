// Measures pages with Lighthouse, as on a phone, one after the other in one Chromium:
//   node lighthouse.mjs CHROMIUM URL…
// prints a line of JSON for each: its scores, its metrics in milliseconds, and what did not pass.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...urls] = process.argv.slice(2);
const chromeFlags = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const METRICS = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
};
const name = (item) => item.url ?? item.node?.selector ?? item.description ?? JSON.stringify(item).slice(0, 200);

function summary(url, { lhr }) {
  const weighed = Object.values(lhr.categories).flatMap((category) =>
    category.auditRefs.filter((reference) => reference.weight > 0).map((reference) => reference.id),
  );
  const failed = [...new Set(weighed)]
    .map((id) => lhr.audits[id])
    .filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => [audit.id, audit.displayValue ?? "", ...(audit.details?.items ?? []).slice(0, 5).map(name)].join(" "));
  return {
    url,
    error: lhr.runtimeError?.message ?? "",
    scores: Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score])),
    metrics: Object.fromEntries(Object.entries(METRICS).map(([key, id]) => [key, lhr.audits[id].numericValue])),
    failed,
  };
}

const chrome = await launch({ chromePath, chromeFlags });
try {
  for (const url of urls) {
    const flags = {
      port: chrome.port, logLevel: "error", ignoreStatusCode: true,
      onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
      disableFullPageScreenshot: true,
    };
    console.log(JSON.stringify(summary(url, await lighthouse(url, flags))));
  }
} finally {
  await chrome.kill();
}
