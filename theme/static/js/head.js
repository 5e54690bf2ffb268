// What has to be known before anything is painted: the reader's choice of colours and of wrapped lines, and that pages fade
// into each other unless less motion is wanted. It is part of the page without being inline (partials/policy.html). What
// can wait is loaded when the page has been painted, so that nothing waits for it.

try {
  const root = document.documentElement;
  const { scheme, wrap } = localStorage;
  if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  if (wrap) root.dataset.wrap = "";
} catch {} // a reader may let nothing be kept

// As a rule of a style sheet this would be an error to the checkers of CSS, which don't know it yet.
const sheet = new CSSStyleSheet();
sheet.replaceSync("@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}");
document.adoptedStyleSheets.push(sheet);

const AFTER_LOAD = 200; // milliseconds, in which the first paint comes
const later = document.currentScript.dataset.later.split(" ");
const load = () => later.forEach((address) => import(new URL(address, document.baseURI)));
addEventListener("load", () => setTimeout(load, AFTER_LOAD));
