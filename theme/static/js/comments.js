// Shows the comments in the page when a reader asks for them; until then, and without this script, a link leads to
// their feed. An address that ends with #isso-7, as Isso writes them into mails and feeds, asks for them, too.

const link = document.querySelector("article-comments a");

function show() {
  import("./lazy/comments.js").catch(() => location.assign(link.href));
}

link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show();
});
if (location.hash.startsWith("#isso-")) show();
