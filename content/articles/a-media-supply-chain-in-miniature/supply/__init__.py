"""A media supply chain in miniature: receive, check, transform and publish video files."""
