"""The search for somebody who takes it: whom a policy leads to, who is paged next, and when there is no answer."""
