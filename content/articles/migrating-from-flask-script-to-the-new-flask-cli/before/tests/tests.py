"""The tests that the command `test` runs; unittest finds this name, and pytest does not."""

import unittest

from blog import create_app, db
from blog.models import Post


class Pages(unittest.TestCase):
    def setUp(self):
        self.app = create_app("testing")
        self.context = self.app.app_context()
        self.context.push()
        db.create_all()

    def tearDown(self):
        db.session.remove()
        db.engine.dispose()
        self.context.pop()

    def test_a_draft_is_not_shown(self):
        post = Post.add("A secret")
        page = self.app.test_client().get(f"/posts/{post.id}")
        assert page.status_code == 404

    def test_a_published_post_is_shown(self):
        Post.add("Welcome").publish()
        page = self.app.test_client().get("/")
        assert page.data == b"Welcome"
