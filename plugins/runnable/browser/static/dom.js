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

/** A number of bytes, for readers. */
export const bytes = (number) => (number < 1e6 ? `${Math.ceil(number / 1e3)} kB` : `${(number / 1e6).toFixed(1)} MB`);

/** How long something took, for readers. */
export const time = (ms) => (ms < 995 ? `${Math.max(Math.round(ms), 1)} ms` : `${(ms / 1e3).toFixed(1)} s`);
