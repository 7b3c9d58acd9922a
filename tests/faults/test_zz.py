from tests.faults.test_two_bots import *
import time
from tests.faults.test_two_bots import _steps
def test_x(shared):
    w=Stopwatch(); 
    def p(*a): print(round(w.seconds,1),*a,flush=True)
    bots=[shared.bot(), shared.bot()]; p("up")
    fire(shared,bots,40); p("fired")
    wait_until(lambda: len(shared.incidents())==40,"x",120); p("incidents")
    wait_until(lambda: _steps(shared)==80,"y",120); p("steps")
    for k in range(60):
        p(shared.pending(), len(shared.sandbox.journal), shared.sandbox.journal.count(POST))
        if not shared.pending(): break
        time.sleep(1)
    from collections import Counter
    for b in bots:
        print(Counter((l.get("level"),l.get("event")) for l in b.lines()))
        print([l for l in b.lines() if l.get("level")!="info"][:6])
