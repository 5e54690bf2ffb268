// The reader's choice of a colour scheme; without one, or without this script, the system's holds. What was chosen before
// is known already (head.js).

const KEY = "scheme";
const SCHEMES = ["auto", "light", "dark"];
const root = document.documentElement;
let store = {}; // for as long as the page is open, where the reader lets nothing be kept
try {
  store = localStorage;
} catch {}

const chosen = () => root.dataset.scheme ?? "auto";

function apply(scheme) {
  if (scheme === "dark" || scheme === "light") root.dataset.scheme = scheme;
  else delete root.dataset.scheme;
}

class SchemeSwitch extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => {
      apply((store[KEY] = SCHEMES[(SCHEMES.indexOf(chosen()) + 1) % 3]));
      this.name(button);
    });
    this.name(button);
    this.replaceChildren(button);
  }

  name(button) {
    button.title = button.ariaLabel = `Colours: ${chosen()}`;
  }
}

customElements.define("scheme-switch", SchemeSwitch);
