"""The pictures of the article, drawn from the code and the measurements that they show."""
