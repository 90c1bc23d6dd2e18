"""The same function of many values, on several processors: order, failures, and being alone."""

import subprocess
import sys

SCRIPT = """
import multiprocessing, os, signal
from hexapla import forked
from hexapla.packed import pack, unpack

signal.alarm(60)
main = os.getpid()

def mapped(function, count=40, processes=3, here=False, **more):
    all_begun = multiprocessing.Barrier(processes)
    def together(n):
        if n < processes and (here or os.getpid() != main):
            all_begun.wait()
        return function(n)
    more |= {"pack": pack, "unpack": unpack, "here": here}
    return forked.mapped(together, range(count), **more)

assert forked._processors() == len(os.sched_getaffinity(0))
forked._processors = lambda: 3
given = mapped(lambda n: (n, os.getpid()))
assert [n for n, _ in given] == [*range(40)]
assert len({process for _, process in given} - {main}) == 3

def dies_in_a_child(n):
    if os.getpid() != main and n == 7:
        os._exit(1)
    return n, os.getpid()
given = mapped(dies_in_a_child)  # and what it had done is done again
assert [n for n, _ in given] == [*range(40)]
assert len({process for _, process in given} - {main}) == 2  # one share was done here

assert len({process for _, process in mapped(lambda n: (n, os.getpid()), 15)}) == 1  # too few
given = mapped(lambda n: (n, os.getpid()), here=True)
assert [n for n, _ in given] == [*range(40)]
assert len({process for _, process in given}) == 3 and main in {process for _, process in given}

def fails_once(n):
    if os.getpid() != main and n == 7:
        raise ValueError
    return n, os.getpid()
given = mapped(fails_once)
assert [n for n, (_, process) in enumerate(given) if process == main] == [7]  # that one alone

heavy = mapped(lambda n: (n, os.getpid()), 2, 2, weight=40)
assert len({process for _, process in heavy}) == 2  # each for many, and for one process alone

try:
    mapped(lambda n: 1 // (n - 3))
except ZeroDivisionError:
    pass
else:
    raise AssertionError("what the function raises is raised")
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    pass
else:
    raise AssertionError("a child is left over")
"""

THREAD = """
import threading
from hexapla import forked
threading.Thread(target=threading.Event().wait, daemon=True).start()
assert forked._processors() == 1
"""


def test_children_answer_in_order_and_what_one_does_not_answer_is_done_here() -> None:
    _run(SCRIPT)


def test_a_process_with_threads_is_never_forked() -> None:
    _run(THREAD)


def _run(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
