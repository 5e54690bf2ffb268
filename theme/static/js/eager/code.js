// What a block of code offers (copying, wrapping, the numbers of its lines) comes when the page is at rest; only that its
// lines are wrapped, if the reader has chosen that, is known before they are seen.

try {
  if (localStorage.wrap) document.documentElement.dataset.wrap = "";
} catch {}
if (document.querySelector(".sample")) (window.requestIdleCallback ?? setTimeout)(() => import("./lazy/code.js"));
