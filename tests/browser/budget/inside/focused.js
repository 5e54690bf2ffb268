// The element that has the focus: its place among the focusables, and what is wrong with how it shows that.
() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const name = element.localName + (element.id ? `#${element.id}` : [...element.classList].map((word) => `.${word}`).join("")) + ` ${element.textContent.trim().slice(0, 30)}`;
  let place = globalThis.__reached.get(element);
  if (place === undefined && element.type === "radio") place = [...globalThis.__reached].find(([other]) => other.name === element.name)?.[1];
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/, 0\)|\/ 0\)|transparent/.test(style.outlineColor);
  const box = element.getBoundingClientRect();
  const faults = [];
  if (!outlined && style.boxShadow === "none") faults.push("has no focus style");
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth || box.width < 2 || box.height < 2) faults.push(`is out of sight (${[box.left, box.top, box.right, box.bottom].map(Math.round)})`);
  return { place: place ?? null, name, faults };
}
