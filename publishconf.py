"""Settings of the published blog: its address, its feeds, and no drafts; all else is as in pelicanconf.py."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

# Pelican loads this file by its path, so that its folder is not on the module path.
sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *

SITEURL = os.environ.get("SITEURL", "https://running-commentary.example").rstrip("/")
ADDRESS = SITEURL
ROOT_PATH = urlsplit(SITEURL).path

FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/category/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/tag/{slug}.atom.xml"
AUTHOR_FEED_ATOM = "feeds/author/{slug}.atom.xml"

DRAFT_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFTS_SAVE_AS = ""
DECKS_PDF_REQUIRED = True
RUNNABLE_IN_PAGE_REQUIRED = True
RUNNABLE_COMPRESS = True  # for hosts that send what is compressed already, as nginx does by brotli_static
