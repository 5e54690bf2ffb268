// What is wrong with how the element that has the focus shows that, a line each; null if none has it. Notes the element.
() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const name = element.localName + (element.id ? `#${element.id}` : [...element.classList].map((word) => `.${word}`).join("")) + ` ${element.textContent.trim().slice(0, 30)}`;
  (globalThis.tabbed ??= []).push(element);
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/, 0\)|\/ 0\)|transparent/.test(style.outlineColor);
  const box = element.getBoundingClientRect();
  const faults = [];
  if (!outlined && style.boxShadow === "none") faults.push(`${name}: has no focus style`);
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth || box.width < 2 || box.height < 2) faults.push(`${name}: is out of sight (${[box.left, box.top, box.right, box.bottom].map(Math.round)})`);
  return faults;
}
