"""What a check uses: a session on a server, its collection fixtures, and the steps that several checks share."""
