// What makes the page wider than the window, and text that is cut off: a line each.
() => {
  const root = document.documentElement;
  const found = [];
  const name = (element) => {
    const parent = element.parentElement;
    const one = (at) => at.localName + (at.id ? `#${at.id}` : [...at.classList].map((word) => `.${word}`).join(""));
    return parent ? `${one(parent)} > ${one(element)}` : one(element);
  };
  const scrolls = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
  const inScroller = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (scrolls(at)) return true;
    return false;
  };
  const wide = root.scrollWidth > root.clientWidth;
  if (wide) found.push(`the page is ${root.scrollWidth} px wide, ${root.scrollWidth - root.clientWidth} too many`);
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (wide && box.width && box.right > root.clientWidth + 1 && !inScroller(element)) found.push(`${name(element)} ends at ${Math.round(box.right)} px`);
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && /hidden|clip/.test(getComputedStyle(element).overflowX) && element.textContent.trim() && element.checkVisibility())
      found.push(`${name(element)} cuts off ${element.scrollWidth - element.clientWidth} px of its text: ${element.textContent.trim().slice(0, 40)}`);
  }
  return found.slice(0, 20);
}
