"""Exercises that know which mistake was made: `from lstm_helpers.exercises import check`, then `check.NAME(answer)`.

How to add one, in about fifteen lines: put a `Function` (or `Number`, `Choice`, `Ordering`, `FindBugs`, `Model`; see
`kinds`) into the list ``EXERCISES`` of the module ``bank/bNN_*`` for its lesson, and tag the notebook's code cell
``exercise:NAME``. ::

    Function(
        name="cell_update", lesson=4, minutes=4,
        prompt="Write equation (6): what the cell holds after this step.",
        stub='''
    def cell_update(f, i, g, c_prev):
        \"""What the cell holds now, f · c_{t−1} + i · g.  Each (B, H) -> (B, H).\"""
        return ...                                       # your line
    ''',
        solution='''
    def cell_update(f, i, g, c_prev):
        return f * c_prev + i * g
    ''',                                      # or "lstm_helpers.maths.cells:lstm_step", the package's own
        cases=lambda rng: [tuple(draw(rng, B, H) for _ in range(4)) for B, T, D, H in SIZES],
        mistakes=(Mistake({"i * g": "g"}, "You wrote the whole candidate; …, so that …."), …),
        variants=("def cell_update(f, i, g, c_prev): …", …),      # two right answers, written another way
        hints=("…", "…"), fact="…", why="…", questions=("…",),
    )

A mistake is a text edit of the solution, so that it costs one line; what the solution imports beside np stands in
``needs``. The tests run over whatever is in the bank and say what is missing: a mistake that is invisible on the hidden
inputs, two that look alike, a mutant that passes.
"""

from lstm_helpers.exercises.verbs import check

__all__ = ["check"]
