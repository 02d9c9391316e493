"""Exercises that know which mistake was made: `from lstm_helpers.exercises import check`, then `check.NAME(answer)`.

How to add one stands in CONTRIBUTING.md, beside a whole example. What is where:

    bank/       the exercises, one module or a few a lesson; `hidden` is what their inputs are drawn from; `any_*` holds
                for any exercise: errors in plain words, differences, what mends a learner's own lines, models
    kinds       what an exercise is: a function, a number, a choice, an order, bugs to find, a Keras model
    sandbox     calls a learner's function and stays alive
    observe     an answer on the hidden inputs: what came, leaf by leaf, or what stands in the way
    compare     are two leaves equal, and if not, in which way do they differ?
    diagnosis   what an answer is: not attempted, correct, which mistake, or the first difference
    panels      how a panel looks, as text and as HTML
    progress    what was tried: the file beside the notebooks, and how it meets memory
    verbs       `check` itself: hints, answers, progress, report

A mistake is a text edit of the right solution. It is run on the hidden inputs like a learner's answer, and an answer
that does the same is told the mistake's sentence. The tests run over whatever is in the bank and say what is missing: a
mistake that is invisible on the hidden inputs, two that look alike, a mutant that passes.
"""

from lstm_helpers.exercises.verbs import check

__all__ = ["check"]
