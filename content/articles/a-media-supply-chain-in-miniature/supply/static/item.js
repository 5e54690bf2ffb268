// region follow
const events = new EventSource(document.currentScript.dataset.events);
const reached = [];

events.addEventListener("state", (event) => {
  const { state } = JSON.parse(event.data);
  reached.push(state);
  document.querySelector(`[data-state="${state}"]`)?.classList.add("reached");
});

events.addEventListener("end", (event) => {
  events.close(); // or the browser would connect again, for ever
  document.querySelector("#reason").textContent = JSON.parse(event.data).reason ?? "";
  if (reached.at(-1) === "published") show(document.querySelector("#film"));
});

function show(film) {
  const playlist = film.canPlayType("application/vnd.apple.mpegurl");
  film.src = film.dataset.folder + (playlist ? "index.m3u8" : "film.mp4");
  film.hidden = false;
}
// endregion
