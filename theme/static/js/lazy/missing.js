// On the page for addresses that are not there: a form for the search that has the address's words in it, and the pages
// whose addresses are most like it.

const ALIKE = 0.4; // of 1, how like the address of a page has to be
const MOST = 3; // pages

/** The words of an address below the site's root: "/how-to-rety.html" → ["how", "to", "rety"]. */
function words(path) {
  const parts = path.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return parts.filter((part) => part && !["index", "html", "htm", "php", "drafts"].includes(part));
}

const pairs = (text) => Array.from({ length: text.length - 1 }, (_, place) => text.slice(place, place + 2));

/** How alike two texts are, by the pairs of letters that they share: Dice's coefficient, from 0 to 1. */
function likeness(one, other) {
  const rest = pairs(other);
  const all = pairs(one).length + rest.length;
  const shared = pairs(one).filter((pair) => {
    const place = rest.indexOf(pair);
    return place >= 0 && rest.splice(place, 1);
  });
  return all ? (2 * shared.length) / all : 0;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // no address that a browser would write
  }
}

class MissingPage extends HTMLElement {
  connectedCallback() {
    const root = new URL(this.dataset.pages, document.baseURI).pathname.replace(/[^/]*$/, "");
    this.asked = words(decoded(location.pathname.slice(root.length))).join(" ");
    const label = document.createElement("label");
    const field = Object.assign(document.createElement("input"), { type: "search", id: "q", name: "q", value: this.asked });
    const button = document.createElement("button");
    const form = Object.assign(document.createElement("form"), { action: this.dataset.search, className: "search-form" });
    label.htmlFor = "q";
    label.textContent = "Look for";
    button.textContent = "Search";
    form.append(label, field, button);
    const search = document.createElement("search");
    search.append(form);
    this.replaceChildren(search);
    this.suggest();
  }

  async suggest() {
    const answer = await fetch(this.dataset.pages);
    if (!answer.ok || !this.asked) return;
    const paths = [...(await answer.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url, location.href).pathname);
    const near = paths.map((path) => ({ path, likeness: likeness(this.asked, words(decoded(path)).join(" ")) }));
    const best = near.filter((page) => page.likeness >= ALIKE).sort((a, b) => b.likeness - a.likeness).slice(0, MOST);
    if (!best.length) return;
    const links = best.map(({ path }) => {
      const link = document.createElement("a");
      link.href = path;
      link.textContent = path;
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    const list = document.createElement("ul");
    list.append(...links);
    const lead = document.createElement("p");
    lead.textContent = links.length === 1 ? "A page whose address is like it:" : "Pages whose addresses are like it:";
    this.append(lead, list);
  }
}

customElements.define("missing-page", MissingPage);
