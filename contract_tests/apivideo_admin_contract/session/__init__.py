"""What a check works with: a session on a server, its collection fixtures, and the steps that checks share."""
