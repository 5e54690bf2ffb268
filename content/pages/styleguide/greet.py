"""A file of which the page shows a part."""


# region hello
def hello(name: str) -> str:
    """Say hello."""
    return f"hello {name}"


# endregion
