"""The commands of the blog, as they were written in 2017."""

# What was good style then stays:
# ruff: noqa: E402, FBT002, I001, PLC0415, PT028, S606
import csv
import json
import os
import sys
import unittest

# region coverage
COVERAGE = None
if os.environ.get("BLOG_COVERAGE"):
    import coverage

    COVERAGE = coverage.Coverage(source=["blog"])
    COVERAGE.start()
# endregion

from flask import current_app, url_for
from flask_migrate import MigrateCommand, upgrade
from flask_script import Manager, Server, Shell, prompt_bool
from flask_script.commands import ShowUrls

from blog import create_app, db
from blog.models import Post


# region manager
def shell_context():
    return {"app": current_app, "db": db, "Post": Post}


manager = Manager(create_app)
manager.add_option("-c", "--config", dest="config", default="development")
manager.add_command("runserver", Server(host="127.0.0.1", port=5000))
manager.add_command("shell", Shell(make_context=shell_context))
manager.add_command("routes", ShowUrls())
manager.add_command("db", MigrateCommand)
# endregion


# region hello
@manager.command
def hello(name="reader", shout=False):
    """Say hello."""
    text = f"{current_app.config['GREETING']} {name}"
    print(text.upper() if shout else text)


# endregion


# region posts
posts = Manager(help="List, write and publish posts")
manager.add_command("posts", posts)


@posts.command
def list_all(drafts=False):
    """List the published posts."""
    for post in Post.ordered():
        if post.published or drafts:
            print(f"{url_for('posts.show', number=post.id)}  {post.title}")


@posts.option("number", type=int, help="the post's number")
@posts.option("-q", "--quiet", dest="quiet", action="store_true", help="print nothing")
def publish(number, quiet=False):
    """Publish a draft."""
    post = Post.find(number)
    if post is None:
        print(f"There is no post {number}.", file=sys.stderr)
        return 1
    post.publish()
    if not quiet:
        print(f"Published: {post.title}")
    return 0


# endregion


@posts.command
def add(title):
    """Write a draft."""
    print(f"Draft {Post.add(title).id}: {title}")


# region data
data = Manager(help="Export or delete what the blog holds")
manager.add_command("data", data)


@data.option("-f", "--format", dest="form", choices=["csv", "json"], default="json")
def export(form):
    """Print all posts."""
    rows = [post.as_dict() for post in Post.ordered()]
    if form == "json":
        print(json.dumps(rows))
    else:
        columns = ["id", "title", "published"]
        table = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


@data.command
def reset():
    """Delete all posts."""
    if prompt_bool("Delete all posts?"):
        print(f"Deleted {Post.query.delete()}.")
        db.session.commit()
        return 0
    print("Nothing was deleted.")
    return 1


# endregion


# region test
@manager.command
def test(coverage=False):
    """Run the tests."""
    if coverage and not COVERAGE:
        os.environ["BLOG_COVERAGE"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    suite = unittest.defaultTestLoader.discover("tests")
    result = unittest.TextTestRunner().run(suite)
    if COVERAGE:
        COVERAGE.stop()
        COVERAGE.report()
    return 0 if result.wasSuccessful() else 1


# endregion


# region profile
@manager.command
def profile(length="10", port="5000"):
    """Serve, and print a profile of each request."""
    from werkzeug.middleware.profiler import ProfilerMiddleware

    app = current_app
    app.wsgi_app = ProfilerMiddleware(app.wsgi_app, restrictions=[int(length)])
    app.run(port=int(port), debug=False)


# endregion


# region deploy
@manager.command
def deploy():
    """Bring the database up to date, and give it a first post."""
    upgrade()
    if not Post.query.count():
        Post.add("Welcome", published=True)
        print("Added the first post.")
    print(f"Deployed with {Post.query.count()} posts.")


# endregion

if __name__ == "__main__":
    manager.run()
