// Offers Run at each sample that runs in the page, and says what that costs. What runs it is loaded when a reader goes there.

import { adopt, button, make, whole } from "./dom.js";

const said = `loads ${whole} once, then cached`;
const load = () => {
  import("./engine.js"); // with run.js, and not behind it
  return import("./run.js");
};

function offerRun(block) {
  const title = block.parentElement.querySelector(".sample-title")?.textContent;
  const place = make("sample-run", { role: "group", ariaLabel: title ? `Run ${title}` : "Run the code" });
  const words = make("span", { className: "run-cost" }, said);
  const go = button("Run", () => {
    if (place.run) return; // and with it another listener
    words.textContent = "Loading";
    load().then(() => place.run());
  });
  go.className = "run-go";
  for (const event of ["pointerenter", "focusin"]) place.addEventListener(event, load, { once: true });
  place.append(go, words);
  block.after(place);
}

function offerTool(place) {
  const open = () => import("./tool.js").then((tool) => tool.open(place));
  place.append(button(`Open the form: ${place.dataset.tool}`, open), make("span", {}, said));
}

function offerScript(reason) {
  const save = () => import("./script.js").then(({ saveOf }) => saveOf(reason.parentElement.id));
  reason.append(" ", button("Download as a script", save, { className: "run-script" }));
}

await adopt(new URL("./offer.css", import.meta.url));
document.querySelectorAll("[data-browser] > .highlight").forEach(offerRun);
document.querySelectorAll("[data-pack] [data-tool]").forEach(offerTool);
document.querySelectorAll(".sample:not([data-browser]) > .sample-browser").forEach(offerScript);
if (location.hash.includes("?code=")) load();
