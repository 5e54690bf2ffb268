"""Other ways to keep what is deleted: views, an archive, a library."""
