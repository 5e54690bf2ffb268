"""What is kept."""

from chat import db


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(32), unique=True, nullable=False)
    password = db.Column(db.String(256), nullable=False)
    token = db.Column(db.String(64), unique=True)

    def told(self):
        return {"id": self.id, "name": self.name}


class Message(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey(User.id), nullable=False)
    author = db.relationship(User)
    text = db.Column(db.Text, nullable=False)
    html = db.Column(db.Text, nullable=False)
    at = db.Column(db.String(32), nullable=False)

    def told(self):
        return {
            "id": self.id,
            "author": self.author.name,
            "text": self.text,
            "html": self.html,
            "at": self.at,
        }
