// Adds a button to every block of code; without this script there is none.

const SHOWN_FOR = 2000;

const CODE = ".sample-code pre code";
const NOT_TYPED = ".gp, .go, .gt, .gr, .linenos";

/** The code as a reader would type it: no prompts, no output, no line numbers. */
export function textToType(code) {
  const copy = code.cloneNode(true);
  const isSession = code.querySelector(".gp") !== null;
  for (const node of copy.querySelectorAll(NOT_TYPED)) node.remove();
  // In a session, what the output leaves behind are blank lines.
  const text = isSession ? copy.textContent.replace(/\n(\s*\n)+/g, "\n") : copy.textContent;
  return `${text.trim()}\n`;
}

class CopyCode extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the code");
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

  show(button, word) {
    this.dataset.state = word === "Copied" ? "done" : "failed";
    button.textContent = word;
    this.querySelector("[role=status]").textContent = word;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      delete this.dataset.state;
      button.textContent = "Copy";
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
