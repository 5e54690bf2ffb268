// What is wrong with the way of the focus through the page, as `focused` noted it, a line each.
() => {
  const name = (element) => element.localName + (element.id ? `#${element.id}` : [...element.classList].map((word) => `.${word}`).join("")) + ` ${element.textContent.trim().slice(0, 30)}`;
  const scrolls = (element) => {
    const style = getComputedStyle(element);
    return (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth) || (/auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight);
  };
  const takes = "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0'], [contenteditable], iframe, audio[controls], video[controls]";
  const tabbed = globalThis.tabbed ?? [];
  const reached = new Set(tabbed);
  const groups = new Set(tabbed.filter((element) => element.type === "radio").map((element) => element.name));
  const found = [];
  if (!tabbed[0]?.matches(".skip")) found.push(`the first is not the skip link, but ${tabbed[0] ? name(tabbed[0]) : "nothing"}`);
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || !element.getClientRects().length || element.closest("[inert]")) continue;
    if (element.tabIndex > 0) found.push(`${name(element)}: has a positive tabindex`);
    const takesFocus = (element.matches(takes) && element.tabIndex >= 0) || scrolls(element);
    if (takesFocus && !reached.has(element) && !(element.type === "radio" && groups.has(element.name))) found.push(`${name(element)}: is not reached`);
  }
  for (const [index, element] of tabbed.entries()) {
    const next = tabbed[index + 1];
    if (next && !(element.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING)) found.push(`${name(next)}: comes after ${name(element)}`);
  }
  return found;
}
