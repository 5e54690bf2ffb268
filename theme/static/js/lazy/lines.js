// The numbers of a block's lines, each the link to its line.

/** Give the lines of a sample their numbers, or take them away; returns which of the two. */
export function number(sample, wanted) {
  const code = sample.querySelector(".highlight > code");
  for (const link of code.querySelectorAll(".linenos")) link.remove();
  code.normalize();
  if (wanted) insert(code, sample.id);
  return wanted;
}

function insert(code, name) {
  const places = starts(code);
  const width = `${places.length}`.length;
  places.forEach((place, index) => {
    const link = document.createElement("a");
    link.className = "linenos";
    link.textContent = `${index + 1}`.padStart(width);
    const id = `${name}:${index + 1}`;
    link.href = `#${id}`;
    if (!document.getElementById(id)) link.id = id; // a line with a remark has it
    place.before(link);
  });
}

/** The text nodes with which lines begin; a line that a change took away has no number. */
function starts(code) {
  const found = [];
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  let begins = true;
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (begins && !text.parentElement.closest("del")) found.push(text);
    const end = text.data.indexOf("\n") + 1;
    begins = end > 0;
    if (begins && end < text.length) text.splitText(end);
  }
  return found;
}
