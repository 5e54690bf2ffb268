// The numbers of a block's lines, each the link to its line.

/** Give the lines of a sample their numbers, or take them away; its `data-lines` says which it was. */
export function number(sample, wanted) {
  const code = sample.querySelector(".highlight > code");
  for (const link of code.querySelectorAll(".linenos")) link.remove();
  if (wanted) insert(code, sample.id);
  sample.toggleAttribute("data-lines", wanted);
  const tools = sample.querySelector("code-tools");
  if (tools?.lines) tools.lines.ariaPressed = wanted;
}

function insert(code, name) {
  const places = starts(code);
  const width = `${places.length}`.length;
  let number = 0;
  for (const place of places) {
    const removed = place.parentElement.closest("del"); // by a change, so that it has no number
    const link = document.createElement(removed ? "span" : "a");
    link.className = "linenos";
    link.textContent = (removed ? "" : `${++number}`).padStart(width);
    const id = `${name}:${number}`;
    if (!removed) link.href = `#${id}`;
    if (!removed && !document.getElementById(id)) link.id = id; // a line with a remark has it
    place.before(link);
  }
}

/** The text nodes with which lines begin. */
function starts(code) {
  const found = [];
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  let begins = true;
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (begins) found.push(text);
    const end = text.data.indexOf("\n") + 1;
    begins = end > 0;
    if (begins && end < text.length) text.splitText(end);
  }
  return found;
}
