// Adds a button to every block of code; without this script there is none.

const SHOWN_FOR = 2000;

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
      await navigator.clipboard.writeText(textToType(this.parentElement.querySelector("pre code")));
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
for (const block of document.querySelectorAll(".sample-code")) {
  if (block.querySelector("pre code")) block.prepend(document.createElement("copy-code"));
}
