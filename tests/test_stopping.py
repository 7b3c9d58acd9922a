"""A signal is heard whichever thread of the process gets it."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import signal, threading
from bot.stopping import Stopping
stopping = Stopping()
others = {signal.SIGTERM, signal.SIGINT}
started = threading.Event()
def idle():
    started.set()
    threading.Event().wait()
threading.Thread(target=idle, daemon=True).start()  # it takes the signal, as the main thread does not
started.wait()
signal.pthread_sigmask(signal.SIG_BLOCK, others)
print("ready", flush=True)
stopping.wait()
print("stopped", flush=True)
"""


def test_a_signal_that_another_thread_takes_is_heard_too() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        program.terminate()
        try:
            assert program.communicate(timeout=20)[0] == "stopped\n"
        finally:
            program.kill()
