// Adds a button to every block of code; without this script there is none.

const SHOWN_FOR = 2000;

const CODE = ".sample-code pre code";
const NOT_TYPED = ".go, .linenos";
const PROMPT = "\uE000";

/** The code as a reader would type it: no prompts, no output, no line numbers. */
function textToType(code) {
  const copy = code.cloneNode(true);
  for (const node of copy.querySelectorAll(NOT_TYPED)) node.remove();
  for (const prompt of copy.querySelectorAll(".gp")) prompt.textContent = PROMPT;
  const lines = copy.textContent.split("\n");
  // In a session, what has no prompt before it is output, whatever colour it has.
  const typed = copy.querySelector(".gp") ? lines.filter((line) => line.startsWith(PROMPT)) : lines;
  return `${typed.join("\n").replaceAll(PROMPT, "").trim()}\n`;
}

class CopyCode extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    this.rest(button);
    button.addEventListener("click", () => this.copy(button));
    const status = document.createElement("span");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    this.replaceChildren(button, status);
  }

  async copy(button) {
    let word = "Copied";
    try {
      await navigator.clipboard.writeText(textToType(this.closest(".sample").querySelector(CODE)));
    } catch {
      word = "Not copied";
    }
    this.show(button, word);
  }

  /** The button as it waits: its name says what it copies, since a page has many. */
  rest(button) {
    const title = this.closest(".sample").querySelector(".sample-title");
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${title?.textContent ?? "the code"}`);
  }

  show(button, word) {
    this.dataset.state = word === "Copied" ? "done" : "failed";
    button.textContent = word;
    button.removeAttribute("aria-label"); // so that the name is the word that is seen
    this.querySelector("[role=status]").textContent = word;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      delete this.dataset.state;
      this.rest(button);
      this.querySelector("[role=status]").textContent = "";
    }, SHOWN_FOR);
  }
}

customElements.define("copy-code", CopyCode);
for (const sample of document.querySelectorAll(".sample")) {
  if (!sample.querySelector(CODE)) continue;
  const place = sample.querySelector(":scope > .sample-caption");
  if (place) place.append(document.createElement("copy-code"));
  else sample.querySelector(".sample-code").prepend(document.createElement("copy-code"));
}
