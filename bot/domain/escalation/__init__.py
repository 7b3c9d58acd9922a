"""The search for somebody who takes it: who is paged next, by which way, and what happens when nobody answers."""
