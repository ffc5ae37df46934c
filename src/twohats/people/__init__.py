"""Who is who: accounts joined to people, dated affiliation, bots, scope, pseudonyms."""
