// Runs jobs in the page by Firefox, which it drives by WebDriver BiDi: node firefox.mjs ADDRESS < JOBS.
//
// JOBS is a JSON list of what `run` of the page is called with; standard output gets the list of what it gives.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const jobs = JSON.parse(readFileSync(0, "utf8"));
const firefox = await puppeteer.launch({
  browser: "firefox",
  executablePath: "/usr/bin/firefox-esr",
  headless: true,
  protocolTimeout: 600_000,
});
try {
  const page = await firefox.newPage();
  await page.goto(process.argv[2]);
  await page.waitForFunction("window.ready");
  const found = [];
  for (const job of jobs) found.push(await page.evaluate((all) => run(...all), job));
  process.stdout.write(JSON.stringify(found));
} finally {
  await firefox.close();
}
