// Every text of the page that can be seen, against what lies behind it: what is below its limit, as
// [selector, text, colour, background, ratio, limit]. Formulas: WCAG 2.2, "relative luminance" and "contrast ratio".
(limits) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const parsed = new Map();
  function rgba(colour) {
    if (!parsed.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      parsed.set(colour, [red, green, blue, alpha / 255]);
    }
    return parsed.get(colour);
  }
  const over = (top, bottom, alpha = top[3]) => [0, 1, 2].map((i) => top[i] * alpha + bottom[i] * (1 - alpha)).concat(1);
  function luminance(colour) {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function ratio(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }
  const canvasColour = () => {
    const probe = document.createElement("i");
    document.body.append(probe);
    probe.style.color = "Canvas";
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return rgba(colour);
  };
  const paper = matchMedia("print").matches ? [255, 255, 255, 1] : canvasColour();
  const grounds = new Map();
  // The colour behind an element's text; null where a picture is.
  function ground(element) {
    if (!element) return paper;
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const positioned = element.closest("dialog, [popover]") === element ? null : element.parentElement;
      const below = ground(positioned);
      const own = rgba(style.backgroundColor);
      const alpha = own[3] * Number(style.opacity);
      const picture = style.backgroundImage !== "none" && style.backgroundClip !== "text";
      grounds.set(element, picture ? null : below && over(own, below, alpha));
    }
    return grounds.get(element);
  }
  const opacity = (element) => (element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1);
  function selector(element) {
    const names = [];
    for (let at = element; at && at !== document.body && names.length < 4; at = at.parentElement) {
      names.unshift(at.localName + (at.id ? `#${at.id}` : [...at.classList].map((name) => `.${name}`).join("")));
      if (at.id) break;
    }
    return names.join(" > ");
  }
  const isSeen = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  function limit(element) {
    if (element.closest("pre, .highlight, code") && element.closest("pre")) return limits.code;
    const plain = element.matches("p, li, dd, blockquote") && !element.className && element.closest(".prose");
    return plain && !element.closest("footer, nav, aside, figcaption, .footnote, .admonition") ? limits.body : limits.text;
  }
  const low = [];
  function judge(element, text, style, where = "") {
    const behind = ground(element);
    const least = where ? limits.text : limit(element);
    if (!behind) {
      low.push([selector(element) + where, text.slice(0, 40), style.color, style.backgroundImage, 0, least]);
      return;
    }
    const own = rgba(style.color);
    const colour = over(own, behind, own[3] * opacity(element));
    const found = ratio(colour, behind);
    if (found < least - 0.005) low.push([selector(element) + where, text.slice(0, 40), style.color, behind.map(Math.round).join(), +found.toFixed(2), least]);
  }
  let count = 0;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const elements = new Map();
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    if (text && !elements.has(texts.currentNode.parentElement)) elements.set(texts.currentNode.parentElement, text);
  }
  for (const [element, text] of elements) {
    if (element.closest("script, style, svg, noscript, template, option") || !isSeen(element)) continue;
    count += 1;
    judge(element, text, getComputedStyle(element));
  }
  for (const element of document.body.querySelectorAll("*")) {
    for (const pseudo of ["::before", "::after", "::marker", "::placeholder"]) {
      if (pseudo === "::placeholder" ? !element.placeholder : pseudo === "::marker" && element.localName !== "li") continue;
      const style = getComputedStyle(element, pseudo);
      const text = pseudo === "::placeholder" ? element.placeholder : style.content;
      if (pseudo !== "::marker" && (text === "none" || text === "normal" || !/[\p{L}\p{N}]/u.test(text.replace(/attr\(|counter\(/g, "")))) continue;
      if (isSeen(element)) judge(element, text, style, pseudo);
    }
  }
  return { count, low };
}
