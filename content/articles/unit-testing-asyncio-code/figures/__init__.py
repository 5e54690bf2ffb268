"""The pictures of the article, drawn from what really ran."""
