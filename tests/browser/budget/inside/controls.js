// Controls that do nothing by HTML and CSS alone, as selectors with their text.
() => {
  const works = (control) =>
    control.matches("[popovertarget], [commandfor], summary, label input[type=radio], input[type=radio][id]") ||
    control.form?.method === "dialog" ||
    control.closest("[inert]"); // it is only shown, as in the style guide
  const all = document.querySelectorAll("button, input, select, textarea, [role=button], [role=switch], [role=tab], [contenteditable], a:not([href])");
  return [...all]
    .filter((control) => !works(control) && control.checkVisibility({ visibilityProperty: true }))
    .map((control) => `${control.localName}${[...control.classList].map((name) => "." + name).join("")} ${control.textContent.trim() || control.name || ""}`);
}
