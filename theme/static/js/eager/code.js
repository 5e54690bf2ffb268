// What a block of code offers (copying, wrapping, the numbers of its lines) comes when the reader does something, or by an
// address that may mean a line.

if (document.querySelector(".sample")) {
  const load = () => import("./lazy/code.js");
  if (location.hash) load();
  for (const event of ["pointermove", "pointerdown", "keydown", "scroll", "focusin"]) {
    addEventListener(event, load, { once: true, passive: true });
  }
}
