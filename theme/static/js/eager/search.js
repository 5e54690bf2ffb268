// The key / leads to the field of the search, or to the page that has it, but not where text is written, nor for readers
// who have said on that page that they want none of it: whoever speaks to the computer may say it by accident.

function isOff() {
  try {
    return localStorage.slash === "off";
  } catch {
    return false;
  }
}

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
  if (event.target.closest("input,textarea,select,[contenteditable]")) return;
  const place = document.querySelector("[aria-keyshortcuts]");
  event.preventDefault();
  place?.focus();
  place?.click();
});
