/** Make an element; what is null is left out, and a text is never read as HTML. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Make a button that does something. */
export function button(word, act, properties = {}) {
  const made = make("button", { type: "button", ...properties }, word);
  made.addEventListener("click", act);
  return made;
}

/** Have a style sheet; it is there when this is done, and without a network never is. */
export async function adopt(address) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  await sheet.replace(await (await fetch(address)).text());
}

const cost = Number(document.querySelector("[data-pack]").dataset.cost);
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** How many bytes a page loads for its samples, for readers. */
export const whole = `${megabytes(cost)} MB`;

/** How many of them are there, for readers. */
export const loaded = (bytes) => `${megabytes(Math.min(bytes, cost))} of ${whole}`;

/** How long something took, for readers. */
export const time = (ms) => (ms < 995 ? `${Math.max(Math.round(ms), 1)} ms` : `${(ms / 1e3).toFixed(1)} s`);
