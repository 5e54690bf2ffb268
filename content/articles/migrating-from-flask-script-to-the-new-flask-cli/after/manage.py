"""For those who still type `python manage.py`: hands its words to `flask`."""

import os
import sys

from flask.cli import main

os.environ.setdefault("FLASK_APP", "blog")
names = {"runserver": "run"}
sys.argv[1:2] = [names.get(word, word) for word in sys.argv[1:2]]
main()
