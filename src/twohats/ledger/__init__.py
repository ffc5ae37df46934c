"""Entries: facts judged to be contributions of ours, with reason and what is lacking."""
