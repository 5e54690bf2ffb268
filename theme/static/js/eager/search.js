// The key / leads to the field of the search, or to the page that has it, but not where text is written.

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input,textarea,select,[contenteditable]")) return;
  const place = document.querySelector("[aria-keyshortcuts]");
  event.preventDefault();
  place?.focus();
  place?.click();
});
