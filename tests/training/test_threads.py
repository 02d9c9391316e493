"""A training gets the threads that pay and no more; afterwards the libraries have what they had."""

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from lstm_helpers import environment
from lstm_helpers.data.tasks import adding
from lstm_helpers.training import evaluate, fit, init_model, loss_and_gradients, predict, threads


def in_use():
    """Threads that NumPy's products take right now, one number a library."""
    return [one["num_threads"] for one in ThreadpoolController().info() if one["user_api"] == "blas"]


@pytest.fixture
def blas(monkeypatch):
    """Two libraries that count, as on a machine of eight processors that nobody limits."""
    found = [SimpleNamespace(num_threads=n, set_num_threads=None) for n in (8, 4)]
    for library in found:
        library.set_num_threads = lambda n, library=library: setattr(library, "num_threads", n)
    monkeypatch.setattr(threads, "libraries", lambda: found)
    monkeypatch.setattr(threads, "processors", lambda: 6)
    return lambda: [library.num_threads for library in found]


def train(seed=0, **more):
    rng = np.random.default_rng(seed)
    return fit(init_model(2, 12, 1, rng), lambda n, rng: adding(n, rng, T=20), rng=rng, steps=4, progress=False, **more)


def test_one_thread_trains_and_all_are_back_afterwards(blas):
    seen = []
    train(callbacks=[lambda state: seen.append(blas())])
    assert seen == [[1, 1]] * 4
    assert blas() == [8, 4]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_all_are_back_after_an_error_of_a_callback_too(blas, error):
    def fall(state):
        assert blas() == [1, 1]
        raise error

    if error is KeyboardInterrupt:
        _, history = train(callbacks=[fall])
        assert history.ended.startswith("stopped by you")
    else:
        with pytest.raises(error):
            train(callbacks=[fall])
    assert blas() == [8, 4]


def test_a_large_product_gets_the_processors_that_may_be_used_and_no_more_than_before(blas):
    with threads.that_pay(threads.PAYS):
        assert blas() == [6, 4]
        with threads.that_pay(10):
            assert blas() == [1, 1]
        assert blas() == [6, 4]
    assert blas() == [8, 4]


def test_trainings_side_by_side_end_in_any_order(blas):
    first, second = threads.that_pay(10), threads.that_pay(threads.PAYS)
    first.__enter__()
    second.__enter__()
    assert blas() == [1, 1]
    first.__exit__(None, None, None)
    assert blas() == [6, 4]
    second.__exit__(None, None, None)
    assert blas() == [8, 4]


def test_many_python_threads_leave_nothing_behind(blas):
    def work(n):
        for _ in range(200):
            with threads.that_pay(n):
                assert blas()[0] in (1, 6)

    workers = [threading.Thread(target=work, args=(n,)) for n in (10, threads.PAYS) * 4]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert blas() == [8, 4]


def test_what_predicts_evaluates_and_differentiates_takes_the_threads_that_pay(blas):
    model, seen = init_model(2, 4, 1, np.random.default_rng(0)), []
    x, y = adding(8, np.random.default_rng(0), T=10)

    def loss(prediction, target):
        seen.append(blas())
        return 0.0, np.zeros_like(prediction)

    evaluate(model, x, y, loss)
    loss_and_gradients(model, x, y, loss)
    assert [1, 1] in seen
    predict(model, x)
    assert blas() == [8, 4]


@pytest.mark.parametrize(("quota", "most"), [("50000 100000\n", 1), ("300000 100000\n", 3), ("max 100000\n", 16)])
def test_even_a_large_product_takes_no_more_than_the_containers_quota(tmp_path, monkeypatch, quota, most):
    (tmp_path / "cpu.max").write_text(quota)
    (tmp_path / "own").write_text("0::/\n")
    found = environment._quotas
    monkeypatch.setattr(environment, "_quotas", lambda: found(tmp_path, tmp_path / "own"))
    monkeypatch.setattr(environment, "_affinity", lambda: 16)
    monkeypatch.delenv("CPU_LIMIT", raising=False)
    assert threads.paying(threads.PAYS) == most
    assert threads.paying(threads.PAYS - 1) == 1


def test_the_library_that_numpy_has_here_is_found_and_limited():
    if not in_use():
        pytest.skip("NumPy multiplies here with a library that threadpoolctl cannot set")
    seen = []
    with threadpool_limits(2, user_api="blas"):
        train(callbacks=[lambda state: seen.append(in_use())])
        assert set(in_use()) <= {1, 2}
    assert all(set(counts) == {1} for counts in seen)


def test_a_python_without_threadpoolctl_trains_too(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    threads.libraries.cache_clear()
    try:
        assert threads.libraries() == ()
        assert train()[1].ended.startswith("finished")
    finally:
        threads.libraries.cache_clear()


@pytest.mark.slow
def test_the_same_threads_give_the_same_bits_and_others_the_same_to_rounding():
    """What a training gives does not depend on how many threads its user has set; another number of them rounds."""
    code = (
        "import numpy as np; from tests.training.test_threads import train; from lstm_helpers.training import threads;"
        "threads.PAYS = {pays}; (params,), _ = train()[0].weights;"
        "print(np.concatenate([array.ravel() for array in params]).tolist())"
    )

    def weights(usual, pays=threads.PAYS):
        env = os.environ | {"OMP_NUM_THREADS": usual, "OPENBLAS_NUM_THREADS": usual}
        done = subprocess.run(
            [sys.executable, "-c", code.format(pays=pays)], env=env, capture_output=True, text=True, check=True
        )
        return np.array(eval(done.stdout))

    one, two = weights("1"), weights("2")
    np.testing.assert_array_equal(one, two)
    np.testing.assert_allclose(weights("2", pays=0), one, rtol=0, atol=1e-6)
