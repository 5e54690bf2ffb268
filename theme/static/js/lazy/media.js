/** Opens what a link leads to in the page that has the link. */
export function open(link) {
  if (link.matches(".larger")) enlarge(link);
  else play(link);
}

/** A picture in full size: Esc, the button or a click beside it closes, and the focus is on the link again. */
function enlarge(link) {
  const near = link.querySelector("img") ?? link.previousElementSibling;
  const image = new Image();
  image.alt = (near.querySelector("img") ?? near).alt;
  image.src = link.href;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Close";
  const dialog = document.createElement("dialog");
  dialog.className = "large";
  dialog.ariaLabel = "Larger image";
  dialog.append(button, image);
  dialog.addEventListener("click", (event) => {
    if (event.target !== image) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

// Of the player: CSS pixels of its borders beside, and above and below with its controls; of its font: a line by a character.
const BESIDE = 22;
const ABOVE = 55;
const CELL = 2.22;

/** The page of a recording in a frame as high as its terminal; the link goes on to lead to that page. */
function play(link) {
  const { columns, rows } = link.dataset;
  const frame = document.createElement("iframe");
  frame.className = "cast-frame";
  frame.title = link.textContent;
  frame.src = `${link.href}#player`;
  const width = link.parentElement.clientWidth;
  frame.style.aspectRatio = width / (((width - BESIDE) / columns) * CELL * rows + ABOVE);
  link.className = "";
  link.textContent = "The recording on a page of its own";
  link.parentElement.append(frame);
  frame.focus();
}
