"""Exercises of lesson 15 (tune and transfer): what another language can use, and how to compare fairly."""

from lstm_helpers.exercises.kinds import Choice, FindBugs, Mistake

WHAT_TO_FREEZE = Choice(
    name="what_to_freeze",
    lesson=15,
    minutes=5,
    prompt="A translator from English to German is to learn Dutch from a hundred sentences. Which letter belongs to "
    "each of its parts?",
    options={
        "a": "its work stays the same: it may be kept, and even frozen",
        "b": "its work is similar: begin with what it learned, and tune it",
        "c": "its numbers belong to German words, one by one: begin afresh",
    },
    solution={
        "source embedding": "a",
        "encoder": "a",
        "decoder": "b",
        "target embedding": "c",
        "readout": "c",
    },
    mistakes=(
        Mistake(
            {"source embedding": "c", "target embedding": "a"},
            "You exchanged the two embeddings; the *source* is English as before, and it is the target whose words are "
            "new.",
        ),
        Mistake(
            {"source embedding": "c"},
            "You threw the source embedding away; its rows belong to English words, which are the same as before.",
        ),
        Mistake(
            {"source embedding": "b"},
            "You called the work of the source embedding similar; it is the same: English words in, the same vectors "
            "out. It may stay as it is.",
        ),
        Mistake(
            {"encoder": "c"},
            "You began the encoder afresh; it reads the same English numbers, and reading them is what it took "
            "thousands of pairs to learn.",
        ),
        Mistake(
            {"encoder": "b"},
            "You called the encoder's work similar; it reads the same words in the same order, so it can go on "
            "as it is.",
        ),
        Mistake(
            {"decoder": "a"},
            "You froze the decoder; it reads embeddings of Dutch words, which are new to it, so it has to be tuned.",
        ),
        Mistake(
            {"decoder": "c"},
            "You threw the decoder away; what comes after what is much the same in Dutch, the ones before the tens, "
            "and no number of an LSTM belongs to a single word.",
        ),
        Mistake(
            {"target embedding": "a"},
            "You kept the target embedding; row 7 belongs to a German word, and number 7 is now a Dutch one that may "
            "mean something else.",
        ),
        Mistake(
            {"target embedding": "b"},
            "You began with German rows for Dutch words; which row falls to which word is chance, so there is nothing "
            "in them to begin with.",
        ),
        Mistake(
            {"readout": "a"},
            "You kept the readout; each of its columns scores one German word, and there may not even be as many Dutch "
            "ones.",
        ),
        Mistake(
            {"readout": "b"},
            "You began with columns that score German words; which column falls to which Dutch word is chance, so "
            "there is nothing in them to begin with.",
        ),
    ),
    hints=(
        "Which parts have one row or one column for each word, and for the words of which language?",
        "What stays exactly the same between the two tasks: the input, or the output?",
    ),
    fact="Were the English words permuted too, a frozen encoder would stand in the way: it cannot learn them anew.",
    why="A part can be kept as far as what goes in and what is to come out mean the same as before.",
    questions=(
        "And for a translator from Dutch to German, which parts of this one could stay?",
        "With ten thousand pairs, would you still freeze the encoder?",
    ),
)


FAIR_TRANSFER = FindBugs(
    name="fair_transfer",
    lesson=15,
    minutes=6,
    prompt="Does it help to begin with a trained model? This code is to compare fairly: every variant trains until its "
    "own validation loss stops falling. Two of the lines hold a defect: answer with their numbers, for example {2, 6}.",
    options={
        1: "def gain(german, pairs, unseen, seeds):",
        2: '    exact = {"scratch": [], "tuned": []}',
        3: "    for seed in seeds:",
        4: "        rng = np.random.default_rng(seed)",
        5: "        train, validation = split(pairs, rng)",
        6: "        tuned = fit(begin_with(german, rng), train, until_it_stops=validation)",
        7: "        scratch = fit(fresh_model(rng), train, updates=tuned.updates)",
        8: '        exact["tuned"].append(share_exact(tuned, unseen))',
        9: '        exact["scratch"].append(share_exact(scratch, unseen))',
        10: "    worth = {name: max(found) for name, found in exact.items()}",
        11: '    return worth["tuned"] - worth["scratch"]',
    },
    solution={7, 10},
    defects=(
        "Line 7 gives the model from scratch as many updates as the tuned one needed; it begins further away and is "
        "stopped on its way. It has to train until its *own* validation loss stops falling.",
        "Line 10 keeps the luckiest seed of each variant, chosen by the test itself; the mean over the seeds, with "
        "their spread beside it, is what can be compared.",
    ),
    mistakes=(
        Mistake({1: True}, "Line 1 is sound: a trained model, few pairs, unseen ones to judge by, and several seeds."),
        Mistake({2: True}, "Line 2 is sound: a list for each variant, to be filled."),
        Mistake({3: True}, "Line 3 is sound: one seed would show chance and effect in one number."),
        Mistake({4: True}, "Line 4 is sound: every seed has its own draws, and can be repeated."),
        Mistake({5: True}, "Line 5 is sound: both variants learn from the same pairs, and stop by the same others."),
        Mistake({6: True}, "Line 6 is sound: the tuned model trains until its own validation loss stops falling."),
        Mistake({8: True}, "Line 8 is sound: pairs that neither training nor stopping has seen."),
        Mistake({9: True}, "Line 9 is sound: the same unseen pairs for both."),
        Mistake({11: True}, "Line 11 is sound: above zero means that it helped, given the right numbers."),
    ),
    probes=(
        Mistake(lambda got, want: len(got) == len(want), "Every line you named is a defect; there are 2 of them."),
    ),
    hints=(
        "“Equally many updates” sounds fair. Which of the two variants has further to go?",
        "What is reported of several seeds, and what did the lesson say of the best of n?",
    ),
    fact="Such a comparison says how long each of the two trained, and little about what the beginning was worth.",
    why="Lines 7 and 10: a budget that suits one of the two, and the luckiest run in place of the mean.",
    questions=(
        "How would you find out, from the learning curves, that line 7 is unfair?",
        "The German model cost thousands of updates. When do they count, and when not?",
    ),
)

EXERCISES = [WHAT_TO_FREEZE, FAIR_TRANSFER]
