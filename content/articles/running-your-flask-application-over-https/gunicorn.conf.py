"""Settings that gunicorn finds by itself in the folder in which it starts."""

# region settings
bind = "unix:run/gunicorn.sock"
secure_scheme_headers = {}  # whom to believe is for ProxyFix alone to say
# endregion
