// Marks in the list of contents where the reader is: at the last heading in the upper third of the window, or above it.

class PageContents extends HTMLElement {
  connectedCallback() {
    const links = [...this.querySelectorAll("a")];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const mark = () => {
      const place = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      links.forEach((link, index) => {
        if (index === place) link.ariaCurrent = "true";
        else link.ariaCurrent = null;
      });
    };
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66%" });
    for (const heading of headings) observer.observe(heading);
  }
}

customElements.define("page-contents", PageContents);
