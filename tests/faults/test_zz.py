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
    for k in range(400):
        time.sleep(0.1)
        now=(shared.pending(), len(shared.sandbox.journal))
        n = n+1 if now==last else 0
        last=now
        if n==12:
            p("stalled", now)
            rows=shared.database.read(lambda tx: tx.execute(text("select pid, state, wait_event_type, wait_event, now()-xact_start as xs, now()-query_start as qs, pg_blocking_pids(pid), left(regexp_replace(query,'\\s+',' ','g'),160) from pg_stat_activity where datname=current_database() order by xs desc nulls last")).all())
            for r in rows: print([str(x) for x in r])
            [b.process.send_signal(6) for b in bots]; time.sleep(1); [print("LOG", l) for b in bots for l in b.said().splitlines()[-400:] if l.startswith("{")][-60:]; print([(r.id,r.lane,r.attempts,r.urgency,str(r.due_at),r.waits_for,r.reason,r.kind) for r in shared.database.read(lambda tx: tx.execute(text("select * from notices where state=chr(112)||$$ending$$ order by seq limit 12")).all())]); print(shared.database.read(lambda tx: tx.execute(text("select lane, blocked_until, lease_until, owner,now() from lanes where lane in (select lane from notices where state=$$pending$$) limit 14")).all()))
            break
        if not now[0]: break
    p("end")
