"""Tells everyone else: a Notice in, a Receipt out. Nothing here waits, repeats or opens the store."""
