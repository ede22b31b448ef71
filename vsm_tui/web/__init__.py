"""The app in a browser: the only room that knows a web server."""
