// What would be wrong on paper: a line each.
() => {
  const found = [];
  const name = (element) => element.localName + (element.id ? `#${element.id}` : [...element.classList].map((word) => `.${word}`).join(""));
  for (const control of document.querySelectorAll("button, input, select, textarea, .skip, [role=search]"))
    if (control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) found.push(`${name(control)} is printed: ${control.textContent.trim().slice(0, 30)}`);
  for (const block of document.querySelectorAll("pre, table, figure, .scroll, svg, img")) {
    if (!block.checkVisibility()) continue;
    if (block.scrollWidth > block.clientWidth + 1 && block.clientWidth > 0) found.push(`${name(block)} is cut at the right, ${block.scrollWidth - block.clientWidth} px: ${block.textContent.trim().slice(0, 40)}`);
    if (block.scrollHeight > block.clientHeight + 1 && /auto|scroll|hidden|clip/.test(getComputedStyle(block).overflowY) && block.clientHeight > 0) found.push(`${name(block)} is cut at its end, ${block.scrollHeight - block.clientHeight} px`);
  }
  for (const link of document.querySelectorAll(".prose a[href^='http']")) {
    if (!link.checkVisibility()) continue;
    const content = getComputedStyle(link, "::after").content;
    const said = content.includes("attr(href)") || content.includes(link.getAttribute("href"));
    if (!said && !link.textContent.includes(link.getAttribute("href"))) found.push(`the address of ${link.getAttribute("href")} is not printed`);
  }
  return found.slice(0, 30);
}
