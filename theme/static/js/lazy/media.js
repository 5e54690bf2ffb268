import { adopt } from "./sheet.js";

await adopt(new URL("./media.css", import.meta.url));

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

// Of the player, by the size of its font: a character, a line, its two borders; and in CSS pixels its bar of controls.
const CHARACTER = 0.602;
const LINE = 4 / 3;
const BORDERS = 1.5;
const CONTROLS = 32;

/** The page of a recording in a frame as high as its terminal; the link goes on to lead to that page. */
function play(link) {
  const { columns, rows } = link.dataset;
  const frame = document.createElement("iframe");
  frame.className = "cast-frame";
  frame.title = link.textContent;
  frame.src = `${link.href}#player`;
  const width = link.parentElement.clientWidth;
  const font = width / (CHARACTER * columns + BORDERS);
  frame.style.aspectRatio = width / (font * (LINE * rows + BORDERS) + CONTROLS);
  link.className = "";
  link.textContent = "The recording on a page of its own";
  link.parentElement.append(frame);
  frame.focus();
}
