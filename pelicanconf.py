"""Settings of the blog while it is written: relative links, drafts to be seen, no feeds."""

import sys
from pathlib import Path

# Plugins share modules (`problems`), and Markdown finds its extensions there by name.
_plugins = str(Path(__file__).parent / "plugins")
if _plugins not in sys.path:
    sys.path.append(_plugins)

SITENAME = "Running Commentary"
SITESUBTITLE = "Articles on Python, Flask and security whose code was run and whose output was printed"
HOME_TITLE = "What looks like code here was run. What looks like output was printed."
HOME_TEXT = (
    "A blog on Python, Flask and security. Each sample is executed and each output compared at every publication, "
    "and what nothing checks says so. Many samples you can run, and change, right in the page."
)
SITEURL = ""
RELATIVE_URLS = True  # published, too: the pages can be read from any folder of any server
ADDRESS = ""  # where a page has to say where it is, as its canonical link does
EDIT_URL = ""  # where {path} of the content folder is edited, such as "https://host/project/edit/main/content/{path}"
ROOT_PATH = ""  # of the address, for the one page that is served in any folder: 404

TIMEZONE = "UTC"
LOCALE = ("C",)
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%-d %B %Y"

PATH = "content"
OUTPUT_PATH = "output"
DELETE_OUTPUT_DIRECTORY = True
THEME = "theme"
THEME_STATIC_PATHS = ["static"]

# What Pelican reads and copies: articles, pages (plugins/bundles), and what either links to.
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images", "extra"]
EXTRA_PATH_METADATA = {"extra/favicon.svg": {"path": "favicon.svg"}}
READERS = {"html": None, "rst": None}
IGNORE_FILES = [".*", "__pycache__", "*.pyc", "*~", "#*#", "LICENSE*"]

PLUGIN_PATHS = ["plugins"]
PLUGINS = [
    "bundles",
    "archives",
    "frontmatter",
    "containment",
    "contents",
    "series",
    "runnable",
    "excerpts",
    "pictures",
    "casts",
    "history",
    "reading",
    "related",
    "cards",
    "jsonld",
    "feeds",
    "sources",
    "aliases",
    "decks",
    "comments",
    "assets",
    "search",
]

MARKDOWN = {
    # Fences are the business of the plugin `runnable`; so neither fenced_code nor codehilite nor extra.
    "extensions": [
        "markdown.extensions.abbr",
        "markdown.extensions.admonition",
        "markdown.extensions.attr_list",
        "markdown.extensions.def_list",
        "markdown.extensions.footnotes",
        "markdown.extensions.md_in_html",
        "markdown.extensions.meta",
        "markdown.extensions.sane_lists",
        "markdown.extensions.tables",
        "markdown.extensions.toc",
        "downloads",
        "history.notes",
        "scrolltables",
        "sidenotes",
    ],
    "extension_configs": {
        # The heading is its own permanent link, so that the link's name is the heading's text.
        "markdown.extensions.toc": {"anchorlink": True, "anchorlink_class": "heading-link", "toc_depth": "2-4"},
        "markdown.extensions.footnotes": {"USE_DEFINITION_ORDER": False},
    },
    "output_format": "html5",
}
TYPOGRIFY = False
RUNNABLE_STRICT = True  # a code block that is neither verified nor excused stops the build
DECKS_PDF_REQUIRED = False  # without a Chromium, slides have no PDF here
RUNNABLE_GUTTER = True  # code that was executed is marked so, if the ledger says so
RUNNABLE_IN_PAGE = True  # readers run samples in the page, where this machine has what that is made of

# Comments below articles: none, or by a server of Isso or by email, as the README has it under "Comments".
COMMENTS = None

# What the theme's scripts load from elsewhere, by the beginning of its name.
_root = Path(__file__).parent
ASSETS = {
    "js/run": _root / "plugins" / "runnable" / "browser" / "static",
    "js/editor": _root / "node_modules" / "prism-code-editor" / "dist",
}

JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "extensions": []}
TEMPLATE_EXTENSIONS = [".html", ".txt", ".xml"]

PATH_METADATA = r"(?:articles|pages)/(?P<slug>[^/]+)/index\.md"
FILENAME_METADATA = ""
SLUGIFY_SOURCE = "basename"
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = "Unsorted"

ARTICLE_URL, ARTICLE_SAVE_AS = "{slug}/", "{slug}/index.html"
DRAFT_URL, DRAFT_SAVE_AS = "drafts/{slug}/", "drafts/{slug}/index.html"
PAGE_URL, PAGE_SAVE_AS = "{slug}/", "{slug}/index.html"
DRAFT_PAGE_URL, DRAFT_PAGE_SAVE_AS = "drafts/{slug}/", "drafts/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tag/{slug}/", "tag/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "category/{slug}/", "category/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "author/{slug}/", "author/{slug}/index.html"
SERIES_URL, SERIES_SAVE_AS = "series/{slug}/", "series/{slug}/index.html"
SERIES_INDEX_URL, SERIES_INDEX_SAVE_AS = "series/", "series/index.html"
YEAR_ARCHIVE_URL, YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/", "{date:%Y}/index.html"

DIRECT_TEMPLATES = ["index", "archives", "tags", "categories", "authors", "drafts", "search"]
DIRECT_TEMPLATES += ["404", "robots", "sitemap"]
INDEX_URL, INDEX_SAVE_AS = "", "index.html"
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archives/", "archives/index.html"
TAGS_URL, TAGS_SAVE_AS = "tags/", "tags/index.html"
CATEGORIES_URL, CATEGORIES_SAVE_AS = "categories/", "categories/index.html"
AUTHORS_URL, AUTHORS_SAVE_AS = "authors/", "authors/index.html"
DRAFTS_URL, DRAFTS_SAVE_AS = "drafts/", "drafts/index.html"
SEARCH_URL, SEARCH_SAVE_AS = "search/", "search/index.html"
ROBOTS_SAVE_AS, SITEMAP_SAVE_AS = "robots.txt", "sitemap.xml"

DEFAULT_PAGINATION = 6
DEFAULT_ORPHANS = 1
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TAG_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
