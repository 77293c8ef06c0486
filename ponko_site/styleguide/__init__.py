"""The style guide for staff at /styleguide/: every token and component as it is, drawn by the very templates of the site."""
