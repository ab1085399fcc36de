"""The node: HTTP, live streams and the page. The only room that knows HTTP."""
