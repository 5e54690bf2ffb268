// What moves: running animations, styles that would move, and transitions from page to page.
() => {
  const found = document.getAnimations().map((animation) => `animation ${animation.animationName ?? animation.id ?? ""}`);
  const seconds = (list) => Math.max(...list.split(",").map((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 0.001 : 1)));
  for (const element of [document.documentElement, ...document.body.querySelectorAll("*")]) {
    const style = getComputedStyle(element);
    const name = element.localName + [...element.classList].map((word) => `.${word}`).join("");
    if (style.animationName !== "none" && seconds(style.animationDuration) > 0.001) found.push(`${name}: animation ${style.animationName}`);
    if (seconds(style.transitionDuration) > 0.001) found.push(`${name}: transition ${style.transitionProperty} ${style.transitionDuration}`);
    if (style.scrollBehavior === "smooth") found.push(`${name}: scroll-behavior smooth`);
  }
  const visit = (rules) => {
    for (const rule of rules) {
      if (rule instanceof CSSViewTransitionRule && rule.navigation !== "none") found.push("@view-transition");
      if (rule.cssRules && !(rule instanceof CSSMediaRule && !matchMedia(rule.media.mediaText).matches)) visit(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) visit(sheet.cssRules);
  return [...new Set(found)].slice(0, 20);
}
