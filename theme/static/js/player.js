// The page of a recording. The player writes its own markup as text, for which a page of this site has to have a policy.

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (html) => (/<(script|iframe|object|embed)|\son\w+\s*=|javascript:/i.test(html) ? null : html),
});

// Its style sheet comes as an object, which the policy of this page need not name.
const sheet = new CSSStyleSheet();
const styles = await fetch(new URL("../vendor/asciinema-player/asciinema-player.css", import.meta.url));
sheet.replaceSync(await styles.text());
document.adoptedStyleSheets.push(sheet);

const place = document.getElementById("player");
const { cast, rows } = place.dataset;
AsciinemaPlayer.create(cast, place, {
  rows: Number(rows),
  fit: "width",
  autoPlay: location.hash === "#player" && top !== self, // in the frame that a click has made
  preload: true,
  terminalFontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
});
