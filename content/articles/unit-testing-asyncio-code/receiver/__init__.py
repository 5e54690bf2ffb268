"""A chat room that speaks packets: a receiver without asyncio, one with it, and a server around that."""
