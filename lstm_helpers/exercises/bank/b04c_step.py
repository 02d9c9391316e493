"""Exercises of lesson 04 (step through a cell): the whole step."""

from lstm_helpers.exercises.hidden import SIZES, draw, lstm_params
from lstm_helpers.exercises.kinds import Function, Mistake, Ordering

LSTM_STEP = Function(
    name="lstm_step",
    lesson=4,
    minutes=10,
    prompt="Put the pieces together: one step of an LSTM, equations (1) to (7).",
    stub='''
def lstm_step(params, x_t, h_prev, c_prev):
    """One step.  params.W_x (D, 4H), .W_h (H, 4H), .b (4H,) in the order i, f, g, o;
    x_t (B, D), h_prev, c_prev (B, H) -> i, f, g, o, c_t, h_t, each (B, H)."""
    return ...                                   # your lines; return i, f, g, o, c_t, h_t
''',
    solution="lstm_helpers.maths.cells:lstm_step",
    needs="from lstm_helpers.maths.cells import LSTMStep, sigmoid",
    outputs="i f g o c_t h_t",
    cases=lambda rng: [
        (lstm_params(rng, D, H), draw(rng, B, D), draw(rng, B, H), draw(rng, B, H, scale=1.5)) for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"z_i, z_f, z_g, z_o = ": "z_f, z_i, z_g, z_o = "},
            "You read the blocks in the order f, i, g, o; they stand as i, f, g, o, so the first block is "
            "the input gate's.",
        ),
        Mistake(
            {"z_i, z_f, z_g, z_o = ": "z_i, z_f, z_o, z_g = "},
            "You read the blocks in the order i, f, o, g; they stand as i, f, g, o, so the third block is the "
            "candidate's.",
        ),
        Mistake(
            {"z_i, z_f, z_g, z_o = ": "z_i, z_g, z_f, z_o = "},
            "You read the blocks in the order i, g, f, o, as some other frameworks stack them; here they stand as i, "
            "f, g, o, so the second block is the forget gate's.",
        ),
        Mistake(
            {" + params.b": " + np.tile(params.b[-h_prev.shape[1] :], 4)"},
            "You added the output gate's bias to all four; each has a quarter of b of its own, so the forget "
            "gate, say, can begin open while the others do not.",
        ),
        Mistake(
            {"np.tanh(z_g)": "sigmoid(z_g)"},
            "You squashed the candidate with a sigmoid; the candidate uses tanh, so it can also push a memory down.",
        ),
        Mistake(
            {"sigmoid(z_o)": "np.tanh(z_o)"},
            "You squashed the output gate with tanh; a gate uses a sigmoid, so it is a share between 0 and 1.",
        ),
        Mistake(
            {"o * np.tanh(c_t)": "o * c_t"},
            "You showed c_t without tanh; h_t is o · tanh(c_t), so it stays between −1 and 1.",
        ),
        Mistake(
            {"o * np.tanh(c_t)": "o * np.tanh(c_prev)"},
            "You showed the old memory; h_t uses the new c_t, so what was written now can be seen now.",
        ),
        Mistake(
            {"f * c_prev + i * g": "i * c_prev + f * g"},
            "You exchanged f and i in the cell; f is the share of the old memory that is kept, i the share of the "
            "candidate that is written.",
        ),
        Mistake(
            {"f * c_prev + i * g": "f * h_prev + i * g"},
            "You kept a share of h_prev; the cell keeps a share of c_prev, so the memory is not squashed at "
            "every step.",
        ),
        Mistake(
            {"f * c_prev + i * g": "f * c_prev + (1 - f) * g"},
            "You wrote the share 1 − f, which is a cell with coupled gates, correct in itself; this one has an "
            "input gate of its own.",
        ),
        Mistake(
            {" + params.b": ""},
            "You left the bias out; each of the four adds its part of b, so it has a level of its own.",
        ),
        Mistake(
            {" + h_prev @ params.W_h": ""},
            "You left the previous hidden state out; all four look at h_prev as well as at x_t.",
        ),
        Mistake(
            {"h_prev @ params.W_h": "c_prev @ params.W_h"},
            "You fed the memory c_prev to the gates; they see the hidden state h_prev, which is what the cell shows.",
        ),
        Mistake(
            {"c_t, o * np.tanh(c_t)": "o * np.tanh(c_t), c_t"},
            "You exchanged c_t and h_t; the order asked for is i, f, g, o, c_t, h_t, so the last one is what is shown.",
        ),
    ),
    variants=(
        """
def lstm_step(params, x_t, h_prev, c_prev):
    z = np.hstack([h_prev, x_t]) @ np.vstack([params.W_h, params.W_x]) + params.b
    H = h_prev.shape[1]
    s = 1 / (1 + np.exp(-z))
    i, f, o, g = s[:, :H], s[:, H:2*H], s[:, 3*H:], np.tanh(z[:, 2*H:3*H])
    c_t = i * g + f * c_prev
    return i, f, g, o, c_t, np.tanh(c_t) * o
""",
        """
def lstm_step(params, x_t, h_prev, c_prev):
    B, H = h_prev.shape
    out = np.empty((6, B, H))
    for n in range(B):
        z = np.einsum('d,dk->k', x_t[n], params.W_x) + h_prev[n] @ params.W_h + params.b
        z = z.reshape(4, H)
        i, f, o = (sigmoid(z[k]) for k in (0, 1, 3))
        g = np.tanh(z[2])
        c = f * c_prev[n] + i * g
        out[:, n] = i, f, g, o, c, o * np.tanh(c)
    return tuple(out)
""",
    ),
    hints=(
        "Start with all pre-activations at once: z = x_t @ W_x + h_prev @ W_h + b, (B, 4H).",
        "np.split(z, 4, axis=-1) gives the four blocks, in the order i, f, g, o. Three of them are gates.",
        "Then the two lines you have written already: cell_update and hidden_from_cell.",
        "Return all six, in the order i, f, g, o, c_t, h_t.",
    ),
    fact="These five lines are the whole forward pass of the package you are using: every later lesson runs on them.",
    why="One product for all four parts; sigmoid for what is a share, tanh for what is a value; then (6) and (7).",
    questions=(
        "Which line would you change for coupled gates? For peepholes?",
        "Where in these lines does step t depend on step t − 1?",
    ),
    equivalents={
        "z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)": "z has two axes, so the last one is axis 1",
    },
)

ORDER_STEP = Ordering(
    name="order_step",
    lesson=4,
    minutes=3,
    prompt="These are the lines of one LSTM step, shuffled. Write the letters in an order in which they can run, for "
    'example "ABCDEF". (More than one order is right.)',
    options={
        "A": "h_t = o * np.tanh(c_t)",
        "B": "i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)",
        "C": "c_t = f * c_prev + i * g",
        "D": "z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)",
        "E": "g = np.tanh(z_g)",
        "F": "z = x_t @ W_x + h_prev @ W_h + b",
    },
    solution="FDBECA",
    mistakes=(
        Mistake(
            {"F before D": False},
            "You split z (line D) before line F computes it; the pre-activations come first, since everything else"
            " is made from them.",
        ),
        Mistake({"D before B": False}, "You used z_i, z_f and z_o (line B) before line D splits them off z."),
        Mistake({"D before E": False}, "You used z_g (line E) before line D splits it off z."),
        Mistake({"B before C": False}, "You updated the cell (line C) before its gates f and i exist (line B)."),
        Mistake(
            {"E before C": False}, "You updated the cell (line C) before there is a candidate g to write (line E)."
        ),
        Mistake(
            {"C before A": False},
            "You showed the memory (line A) before it was updated (line C); h_t uses the *new* c_t.",
        ),
    ),
    hints=(
        "Look at the right-hand side of each line: which names must exist before it can run?",
        "z first, then its parts; h_t last.",
        "The gates (B) and the candidate (E) do not depend on one another: either may come first.",
    ),
    fact="B and E are independent, so hardware computes all four at once; c_t and h_t have to wait, and so does step "
    "t + 1.",
    why="Each line needs the names on its right-hand side. The only freedom is between the gates and the candidate.",
    questions=("Which of these lines can be computed for all time steps at once, before the loop starts?",),
)

EXERCISES = [LSTM_STEP, ORDER_STEP]
