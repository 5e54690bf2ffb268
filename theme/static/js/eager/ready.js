// What follows needs the whole page, and this script comes when it comes.

if (document.readyState === "loading") {
  await new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", resolve);
  });
}
