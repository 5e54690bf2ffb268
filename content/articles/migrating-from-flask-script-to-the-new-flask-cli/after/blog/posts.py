"""The pages of the blog, and the commands that belong to them."""

import click
from flask import Blueprint, abort, current_app, url_for

from .models import Post

posts = Blueprint("posts", __name__)
posts.cli.short_help = "List, write and publish posts"


@posts.route("/")
def index():
    return "\n".join(post.title for post in Post.ordered() if post.published)


@posts.route("/posts/<int:number>")
def show(number):
    post = Post.find(number)
    if post is None or not post.published:
        abort(404)
    return post.title


# region posts
@posts.cli.command("list_all")
@click.option("-d", "--drafts", is_flag=True, help="List the drafts, too.")
def list_all(drafts):
    """List the published posts."""
    with current_app.test_request_context():
        for post in Post.ordered():
            if post.published or drafts:
                click.echo(f"{url_for('posts.show', number=post.id)}  {post.title}")


@posts.cli.command()
@click.argument("title")
def add(title):
    """Write a draft."""
    click.echo(f"Draft {Post.add(title).id}: {title}")


@posts.cli.command()
@click.argument("number", type=int)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def publish(number, quiet):
    """Publish a draft."""
    post = Post.find(number)
    if post is None:
        click.echo(f"There is no post {number}.", err=True)
        raise click.exceptions.Exit(1)
    post.publish()
    if not quiet:
        click.echo(f"Published: {post.title}")


# endregion
