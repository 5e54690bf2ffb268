// All that a keyboard has to reach, each marked with its place, as [place, selector]; of radio buttons one a group.
() => {
  const name = (element) => element.localName + (element.id ? `#${element.id}` : [...element.classList].map((word) => `.${word}`).join("")) + ` ${element.textContent.trim().slice(0, 30)}`;
  const scrolls = (element) => {
    const style = getComputedStyle(element);
    return (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth) || (/auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight);
  };
  const takes = "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0'], [contenteditable], iframe, audio[controls], video[controls]";
  const found = [];
  const groups = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || !element.getClientRects().length) continue;
    if (element.tabIndex > 0) found.push(["positive", name(element)]);
    if (!(element.matches(takes) && element.tabIndex >= 0) && !(element !== document.body && scrolls(element))) continue;
    if (element.type === "radio") {
      if (groups.has(element.name)) continue;
      groups.add(element.name);
    }
    found.push([found.length, name(element)]);
    globalThis.__reached ??= new Map();
    globalThis.__reached.set(element, found.length - 1);
  }
  return found;
}
