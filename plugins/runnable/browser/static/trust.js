// The one policy for what browsers take for dangerous: the markup of the editor, which is code in spans, and the address of
// the worker that keeps pages for readers without a network. All else is refused, whoever asks.

const TAG = /<(?:div|span)(?: class=(?:"[\w -]*"|[\w-]+))?(?: aria-hidden=true)?>|<\/(?:div|span)>/;
const FIELD = /<textarea class=pce-textarea spellcheck=false autocapitalize=off autocomplete=off>/;
const MARKUP = new RegExp(`^[^<]*(?:(?:${TAG.source}|${FIELD.source})[^<]*)*$`);

/** The address of the worker. */
export const WORKER = new URL("../sw.js", new URL(document.querySelector("[data-pack]").dataset.pack, document.baseURI)).href;

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (html) => (MARKUP.test(html) ? html : null),
  createScriptURL: (address) => (address === WORKER ? address : null),
});
