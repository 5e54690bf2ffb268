"""Notes which lines a program executes (see noter.py), then does what another `sitecustomize` would have done."""

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

noter = os.environ["RUNNABLE_NOTER"]
with open(noter) as stream:
    exec(stream.read(), {"__file__": noter})  # noqa: S102 - ours
own = os.path.dirname(os.path.abspath(__file__))
others = [folder for folder in sys.path if os.path.abspath(folder) != own]
if (spec := PathFinder.find_spec("sitecustomize", others)) and spec.loader:
    sys.modules["sitecustomize"] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules["sitecustomize"])
