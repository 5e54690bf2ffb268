// Every text of the page that can be seen, against what lies behind it: what is below its limit, as
// [how often, text, selector, colour, background, ratio, limit]. Formulas: WCAG 2.2, "relative luminance" and "contrast ratio".
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
  const EDGE = 32; // px: what is no wider stands at an edge, as a line or the shadow that says there is more
  const COLOURS = /(?:rgba?|hsla?|oklch|oklab|lch|lab|color|hwb)\([^()]*\)|transparent/g;
  const listed = (value) => value.split(/,\s*(?![^(]*\))/);
  // The colours of the pictures behind an element's text; null where one can't be told.
  function painted(style) {
    if (style.backgroundImage === "none" || style.backgroundClip === "text") return [];
    const [sizes, repeats] = [listed(style.backgroundSize), listed(style.backgroundRepeat)];
    const layers = style.backgroundImage.split(/,\s*(?=[a-z-]+\((?:[^()]|\([^()]*\))*\)$|(?:repeating-)?(?:linear|radial|conic)-gradient|url)/);
    const colours = [];
    for (const [index, layer] of layers.entries()) {
      const edge = sizes[index % sizes.length].split(" ").some((size) => size.endsWith("px") && parseFloat(size) <= EDGE);
      if (edge && repeats[index % repeats.length] === "no-repeat") continue;
      if (layer.includes("url(")) return null;
      colours.push(...(layer.match(COLOURS) ?? []));
    }
    return colours;
  }
  const grounds = new Map();
  // All colours that may be behind an element's text; none where a picture is.
  function ground(element) {
    if (!element) return [paper];
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const below = ground(element.matches("dialog, [popover]") ? null : element.parentElement);
      const alpha = Number(style.opacity);
      const colours = painted(style);
      const own = rgba(style.backgroundColor);
      const plain = below.map((colour) => over(own, colour, own[3] * alpha));
      const all = (colours ?? []).flatMap((text) => plain.map((colour) => over(rgba(text), colour, rgba(text)[3] * alpha)));
      grounds.set(element, colours ? [...new Map([...plain, ...all].map((colour) => [String(colour), colour])).values()] : []);
    }
    return grounds.get(element);
  }
  const opacities = new Map([[null, 1]]);
  function opacity(element) {
    if (!opacities.has(element)) opacities.set(element, Number(getComputedStyle(element).opacity) * opacity(element.parentElement));
    return opacities.get(element);
  }
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
    if (element.closest("pre")) return limits.code;
    const plain = element.matches("p, li, dd, blockquote") && !element.className && element.closest(".prose");
    return plain && !element.closest("footer, nav, aside, figcaption, .footnote, .admonition") ? limits.body : limits.text;
  }
  const low = new Map();
  function judge(element, text, style, where = "") {
    const least = where ? limits.text : limit(element);
    const own = rgba(style.color);
    const behind = ground(element).map((colour) => [ratio(over(own, colour, own[3] * opacity(element)), colour), colour]);
    const [found, colour] = behind.sort(([a], [b]) => a - b)[0] ?? [0, []];
    if (found >= least - 0.005) return;
    const line = [selector(element) + where, style.color, colour.slice(0, 3).map(Math.round).join(), +found.toFixed(2), least];
    const key = line.join();
    if (!low.has(key)) low.set(key, [0, text.slice(0, 40), ...line]);
    low.get(key)[0] += 1;
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
  return { count, low: [...low.values()] };
}
