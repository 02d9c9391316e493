"""Exercises of lesson 05 (run whole sequences): what to carry over, and what to read out."""

from lstm_helpers.exercises.kinds import Choice, Mistake

STATE_LEAK = Choice(
    name="state_leak",
    lesson=5,
    minutes=4,
    prompt="A network has read a sequence and now gets the next: another review of a shuffled set, the next minute of "
    "one long recording, the same question once more, the next day of one sensor. Should its states h and c be "
    "carried over, or reset?",
    options={"a": "carry them over", "b": "reset them to zero"},
    solution={"shuffled reviews": "b", "recording goes on": "a", "question repeated": "b", "sensor, next day": "a"},
    mistakes=(
        Mistake(
            {"shuffled reviews": "a"},
            "You carried the state from one review to the next; they have nothing to do with each other, so "
            "the order of shuffling would change the answers.",
        ),
        Mistake(
            {"recording goes on": "b"},
            "You reset in the middle of a recording; its next minute continues the last, so the network would "
            "forget for no reason.",
        ),
        Mistake(
            {"question repeated": "a"},
            "You carried the state to the second asking; the same input then gives another answer, so nothing "
            "can be reproduced.",
        ),
        Mistake(
            {"sensor, next day": "b"},
            "You reset between two days of one sensor; it is one long series, so yesterday is worth keeping.",
        ),
    ),
    hints=(
        "Ask of each pair: does the second continue the first?",
        "If a stranger may be put between the two without harm, reset.",
    ),
    fact="Keras resets after every batch unless a layer is stateful; whoever sets stateful=True has to say when a "
    "sequence ends.",
    why="A state is the past of *one* sequence. Where the next one continues it, keep it; where it does not, it is a "
    "leak.",
    questions=("How would you test that a model does not leak a state between calls?",),
)

NO_HEAD = Choice(
    name="no_head",
    lesson=5,
    minutes=4,
    prompt="An LSTM of 5 units reads sequences of 20 steps. What has to come after it to say the price of tomorrow, "
    "to say of each letter whether it stands in brackets, to name one of ten languages, or to feed a second "
    "LSTM?",
    options={
        "a": "nothing: its hidden states are what is wanted",
        "b": "a readout of one output, after the last step",
        "c": "a readout of one output, at every step",
        "d": "a readout of ten outputs, after the last step",
    },
    solution={"price tomorrow": "b", "letter in brackets": "c", "language of ten": "d", "second LSTM": "a"},
    mistakes=(
        Mistake(
            {"price tomorrow": "a"},
            "You read a price off a hidden state; every unit stays between −1 and 1, so a readout has to "
            "bring five of them to one number of any size.",
        ),
        Mistake(
            {"price tomorrow": "c"},
            "You asked for a price at every step; there is one price per sequence, so the last state, which has "
            "seen all, is the one to read.",
        ),
        Mistake(
            {"letter in brackets": "b"},
            "You gave one answer for the whole text; the question is asked of each letter, so the readout "
            "looks at every step.",
        ),
        Mistake(
            {"letter in brackets": "a"},
            "You read the answer off the hidden states; there are five of them at a letter and one answer, so "
            "a readout has to join them.",
        ),
        Mistake(
            {"language of ten": "a"},
            "You took five hidden states for ten languages; each language needs a score of its own, so a "
            "readout of ten outputs belongs there.",
        ),
        Mistake(
            {"language of ten": "b"},
            "You gave one number for ten classes; a class needs a score of its own, so a language is not "
            "“between” two others.",
        ),
        Mistake(
            {"language of ten": "c"},
            "You answered at every step; the language belongs to the whole text, so the last state is read.",
        ),
        Mistake(
            {"second LSTM": "b"},
            "You squeezed the states into one number; the layer above reads a sequence, so it gets the hidden "
            "state of every step.",
        ),
        Mistake(
            {"second LSTM": "c"},
            "You squeezed each hidden state into one number; the layer above reads all five units, so nothing "
            "stands between the two layers.",
        ),
    ),
    hints=(
        "How many answers are there: one per sequence, or one per step?",
        "How many numbers does one answer need? And can they lie outside −1 … 1?",
    ),
    fact="The same W and b serve every step of a readout, as the cell's weights do: it costs H + 1 parameters for "
    "each output, however long the sequence is.",
    why="A readout decides two things: from which steps to read, and how many numbers an answer has.",
    questions=("What would happen if the target were scaled to −1 … 1 and one of the five units compared with it?",),
)

EXERCISES = [STATE_LEAK, NO_HEAD]
