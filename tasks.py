"""The commands of this repository: `./inv --list` names them, `./inv TASK --help` explains one."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
import traceback
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from invoke.exceptions import Exit
from invoke.program import Program
from invoke.tasks import task

from machine import install_packages, install_programs, offer_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from invoke.context import Context
    from invoke.runners import Result

    from problems import Problem

ROOT = Path(__file__).resolve().parent
# Imports from the plugins stand where they are used: `clean` and `lock` work while a plugin is broken.
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

CONTENT = ROOT / "content"
ARTICLES = CONTENT / "articles"
BUDGET = "tests/browser/budget"
HALF = ("tests/browser", "tests/site/test_mutation.py", "content")  # of the tests, by the time that they take
OUTPUT = ROOT / "output"
PREVIEW = ROOT / ".preview"
WORKSPACE = ".build-"  # how the folders are called in which things are made before they are moved into place
CACHES = ("__pycache__", "[!.]*/**/__pycache__")
MADE = ("output", ".preview", ".visual", ".runnable", ".coverage", ".build-*", ".*_cache", *CACHES)
INSTALLED = (".venv", "node_modules")

TIERS = ("fast", "real")
RECORD_BY = "./inv record {slow}{slug}"

# What no committed file may say, since it is a machine's business. The brackets keep the line from finding itself.
UNWANTED = r'--(extra-)?[i]ndex-url|"[r]esolved": *"http'
UNWANTED_FILES = ("uv.lock", "pylock.toml")


@task(
    help={
        "title": "names the article, its folder and its sample file",
        "category": "one of content/categories.toml",
        "tags": 'as in "Python, Testing"',
        "authors": "of content/authors.toml",
        "module": "names the sample file instead, without .py",
    }
)
def new(
    _ctx: Context,
    title: str,
    category: str = "Python",
    tags: str = "Python",
    authors: str = "The Editors",
    module: str = "",
) -> None:
    """Start a draft article: its text, a sample, a file that it shows, and the file's test."""
    from skeleton import RefusedError, module_of, one_line, problem_of_module, slug_of, write_bundle  # noqa: PLC0415

    fields = {"title": title, "category": category, "tags": tags, "authors": authors}
    try:
        metadata = {name: one_line(name, value) for name, value in fields.items()}
        slug = slug_of(metadata["title"])
    except RefusedError as error:
        raise Exit(str(error)) from None
    if (ARTICLES / slug).exists():
        raise Exit(f"There is a folder content/articles/{slug}/ already; choose another title.")
    module = module or module_of(slug)
    if problem := problem_of_module(module):
        raise Exit(f"{problem}; choose another --module.")
    metadata["date"] = datetime.now().astimezone().strftime("%Y-%m-%d")
    with TemporaryDirectory(prefix=WORKSPACE, dir=ROOT) as workspace:
        bundle = Path(workspace, "articles", slug)
        write_bundle(bundle, module, metadata)
        refuse_bad_header(Path(workspace), bundle)
        bundle.rename(ARTICLES / slug)
    print(f"Made content/articles/{slug}/. See it: ./inv serve. Write it, then: ./inv record {slug}")


@task(help={"port": "where to serve; 0 takes any free port"})
def serve(ctx: Context, port: int = 8000) -> None:
    """Serve the blog at http://127.0.0.1:8000 and rebuild it as you write."""
    from preview import Preview, Server  # noqa: PLC0415

    offer_packages(ctx)
    PREVIEW.mkdir(exist_ok=True)
    try:
        server = Server(port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Exit(f"Port {port}: {reason}. Choose another: ./inv serve --port 8001 (0 takes any free one)") from None
    with server, TemporaryDirectory(dir=PREVIEW) as workspace:
        Preview(server, Path(workspace), lambda folder: pelican("pelicanconf.py", folder)).run()


@task
def build(ctx: Context) -> None:
    """Write the published form into output/."""
    offer_packages(ctx)
    with TemporaryDirectory(prefix=WORKSPACE, dir=ROOT) as workspace:
        site = Path(workspace, "site")
        run(ctx, *pelican("publishconf.py", site))
        if OUTPUT.exists():
            OUTPUT.rename(Path(workspace, "replaced"))
        site.rename(OUTPUT)


@task(
    iterable=["slug"],
    help={
        "slug": "the article, or several; all of them if none is named",
        "slow": "only articles with slow samples: run these, and what is not proven, and write what they measured",
    },
)
def record(ctx: Context, slug: list[str], *, slow: bool = False) -> None:
    """Run the samples and write what they print into the articles: `./inv record [SLUG]`."""
    from runnable.integration import command  # noqa: PLC0415

    offer_packages(ctx)
    raise Exit(code=command.record(find_documents(slug), slow=slow, record_by=RECORD_BY))


@task(
    iterable=["slug"],
    help={
        "slug": "the article, or several; all of them if none is named",
        "report": "run nothing: list each code block, how it is proven, and whether it is",
        "json": "the report as JSON",
        "watch": "go on, and run what changes, until Ctrl-C",
        "mutate": "then alter what the articles say in many ways, and see that each is told",
        "most": "how many alterations of each article to try, drawn evenly from all there are",
        "slow": "run the slow samples, and only these; what they measure is not compared",
        "tier": "fast: only what needs no program, server or service; real: all, slow ones by their manifests",
    },
)
def verify(  # noqa: PLR0913 - each is an option of the command
    ctx: Context,
    slug: list[str],
    *,
    report: bool = False,
    json: bool = False,
    watch: bool = False,
    mutate: bool = False,
    most: int = 5000,
    slow: bool = False,
    tier: str = "",
) -> None:
    """Run the samples and compare with what the articles say: `./inv verify [SLUG]`."""
    from runnable.integration import command  # noqa: PLC0415

    if json and not report:
        raise Exit("--json goes with --report.")
    if watch + report + mutate > 1:
        raise Exit("--watch, --report and --mutate exclude each other.")
    if tier and tier not in TIERS:
        raise Exit(f"There is no tier {tier!r}; there are: {', '.join(TIERS)}.")
    if slow + bool(tier) + watch + report + mutate > 1:
        raise Exit("--slow and --tier exclude each other, and go with neither of --watch, --report and --mutate.")
    documents = find_documents(slug)
    if report:
        raise Exit(code=command.report(documents, json=json))
    offer_packages(ctx)
    if watch:
        raise Exit(code=watch_documents(documents if slug else None))
    if mutate:
        raise Exit(code=command.mutate(documents, most=most, record_by=RECORD_BY))
    chosen = "slow" if slow else tier or command.TIER
    raise Exit(code=command.verify(documents, tier=chosen, record_by=RECORD_BY))


@task
def check(ctx: Context) -> None:
    """Check style, types, imports, headers, links, and that the repository fits any machine."""
    failed = [name for name, passes in CHECKS.items() if not timed(ctx, name, passes)]
    if failed:
        raise Exit(f"Failed: {', '.join(failed)}")


@task
def test(ctx: Context) -> None:
    """Install what is needed, run all checks, then the tests: `./inv test [PYTEST ARGUMENTS]`."""
    install_programs(ctx)
    install_packages(ctx)
    check(ctx)
    if ctx.remainder:
        ctx.run(f"pytest {ctx.remainder}")
    else:
        test_all(ctx)


@task
def approve(ctx: Context) -> None:
    """Approve how the style guide looks: take the pictures that differed in the last test for those to come."""
    run(ctx, sys.executable, "-m", "tests.browser.pictures")


@task(help={"fast": "leave Lighthouse out, which takes a minute"})
def budget(ctx: Context, *, fast: bool = False) -> None:
    """Measure the published form, and print a table: what pages weigh, and how fast they are on a phone."""
    install_programs(ctx)
    install_packages(ctx)
    with TemporaryDirectory(prefix=WORKSPACE, dir=ROOT) as workspace:
        site = Path(workspace, "site")
        run(ctx, *pelican("publishconf.py", site), hide="out")
        run(ctx, sys.executable, "-m", "tests.browser.budget", *["--fast"] * fast, str(site))


@task(help={"branch": "the branch that is served", "remote": "the repository that it is pushed to"})
def publish(ctx: Context, branch: str = "gh-pages", remote: str = "origin") -> None:
    """Build, and push to GitHub Pages, if all is committed, verified, and passes the checks."""
    refuse_placeholder()
    refuse_uncommitted(ctx)
    fetch_published(ctx, remote, branch)
    for name in ("verify", "check"):
        if not run(ctx, sys.executable, "-u", "tasks.py", name, warn=True):
            raise Exit(f"Nothing was published: ./inv {name} failed, see above.")
    build(ctx)
    commit = output_of(ctx, "git", "log", "-1", "--format=%h: %s")
    where = ("--remote", remote, "--branch", branch)
    run(ctx, "ghp-import", "--no-jekyll", "--push", *where, "--message", f"Publish {commit}", str(OUTPUT))
    print(f"Published {commit}\nto the branch {branch} of {remote}")


@task
def lock(ctx: Context) -> None:
    """Pin and hash what requirements.in names, into requirements.txt; so for the articles, in the same versions."""
    form = ("--generate-hashes", "--no-emit-index-url", "--universal", "--python-version", "3.11")
    compile_ = ("uv", "pip", "compile", "--quiet", *form, "--custom-compile-command", "./inv lock")
    run(ctx, *compile_, "requirements.in", "--output-file", "requirements.txt")
    for wanted in sorted(ARTICLES.glob("*/requirements.in")):
        path = wanted.relative_to(ROOT)
        versions = ("--constraint", "requirements.txt", "--no-annotate")
        run(ctx, *compile_, *versions, str(path), "--output-file", str(path.with_suffix(".txt")))


@task(help={"all_": "remove .venv and node_modules too"})
def clean(_ctx: Context, *, all_: bool = False) -> None:
    """Remove what was made: output/, .preview/, the ledger in .runnable/, caches."""
    for pattern in [*MADE, *INSTALLED * all_]:
        for path in list(ROOT.glob(pattern)):
            remove(path)


def run(ctx: Context, *command: str, **options: Any) -> Result:
    """Run a program; unless `warn=True` is given, its failure ends the task with its exit code."""
    return ctx.run(shlex.join(command), **options)


def test_all(ctx: Context) -> None:
    """Run the tests in two halves beside each other, then the budget's, which measure pages whose samples are proven.

    Neither half keeps two processors busy by itself, since each waits for browsers and servers.
    """
    print(f"Beside these run those of {', '.join(HALF)}, and are told of after them", flush=True)
    first = f"pytest {' '.join(HALF)} --ignore={BUDGET}"
    pending: Any = ctx.run(first, asynchronous=True, warn=True)  # a Promise, which its type is silent on
    second = ctx.run(f"pytest tests {' '.join(f'--ignore={path}' for path in HALF)}", warn=True)
    done = pending.join()
    print(done.stdout, done.stderr, flush=True)
    last = ctx.run(f"pytest {BUDGET}", warn=True)
    if not (done.ok and second.ok and last.ok):
        raise Exit("Failed: tests")


def output_of(ctx: Context, *command: str) -> str:
    """Return what a program prints, without showing it."""
    return str(run(ctx, *command, hide="out").stdout).strip()


def pelican(settings: str, output: Path) -> list[str]:
    """Return the command that builds the site into a new folder, and stops at what Pelican would skip."""
    return [sys.executable, "-m", "pelican", "content", "-s", settings, "-o", str(output), "--fatal", "warnings"]


def find_documents(slugs: Sequence[str]) -> list[Path]:
    """Return the articles and pages that are named by slug; all of them if none is named."""
    known = {path.parent.name: path for path in sorted(ARTICLES.glob("*/index.md"))}
    known |= {path.stem: path for path in sorted(CONTENT.glob("pages/*.md"))}
    known |= {path.parent.name: path for path in sorted(CONTENT.glob("pages/*/index.md"))}
    for slug in slugs:
        if slug not in known:
            near = get_close_matches(slug, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            raise Exit(f"There is no article {slug}{hint} There are:\n  " + "\n  ".join(known))
    return [known[slug].relative_to(ROOT) for slug in slugs or known]


def watch_documents(chosen: Sequence[Path] | None) -> int:
    """Verify the `chosen` articles, or all there are, whenever they change."""
    from runnable.integration import watching  # noqa: PLC0415

    def find() -> Sequence[Path]:
        return find_documents([]) if chosen is None else [path for path in chosen if path.is_file()]

    return watching.watch(find, [CONTENT], record_by=RECORD_BY)


def refuse_bad_header(workspace: Path, bundle: Path) -> None:
    """End the task if the header of the new article `bundle` does not fit among the others."""
    import frontmatter  # noqa: PLC0415

    for path in [*CONTENT.glob("*.toml"), *ARTICLES.iterdir()]:
        (workspace / path.relative_to(CONTENT)).symlink_to(path)
    if problems := [problem.message for problem in frontmatter.check(workspace) if bundle in problem.path.parents]:
        raise Exit("Nothing was made:\n  " + "\n  ".join(problems))


def timed(ctx: Context, name: str, passes: Callable[[Context], bool]) -> bool:
    """Run one check and say how it went; a check that breaks has failed, and the others still run."""
    started = time.monotonic()
    try:
        passed = passes(ctx)
    except Exception:  # noqa: BLE001  # whatever it is, the author sees it and the other checks
        traceback.print_exc()
        passed = False
    print(f"{'pass' if passed else 'FAIL'}  {name}  ({time.monotonic() - started:.1f} s)")
    return passed


def program(*command: str, **options: Any) -> Callable[[Context], bool]:
    """Make a check of a program's exit code."""
    return lambda ctx: run(ctx, *command, warn=True, **options).ok


def report(problems: Sequence[Problem]) -> bool:
    """Print the problems; tell whether there are none."""
    for problem in problems:
        print(problem)
    return not problems


def headers_are_valid(_ctx: Context) -> bool:
    """Check the headers of all articles and pages."""
    import frontmatter  # noqa: PLC0415

    return report(frontmatter.check(CONTENT))


def changes_are_counted(_ctx: Context) -> bool:
    """Check that each dated note, and each commit that tells readers something, is counted by `Modified`."""
    import history  # noqa: PLC0415

    return report(history.check(CONTENT))


def downloads_can_be_run(_ctx: Context) -> bool:
    """Check that each article's download says how it is run, and pins what it needs."""
    import archives  # noqa: PLC0415

    return report(archives.check(CONTENT))


def links_lead_somewhere(ctx: Context) -> bool:
    """Check all internal links of a fresh build."""
    import linkcheck  # noqa: PLC0415

    with TemporaryDirectory(prefix=WORKSPACE, dir=ROOT) as workspace:
        site = Path(workspace, "site")
        built = run(ctx, *pelican("publishconf.py", site), warn=True).ok
        return built and report(linkcheck.check(site, run_path("publishconf.py")["SITEURL"]))


def fits_any_machine(ctx: Context) -> bool:
    """Check that no file says where packages come from, or where this repository lies on this machine."""
    search = ("git", "grep", "--no-index", "--exclude-standard", "-nI")
    searches = [("-E", "-e", UNWANTED)]
    if ROOT.parent != ROOT.parent.parent:  # a folder at the top, such as /app, may well be meant by an article
        searches.append(("-wF", "-e", str(ROOT)))
    nothing_found = [run(ctx, *search, *what, warn=True).exited == 1 for what in searches]
    files = [f"{name} is a lock file; ./inv lock writes another" for name in UNWANTED_FILES if (ROOT / name).exists()]
    for line in files:
        print(line)
    return all(nothing_found) and not files


CHECKS: dict[str, Callable[[Context], bool]] = {
    "style": program("ruff", "check", "--quiet"),
    "format": program("ruff", "format", "--check", "--quiet"),
    "types": program("mypy", "--no-error-summary"),
    "imports": program("lint-imports", "--no-logo", env={"PYTHONPATH": "plugins"}),
    "headers": headers_are_valid,
    "changes": changes_are_counted,
    "downloads": downloads_can_be_run,
    "links": links_lead_somewhere,
    "portable": fits_any_machine,
}


def refuse_placeholder() -> None:
    """End the task if nobody can have the address that the pages, the feeds and the sitemap would name."""
    address = run_path("publishconf.py")["SITEURL"]
    url = urlsplit(address)
    if url.scheme not in ("http", "https") or not url.hostname or url.hostname.endswith(".example"):
        raise Exit(
            f"Nothing was published: nobody can reach the site's address {address!r}. Name the real one, as in\n"
            "  SITEURL=https://blog.your-domain.org ./inv publish\n"
            "or write it into publishconf.py, as the default of SITEURL."
        )


def refuse_uncommitted(ctx: Context) -> None:
    """End the task if a file differs from the last commit, which the published commit will name."""
    if changes := output_of(ctx, "git", "status", "--porcelain"):
        raise Exit(f"Nothing was published: commit these first, or ignore them.\n{changes}")


def fetch_published(ctx: Context, remote: str, branch: str) -> None:
    """Fetch what is published: ghp-import goes on from the newest commit that it knows."""
    found = run(ctx, "git", "ls-remote", "--exit-code", remote, f"refs/heads/{branch}", warn=True, hide="out").exited
    if found == 0:
        run(ctx, "git", "fetch", "--quiet", remote, f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}")
    elif found != 2:  # noqa: PLR2004  # git's way to say that there is no such branch yet
        raise Exit(f"Nothing was published: git cannot reach the remote {remote}, see above.")


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def spelled_out(arguments: Sequence[str]) -> list[str]:
    """Return the arguments as invoke takes them.

    To invoke, a word after a task is a task if it is not required, and `--help` is a title if one is required.

    >>> spelled_out(["verify", "retry"])
    ['verify', '--slug', 'retry']
    >>> spelled_out(["verify", "--mutate", "--most", "100", "retry"])
    ['verify', '--mutate', '--most', '100', '--slug', 'retry']
    >>> spelled_out(["test", "-k", "a or b"])
    ['test', '--', '-k', "'a or b'"]
    """
    task_name, *rest = arguments or [""]
    if {"-h", "--help"} & set(rest):
        return ["--help", task_name]
    if task_name == "test":
        return [task_name, "--", *map(shlex.quote, rest)]
    if task_name in ("record", "verify"):
        return [task_name, *_slugs_spelled_out(rest)]
    return list(arguments)


def _slugs_spelled_out(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a task that takes slugs, with `--slug` before each that has none."""
    for before, word in zip(["", *words], words, strict=False):
        if not word.startswith("-") and before not in ("--slug", "-s", "--most", "-o", "--tier", "-t"):
            yield "--slug"
        yield word


if __name__ == "__main__":
    Program(name="Running Commentary", binary="./inv").run(["./inv", *spelled_out(sys.argv[1:])])
