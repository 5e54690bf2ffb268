"""The pictures of the article, drawn by the code that they show."""
