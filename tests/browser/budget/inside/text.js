// What can be seen of the page's text, in the order of the document, without what stands in controls.
() => {
  const words = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (element.closest("form, label, button, select, input, textarea, script, style, noscript, template, [role=status], [aria-live]")) continue;
    if (element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) words.push(texts.currentNode.data);
  }
  return words.join("").replace(/\s+/g, " ").trim();
}
