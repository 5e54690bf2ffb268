"""The pages of the blog."""

from flask import Blueprint, abort

from .models import Post

posts = Blueprint("posts", __name__)


@posts.route("/")
def index():
    return "\n".join(post.title for post in Post.ordered() if post.published)


@posts.route("/posts/<int:number>")
def show(number):
    post = Post.find(number)
    if post is None or not post.published:
        abort(404)
    return post.title
