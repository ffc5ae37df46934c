"""The connection to GitHub: tokens, waiting, retrying and the budget; what is read is the readers'."""
