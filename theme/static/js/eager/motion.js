// Pages fade into each other, unless the reader wants less motion. As a rule of a style sheet it would be an error to the
// checkers of CSS, which don't know it yet.

const sheet = new CSSStyleSheet();
sheet.replaceSync("@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}");
document.adoptedStyleSheets.push(sheet);
getComputedStyle(document.documentElement).color; // a page that begins before its rules were applied does not fade
