// The comments on an article, read from and sent to the site's Isso by its API:
// https://isso-comments.de/docs/reference/server-api/
// They are shown as the text that was typed. The HTML that Isso makes of it is not asked for.

const PATIENCE = 10_000; // milliseconds for an answer
const DELETED = 4;
const WAITING = 2;

/** A new element with properties and children; text among the children is text. */
function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A name as it was typed: Isso escapes these three when it stores one. */
function unescaped(name) {
  return name.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function count(replies) {
  return replies.reduce((sum, reply) => sum + (reply.mode !== DELETED) + count(reply.replies ?? []), 0);
}

function time(seconds) {
  const date = new Date(1000 * seconds);
  return make("time", { dateTime: date.toISOString() }, date.toLocaleDateString("en-GB", { dateStyle: "long" }));
}

class ArticleComments extends HTMLElement {
  connectedCallback() {
    this.mail = this.querySelector("a[href^='mailto:']")?.href;
    this.host = new URL(this.dataset.server).host;
    this.heading = document.getElementById("comments-title");
    this.list = make("ol", { className: "comments-list" });
    this.status = make("p", { className: "comments-status" });
    this.status.setAttribute("role", "status");
    this.form = this.makeForm();
    this.open();
  }

  async open() {
    this.replaceChildren(this.status);
    this.heading.focus(); // what had the focus is gone
    this.status.replaceChildren(`Asking ${this.host} …`);
    try {
      await this.load();
    } catch {
      const again = make("button", { type: "button" }, "Try again");
      again.addEventListener("click", () => this.open());
      this.status.replaceChildren("The comments can’t be shown now: ", this.host, " does not answer as it should. ");
      this.status.append(again, ...this.byMail(""));
      return;
    }
    this.status.replaceChildren();
    this.replaceChildren(this.list, this.form, this.status);
    this.focusOn(location.hash.slice(1));
  }

  async load() {
    const { replies } = await this.ask("");
    const number = count(replies);
    const items = replies.map((reply) => this.makeItem(reply));
    this.heading.textContent = number === 1 ? "1 comment" : `${number || "No"} comments`;
    this.list.replaceChildren(...items);
  }

  /** What the server answers, as data; throws what it refuses, with its reason. */
  async ask(path, body) {
    const address = new URL(path, this.dataset.server);
    address.search = new URLSearchParams({ uri: this.dataset.thread, plain: 1 });
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) };
    const answer = await fetch(address, {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
      credentials: "omit",
      headers,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) throw new Error(answer.status, { cause: (await answer.text()).slice(0, 300) });
    return answer.json();
  }

  makeItem(reply) {
    const item = make("li", { id: `isso-${reply.id}`, tabIndex: -1 });
    if (reply.mode === DELETED) item.append(make("p", { className: "comments-note" }, "This comment was deleted."));
    else item.append(...this.makeComment(reply));
    if (reply.replies?.length) {
      const items = reply.replies.map((answer) => this.makeItem(answer));
      item.append(make("ol", {}, ...items));
    }
    return item;
  }

  makeComment(reply) {
    const name = unescaped(reply.author ?? "") || "Anonymous";
    const button = make("button", { type: "button" }, "Reply");
    button.setAttribute("aria-label", `Reply to ${name}`);
    button.addEventListener("click", () => this.replyTo(reply.id, name));
    const by = make("p", { className: "comments-by" }, make("b", {}, name), " · ", time(reply.created), " · ", button);
    return [by, make("p", { className: "comments-text" }, reply.text)];
  }

  makeForm() {
    this.text = make("textarea", { name: "text", rows: 6, required: true, minLength: 3, maxLength: 65_535 });
    this.author = make("input", { name: "author", autocomplete: "name", maxLength: 100 });
    this.place = make("p", { className: "comments-place" });
    this.button = make("button", {}, "Send the comment");
    const note = `Shown as plain text. ${this.host} keeps it with the name, the time, and your network address without its last part. It can’t be changed once it is sent.`;
    const form = make(
      "form",
      {},
      this.place,
      make("label", {}, "Your comment", this.text),
      make("label", {}, "Your name, if you like", this.author),
      make("p", { className: "comments-note" }, note),
      this.button,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    return form;
  }

  replyTo(id, name) {
    const none = make("button", { type: "button" }, "Comment on the article instead");
    none.addEventListener("click", () => this.replyToNone());
    this.parent = id;
    this.place.replaceChildren(`In reply to ${name}. `, none);
    this.text.focus();
  }

  replyToNone() {
    this.parent = null;
    this.place.replaceChildren();
    this.text.focus();
  }

  async send() {
    const text = this.text.value;
    this.button.disabled = true;
    this.status.replaceChildren("Sending …");
    try {
      const sent = await this.ask("new", {
        text,
        author: this.author.value.trim() || null,
        parent: this.parent ?? null,
        title: document.querySelector("h1").textContent,
      });
      this.text.value = "";
      this.replyToNone();
      await this.showSent(sent);
    } catch (error) {
      this.status.replaceChildren(this.reason(error), ...this.byMail(text));
    } finally {
      this.button.disabled = false;
    }
  }

  async showSent({ id, mode }) {
    this.status.replaceChildren(mode === WAITING ? "Sent. It is shown once it is approved." : "Sent.");
    if (mode === WAITING) return;
    await this.load().catch(() => {});
    this.focusOn(`isso-${id}`);
  }

  reason({ message, cause }) {
    const kept = "Your text still stands above; send it again later.";
    if (!cause) return `The comment was not sent: ${this.host} does not answer. ${kept} `;
    return `The comment was not sent: ${this.host} refused it (${message}: ${cause}). ${kept} `;
  }

  /** The way out if the server is not there: a link to a mail that has the text in it. */
  byMail(text) {
    if (!this.mail) return [];
    const href = text ? `${this.mail}&body=${encodeURIComponent(text)}` : this.mail;
    return [" Or ", make("a", { href }, "comment by email"), "."];
  }

  focusOn(id) {
    if (id.startsWith("isso-")) document.getElementById(id)?.focus();
  }
}

customElements.define("article-comments", ArticleComments);
