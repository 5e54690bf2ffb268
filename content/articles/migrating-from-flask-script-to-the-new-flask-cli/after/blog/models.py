"""What the database holds: posts."""

from . import db


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80), nullable=False)
    published = db.Column(db.Boolean, nullable=False, default=False)

    @classmethod
    def add(cls, title, *, published=False):
        """Store a new post and return it."""
        post = cls(title=title, published=published)
        db.session.add(post)
        db.session.commit()
        return post

    @classmethod
    def find(cls, number):
        """The post of that number, or None."""
        return cls.query.filter_by(id=number).first()

    @classmethod
    def ordered(cls):
        return cls.query.order_by(cls.id).all()

    def publish(self):
        self.published = True
        db.session.commit()

    def as_dict(self):
        return {"id": self.id, "title": self.title, "published": self.published}
