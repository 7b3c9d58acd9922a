from tests.faults.test_two_bots import *
from tests.faults.test_two_bots import _steps
import time
from sqlalchemy import text
def test_x(shared):
    w=Stopwatch(); 
    def p(*a): print(round(w.seconds,1),*a,flush=True)
    bots=[shared.bot(PYTHONFAULTHANDLER="1"), shared.bot(PYTHONFAULTHANDLER="1")]; p("up")
    fire(shared,bots,40); p("fired")
    last=None;n=0
    for k in range(300):
        time.sleep(0.1)
        now=(shared.pending(), len(shared.sandbox.journal))
        n = n+1 if now==last else 0
        last=now
        if n==60:
            p("stalled", now)
            for _ in range(3):
                rows=shared.database.read(lambda tx: tx.execute(text("select pid, state, wait_event_type, wait_event, now()-xact_start as xs, now()-query_start as qs, pg_blocking_pids(pid), left(regexp_replace(query,'\\s+',' ','g'),700) from pg_stat_activity where datname=current_database() order by query_start desc nulls last")).all())
                for r in rows: print("ACT", [str(x) for x in r])
                time.sleep(0.3)
            print("CPU", [ __import__('psutil').Process(b.process.pid).cpu_times() for b in bots])
            [b.process.send_signal(6) for b in bots]; time.sleep(1); print(bots[0].said()[-14000:])
            break
        if not now[0]: break
    p("end")
