"""Which Chromium, and how it is started."""

CHROMIUM = "/usr/bin/chromium"
# Root has no sandbox in a container; the others keep Chromium from asking hosts elsewhere.
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
