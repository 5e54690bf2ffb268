/** Have a style sheet; it is there when this is done. */
export async function adopt(address) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  await sheet.replace(await (await fetch(address)).text());
}
