// Opens in place what a link leads to: a picture in full size, a recording. What does it is loaded on the first click.

addEventListener("click", (event) => {
  const link = event.target.closest("a.larger,a.play");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  import("./lazy/media.js").then((media) => media.open(link)).catch(() => location.assign(link.href));
});
