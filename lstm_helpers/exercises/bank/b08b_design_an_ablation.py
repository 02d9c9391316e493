"""Exercise of lesson 08: design an ablation, and let networks whose wiring is known judge it."""

import numpy as np

from lstm_helpers.exercises.kinds import Function, Mistake

# how a unit of a hidden network moves, and what the answer makes of it: name to (spread, level, weight)
UNITS = {
    "needed": (1.0, 0.0, 1.0),  # carries a part of the right answer that nobody else carries
    "upside down": (1.0, 0.3, -0.8),
    "raised": (1.0, 3.0, 0.9),  # carries as much, far from zero
    "slight": (1.0, 0.0, 0.31),  # carries a little, enough to double the error
    "bystander": (0.9, 0.0, 0.0),  # goes with the right answer, and nobody reads it
    "still": (0.05, 3.0, 1.5),  # hardly moves, and the answer counts on its level
    "noise": (1.0, 0.0, 0.4),  # has nothing to do with what is right, and is read all the same
}


def _network(rng, kinds, N, scale):
    """(answer, h, y): a network of these units, in this order; what it hears, and what would be right."""
    spread, level, weight = np.array([UNITS[kind] for kind in kinds]).T
    parts = rng.standard_normal((N, len(kinds)))
    carries = np.isin(kinds, ("needed", "upside down", "raised", "slight"))
    truth = (parts * spread * weight)[:, carries].sum(axis=1)
    bystander = np.array(kinds) == "bystander"
    parts[:, bystander] = truth[:, None] / truth.std() + 0.05 * rng.standard_normal((N, bystander.sum()))
    h = level + spread * parts
    offset = level @ weight

    def answer(h):
        return scale * (np.asarray(h, float) @ weight - offset)

    return answer, h, scale * (truth + 0.25 * rng.standard_normal(N))


def _networks(rng):
    """Four networks of other sizes, loud and soft, some of them with a unit that does harm."""
    return [
        _network(rng, ("needed", "bystander", "still", "upside down", "slight"), 2_000, 1.0),
        _network(rng, ("still", "raised", "bystander", "needed"), 300, 40.0),
        _network(rng, ("upside down", "noise", "raised", "still", "needed", "bystander"), 500, 0.02),
        _network(rng, ("still", "raised", "still"), 250, 3.0),
    ]


DESIGN_AN_ABLATION = Function(
    name="design_an_ablation",
    lesson=8,
    minutes=10,
    prompt="On which units do a network's answers stand? Design the experiment: what you put in the place of a unit, "
    "and what you compare with. The check tries it on networks whose wiring is known.",
    stub='''
def design_an_ablation(answer, h, y):
    """Break one unit after the other. Which of them are needed: without which is the mean
    squared error at least twice as large as before?
    answer(h) says what the network answers, (N,), to hidden states h (N, H);
    y (N,) is what would be right -> (H,) of bool"""
    return ...                                   # your lines
''',
    solution="""
def design_an_ablation(answer, h, y):
    whole, needed = np.mean((answer(h) - y) ** 2), []
    for unit in range(h.shape[1]):
        broken = h.copy()
        broken[:, unit] = h[:, unit].mean()
        damage = np.mean((answer(broken) - y) ** 2)
        needed.append(damage >= 2 * whole)
    return np.array(needed)
""",
    cases=_networks,
    mistakes=(
        Mistake(
            {"h[:, unit].mean()": "0"},
            "You put zero in a unit's place; the answer may count on a unit's usual level even if it never moves, so "
            "its own mean belongs there: then only what it *says* is gone.",
        ),
        Mistake(
            {"h[:, unit].mean()": "h.mean()"},
            "You put the mean of all units in a unit's place; each unit has a level of its own, so take the mean of "
            "its own column.",
        ),
        Mistake(
            """
def design_an_ablation(answer, h, y):
    whole, needed, broken = np.mean((answer(h) - y) ** 2), [], h.copy()
    for unit in range(h.shape[1]):
        broken[:, unit] = h[:, unit].mean()
        needed.append(np.mean((answer(broken) - y) ** 2) >= 2 * whole)
    return np.array(needed)
""",
            "You left each unit broken when you went on to the next; whatever comes after the first needed one looks "
            "needed then, so start from a whole network each time.",
        ),
        Mistake(
            """
def design_an_ablation(answer, h, y):
    whole, needed = np.mean((answer(h) - y) ** 2), []
    for unit in range(h.shape[1]):
        broken = np.tile(h.mean(axis=0), (len(h), 1))
        broken[:, unit] = h[:, unit]
        needed.append(np.mean((answer(broken) - y) ** 2) >= 2 * whole)
    return np.array(needed)
""",
            "You broke all units but one; that asks whether a unit is enough by itself, and the question was whether "
            "it can be missed.",
        ),
        Mistake(
            """
def design_an_ablation(answer, h, y):
    return np.array([abs(np.corrcoef(h[:, unit], y)[0, 1]) > 0.5 for unit in range(h.shape[1])])
""",
            "You looked at which units go with the right answer, and broke none; a bystander goes with it too, so "
            "the error of a broken network has to decide.",
        ),
        Mistake(
            {"2 * whole": "0.1"},
            "You compared with a fixed number; networks differ in how large their errors are, so compare with the "
            "error of the same network when it is whole.",
        ),
        Mistake({">=": "<"}, "You answered which units can be missed; the question was which are needed."),
        Mistake(
            {"damage >= 2 * whole": "damage != whole"},
            "You called a unit needed as soon as the error changes; without a unit that does harm it changes as well, "
            "so ask whether it is twice as large at least.",
        ),
        Mistake(
            {"return np.array(needed)": "return np.flatnonzero(needed)"},
            "You returned the numbers of the needed units; a True or False for each unit is asked for.",
        ),
    ),
    variants=(
        """
def design_an_ablation(answer, h, y):
    rng = np.random.default_rng(3)
    def error(states):
        return ((np.asarray(answer(states)) - y) ** 2).mean()
    found = []
    for u in range(h.shape[1]):
        shuffled = np.array(h)
        shuffled[:, u] = rng.permutation(shuffled[:, u])
        found.append(error(shuffled) / error(h) >= 2)
    return found
""",
        """
def design_an_ablation(answer, h, y):
    mean, before = h.mean(0), np.square(answer(h) - y).sum()
    keep = 1 - np.eye(h.shape[1])
    after = [np.square(answer(h * k + mean * (1 - k)) - y).sum() for k in keep]
    return np.array(after) > 2 * before
""",
    ),
    equivalents={
        "broken[:, unit] = broken[:, unit].mean()": "the copy's column is still whole when its mean is taken",
        "needed.append(damage > 2 * whole)": "no error is exactly twice as large",
    },
    hints=(
        "What the network says is `answer(h)`; break a copy of h, one column at a time, and ask again.",
        "A unit that stands still tells the answer nothing. Which number can take its place without moving the level?",
        "Compare the mean squared error of the broken network with that of the whole one, both against y.",
    ),
    fact="Shuffling a unit's values among the examples breaks it as well: its level and its spread stay, and only what "
    "it says about *this* example is lost.",
    why="Each unit in turn stands at its own mean, in a copy; the error against the right answers decides, beside that "
    "of the whole network. The bystander goes with the answer and can be missed; the still unit's level was kept.",
    questions=(
        "Two units say the same, and the answer takes the larger one. What does breaking one at a time find?",
        "Here the readout alone meets the broken unit. What changes if the network goes on running with it?",
    ),
)

EXERCISES = [DESIGN_AN_ABLATION]
