// Offers Run at each sample that runs in the page, and says what that costs. What runs it is loaded when a reader goes there.

const { cost } = document.querySelector("[data-pack]").dataset;
const said = `loads ${(cost / 1e6).toFixed(1)} MB once, then cached`;
const load = () => import("./run.js");

for (const sample of document.querySelectorAll("[data-browser] > .highlight")) {
  const place = document.createElement("sample-run");
  const button = document.createElement("button");
  const words = document.createElement("span");
  button.type = "button";
  button.textContent = "Run";
  button.className = "run-go";
  words.className = "run-cost";
  words.textContent = said;
  button.addEventListener("click", () => {
    if (place.run) return; // and with it another listener
    words.textContent = "Loading";
    load().then(() => place.run());
  });
  for (const event of ["pointerenter", "focusin"]) place.addEventListener(event, load, { once: true });
  place.append(button, words);
  sample.after(place);
}
for (const place of document.querySelectorAll("[data-pack] [data-tool]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `Open the form: ${place.dataset.tool}`;
  const words = document.createElement("span");
  words.textContent = said;
  button.addEventListener("click", () => import("./tool.js").then(({ open }) => open(place)));
  place.append(button, words);
}
for (const reason of document.querySelectorAll(".sample:not([data-browser]) > .sample-browser")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "run-script";
  button.textContent = "Download as a script";
  button.addEventListener("click", () => import("./script.js").then(({ saveOf }) => saveOf(reason.parentElement.id)));
  reason.append(" ", button);
}
if (location.hash.includes("?code=")) load();
