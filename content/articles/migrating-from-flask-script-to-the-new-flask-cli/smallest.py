"""The least that Flask-Script can do."""

from flask import Flask
from flask_script import Manager

manager = Manager(Flask(__name__))


@manager.command
def hello():
    print("Hello")


if __name__ == "__main__":
    manager.run()
