// The buttons above each block of code.

import { adopt } from "./sheet.js";

await adopt(new URL("./code.css", import.meta.url));

const SHOWN_FOR = 2000; // milliseconds
const NOT_TYPED = ".linenos, del";
const PROMPT = "\uE000";
const root = document.documentElement;

/** The code as a reader would type it: no prompts, no output, no line numbers, and no lines that a change took away. */
function textToType(code) {
  const copy = code.cloneNode(true);
  for (const node of copy.querySelectorAll(NOT_TYPED)) node.remove();
  for (const prompt of copy.querySelectorAll(".gp")) prompt.textContent = PROMPT;
  const lines = copy.textContent.split("\n");
  // In a session, what has no prompt before it is output, whatever colour it has.
  const typed = copy.querySelector(".gp") ? lines.filter((line) => line.startsWith(PROMPT)) : lines;
  return `${typed.join("\n").replaceAll(PROMPT, "").trim()}\n`;
}

class CodeTools extends HTMLElement {
  connectedCallback() {
    const sample = this.closest(".sample");
    const block = sample.querySelector(".highlight");
    this.name = sample.querySelector(".sample-title")?.textContent ?? "the code";
    this.code = block.firstElementChild;
    this.copy = this.button(() => this.put());
    this.wrap = this.button(() => this.toggleWrap(), "Wrap");
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.role = "status";
    this.rest();
    this.append(this.status);
    if (sample.id && ("lines" in sample.dataset || !block.querySelector(".linenos"))) {
      this.lines = this.button(async () => {
        const { number } = await import("./lines.js");
        number(sample, !("lines" in sample.dataset));
      }, "Lines");
      this.lines.ariaPressed = "lines" in sample.dataset;
    }
    new ResizeObserver(() => this.offerWrap(sample)).observe(block);
  }

  button(act, word = "") {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word;
    if (word) button.ariaPressed = "false";
    button.addEventListener("click", act);
    this.append(button);
    return button;
  }

  async put() {
    let word = "Copied";
    try {
      await navigator.clipboard.writeText(textToType(this.code));
    } catch {
      word = "Not copied";
    }
    this.copy.ariaLabel = null; // so that the name is the word that is seen
    this.copy.textContent = this.status.textContent = word;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), SHOWN_FOR);
  }

  /** The button as it waits: its name says what it copies, since a page has many. */
  rest() {
    this.copy.textContent = "Copy";
    this.copy.ariaLabel = `Copy ${this.name}`;
    this.status.textContent = "";
  }

  /** Lines are wrapped in all blocks or in none, here and on the pages that the reader opens later. */
  toggleWrap() {
    const wraps = root.toggleAttribute("data-wrap");
    try {
      if (wraps) localStorage.wrap = "1";
      else delete localStorage.wrap;
    } catch {}
    for (const tools of document.querySelectorAll("code-tools")) tools.wrap.ariaPressed = wraps;
  }

  /** Where nothing is wider than the page, there is nothing to wrap. */
  offerWrap(sample) {
    const wraps = "wrap" in root.dataset;
    this.wrap.ariaPressed = wraps;
    const blocks = [...sample.querySelectorAll("pre[tabindex]")];
    this.wrap.hidden = !blocks.some((block) => wraps || block.scrollWidth > block.clientWidth);
  }
}

customElements.define("code-tools", CodeTools);

for (const block of document.querySelectorAll(".sample > .highlight")) block.before(document.createElement("code-tools"));

// What runs samples is no part of the theme: the plugin that has it says where it is.
const runs = document.querySelector("[data-run]");
if (runs) import(new URL(runs.dataset.run, document.baseURI));

/** Show the line that the address names; its sample may be in a tab that is not open. */
async function show() {
  const [, name, line] = /^#(.+?)(:\d+)?$/.exec(decodeURIComponent(location.hash)) ?? [];
  const sample = document.getElementById(name);
  const tab = sample?.parentElement.matches(".tabs") && sample.previousElementSibling.querySelector("input");
  if (tab) tab.checked = true;
  if (sample?.matches(".sample") && line && !document.getElementById(name + line)) {
    const { number } = await import("./lines.js");
    number(sample, true);
    location.replace(location.href); // once more, now that it is there
  }
}

addEventListener("hashchange", show);
show();
