// Searches the index that Pagefind wrote, in the browser: a field, filters, and results whose address can be shared.

const PAUSE = 120; // milliseconds without a key, after which what was typed is looked for
const STEP = 6; // results that are shown at once; each needs a file with the text of its article
const SECTIONS = 3; // headings below a result
const TITLE = 12; // what a word of a title weighs, for Pagefind 5: too little beside articles that often say it

const GROUPS = { tag: "Tags", series: "Series" };

/** Make an element; what is null is left out, and a text is never read as HTML. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The excerpt that Pagefind gives, in which `<mark>` is the one element and angle brackets are the one escape. */
function marked(excerpt) {
  const parts = excerpt.split(/<mark>(.*?)<\/mark>/s).map((part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
  return parts.map((part, place) => (place % 2 ? make("mark", {}, part) : part));
}

/** The headings of an article under which most was found, in their order. */
function sections(article) {
  const weight = (part) => part.weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0);
  const best = article.sub_results.filter((part) => part.anchor).sort((a, b) => weight(b) - weight(a)).slice(0, SECTIONS);
  return best.sort((a, b) => a.anchor.location - b.anchor.location);
}

const linked = (url, text) => make("a", { href: url }, text);

/** One result, as an item of the list. */
function drawn(article) {
  const found = sections(article);
  const { title, series } = article.meta;
  return make(
    "li",
    {},
    make("h2", {}, linked(article.url, title)),
    series ? make("p", { className: "search-series" }, series) : null,
    make("p", { className: "search-excerpt" }, "… ", ...marked(article.excerpt), " …"),
    found.length ? make("ul", {}, ...found.map((part) => make("li", {}, linked(part.url, part.title)))) : null,
  );
}

/** The letters and digits of a text, as Pagefind compares them. */
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[^\p{L}\p{N}_]/gu, "");

/** What of an article a single word was found in: the marked words and those of the title, whole and in their parts. */
function matches({ excerpt, meta }) {
  const marks = marked(excerpt).filter((part) => part.nodeType).map((mark) => mark.textContent);
  const words = [...marks, ...meta.title.split(/\s+/), ...(meta.series ?? "").split(/\s+/)];
  return words.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)]).map(plain);
}

/** Tell whether the site has a word, or one that begins so. Pagefind, which wants to find something, tries ever shorter
    beginnings of a word that is not there: "xylophone" finds an x. A word in quotation marks it takes as it is. */
async function isKnown(pagefind, word) {
  if ((await pagefind.search(`"${word}"`)).results.length) return true;
  const [result] = (await pagefind.search(word)).results;
  return result !== undefined && matches(await result.data()).some((match) => match.startsWith(word));
}

/** The results for the words that the site has, best first, and the words that it doesn't have. */
async function find(pagefind, text) {
  if (/^".+"$/.test(text)) return { results: (await pagefind.search(text)).results, missing: [] };
  const words = text.split(/\s+/).filter(plain);
  const known = await Promise.all(words.map((word) => isKnown(pagefind, plain(word))));
  const there = words.filter((_, place) => known[place]).join(" ");
  const all = there || !words.length ? (await pagefind.search(there || null)).results : [];
  return { results: all, missing: words.filter((_, place) => !known[place]) };
}

/** How often each value of each group is among these facets: {tag: {Flask: 2}}. */
function counted(facets) {
  const counts = Object.fromEntries(Object.keys(GROUPS).map((group) => [group, {}]));
  for (const facet of facets) {
    for (const group in counts) {
      for (const value of facet[group] ?? []) counts[group][value] = (counts[group][value] ?? 0) + 1;
    }
  }
  return counts;
}

/** Pagefind's script in the page itself: a worker is made from an address, which the policy allows to nobody. */
async function load(folder) {
  const [pagefind, facets] = await Promise.all([
    import(`${folder}pagefind.js`),
    fetch(`${folder}facets.json`).then((answer) => answer.json()),
  ]);
  await pagefind.options({ noWorker: true, excerptLength: 28, ranking: { metaWeights: { title: TITLE } } });
  await pagefind.init();
  return { pagefind, facets };
}

/** Settles when the reader comes to this page, which a browser may prepare before. */
function shown() {
  return document.prerendering && new Promise((resolve) => document.addEventListener("prerenderingchange", resolve));
}

class SiteSearch extends HTMLElement {
  #run = 0; // of the newest search, so that the answer to an older one is dropped
  #settled = false; // what stands in the address is worth going back to
  #timer;

  async connectedCallback() {
    this.draw();
    await shown(); // a page that is only prepared loads no index
    this.index = load(new URL(this.dataset.index, document.baseURI).href);
    this.index.then(({ facets }) => this.drawFilters(Object.values(facets)), () => {});
    addEventListener("popstate", () => this.readAddress());
    this.addEventListener("input", (event) => this.note(event.target));
    this.addEventListener("change", () => this.settle());
    this.addEventListener("submit", (event) => event.preventDefault()); // a change came before, if there is one
    this.addEventListener("keydown", (event) => this.press(event));
    this.readAddress();
    if (!location.search) this.field.focus();
  }

  draw() {
    this.field = make("input", {
      type: "search", id: "q", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "search",
    });
    this.field.setAttribute("aria-keyshortcuts", "/");
    this.filters = make("div", { className: "search-filters" });
    this.form = make("form", {}, make("label", { htmlFor: "q" }, "Look for"), this.field, this.filters);
    this.status = make("p", { className: "search-status" });
    this.status.setAttribute("role", "status");
    this.results = make("ol", { className: "search-results" });
    this.results.setAttribute("role", "list"); // which Safari forgets where there are no numbers
    this.more = make("button", { type: "button", hidden: true, onclick: () => this.showMore() }, "More results");
    this.replaceChildren(make("search", {}, this.form), this.status, this.results, this.more);
  }

  /** Whether / leads here, on this and all other pages. */
  drawKey() {
    const box = make("input", { type: "checkbox", checked: true });
    try {
      box.checked = localStorage.slash !== "off";
      box.onchange = () => (box.checked ? delete localStorage.slash : (localStorage.slash = "off"));
    } catch {
      return "";
    }
    return make("p", { className: "search-key" }, make("label", {}, box, " The key ", make("kbd", {}, "/"), " leads to this page"));
  }

  drawFilters(facets) {
    const all = counted(facets);
    for (const [group, title] of Object.entries(GROUPS)) {
      const values = Object.keys(all[group]).sort((a, b) => a.localeCompare(b));
      if (!values.length) continue;
      const boxes = values.map((value) => {
        const count = make("span", { className: "count" }, String(all[group][value]));
        return make("label", {}, make("input", { type: "checkbox", name: group, value }), ` ${value} `, count);
      });
      this.filters.append(make("fieldset", {}, make("legend", {}, title), make("div", {}, ...boxes)));
    }
    this.filters.append(this.drawKey());
    this.check(); // and not the field, in which the reader may have typed meanwhile
    this.search();
  }

  get boxes() {
    return [...this.filters.querySelectorAll("fieldset input")];
  }

  /** Check the boxes that the address names, in letters of either case. */
  check() {
    const asked = new URLSearchParams(location.search);
    for (const box of this.boxes) {
      box.checked = asked.getAll(box.name).some((value) => value.toLowerCase() === box.value.toLowerCase());
    }
  }

  /** Look for what the address asks for. */
  readAddress() {
    this.field.value = new URLSearchParams(location.search).get("q") ?? "";
    this.check();
    this.#settled = Boolean(location.search);
    this.search();
  }

  /** Look at once for what a filter leaves, and for what was typed when there is a pause. */
  note(target) {
    clearTimeout(this.#timer);
    if (target === this.field) this.#timer = setTimeout(() => this.go(), PAUSE);
    else this.go();
  }

  /** What was typed to its end, or chosen, is a step that the back button leads to; each letter is none. */
  settle() {
    if (this.#timer) this.go();
    this.#settled = true;
  }

  go() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const asked = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => value.trim()));
    const address = asked.size ? `?${asked}` : location.pathname;
    history[this.#settled ? "pushState" : "replaceState"](null, "", address);
    this.#settled = false;
    this.search();
  }

  async search() {
    const run = ++this.#run;
    const words = this.field.value.trim();
    const chosen = this.boxes.filter((box) => box.checked);
    document.title = document.title.replace(/^(.* – )?/s, words ? `${words} – ` : "");
    if (!words && !chosen.length) return this.clear();
    try {
      const { pagefind, facets } = await this.index;
      const { results, missing } = await find(pagefind, words);
      if (run !== this.#run) return;
      const has = (result) => chosen.every((box) => facets[result.id]?.[box.name]?.includes(box.value));
      this.found = results.filter(has);
      this.count(this.found.map((result) => facets[result.id] ?? {}));
      this.say(words, results.length, missing);
      await this.show(run, STEP);
    } catch (error) {
      this.results.replaceChildren();
      this.status.textContent = "The index of the search could not be loaded. The archive and the tags list all articles.";
      throw error;
    }
  }

  clear() {
    this.results.replaceChildren();
    this.status.textContent = "";
    this.more.hidden = true;
    this.index.then(({ facets }) => this.count(Object.values(facets)), () => {});
  }

  /** Say at each filter how many results it would leave. */
  count(facets) {
    const counts = counted(facets);
    for (const box of this.boxes) {
      const count = counts[box.name][box.value] ?? 0;
      box.parentElement.querySelector(".count").textContent = count;
      box.disabled = !count && !box.checked;
    }
  }

  say(words, unfiltered, missing) {
    const number = this.found.length;
    const parts = [`${number || "No"} ${number === 1 ? "result" : "results"}`];
    if (words) parts.push(` for “${words}”`);
    if (words && number < unfiltered) parts.push(`, ${unfiltered} without the filters`);
    if (number && missing.length) parts.push(`; nothing has ${missing.map((word) => `“${word}”`).join(", ")}`);
    this.status.textContent = parts.join("");
  }

  async show(run, number) {
    const articles = await Promise.all(this.found.slice(0, number).map((result) => result.data()));
    if (run !== this.#run) return;
    const items = articles.map(drawn);
    this.results.replaceChildren(...items);
    this.more.hidden = this.found.length <= number;
    return items;
  }

  async showMore() {
    const shown = this.results.children.length;
    const items = await this.show(this.#run, shown + STEP);
    items?.[shown]?.querySelector("a").focus();
  }

  /** Arrows go through the field and the results; Escape empties the field; from a box, / leads to it, too. */
  press(event) {
    if (event.key === "Escape") {
      this.field.value = "";
      this.field.focus();
      this.note(this.filters);
      event.preventDefault();
    }
    if (event.key === "/" && event.target.type === "checkbox") {
      this.field.focus();
      event.preventDefault();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [this.field, ...this.results.querySelectorAll("a")];
    const place = stops.indexOf(document.activeElement);
    if (!step || place < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stops[Math.min(Math.max(place + step, 0), stops.length - 1)].focus();
  }
}

customElements.define("site-search", SiteSearch);
