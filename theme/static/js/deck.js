// Keys for slides, beside those that scroll: forth and back, and to either end. Without it, slides are scrolled.

const slides = [...document.querySelectorAll(".slide")];
const KEYS = {
  ArrowRight: (at) => at + 1,
  PageDown: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  PageUp: (at) => at - 1,
  Home: () => 0,
  End: () => slides.length - 1,
};

/** The slide whose top is the nearest to that of the window. */
function current() {
  const distances = slides.map((slide) => Math.abs(slide.getBoundingClientRect().top));
  return distances.indexOf(Math.min(...distances));
}

addEventListener("keydown", (event) => {
  const step = KEYS[event.key];
  const wide = event.target.closest("pre, .table");
  if (!step || event.ctrlKey || event.altKey || event.metaKey || (wide && wide.scrollWidth > wide.clientWidth)) return;
  event.preventDefault();
  const slide = slides[Math.max(0, Math.min(slides.length - 1, step(current())))];
  slide.scrollIntoView();
  history.replaceState(null, "", `#${slide.id}`);
});
