"""The arithmetic of recurrent networks, in NumPy alone.

    initial_weights  the random matrices that cells start from: Glorot-uniform, orthogonal, the identity
    parameters       what each cell learns: the arrays, how many numbers, whether they fit
    cells            the equations: one step of an RNN, LSTM, GRU, …; its parameters and how they start (forget bias)
    activations      the squashing functions of Keras, by their names
    any_cell         LSTM, GRU of either kind and RNN with any of those
    trace            what a layer computed: the Trace, and whether one holds together
    sequence         run a cell over (batch, time, features); the Trace; stacks; both directions
    torch_weights    the weights of PyTorch's recurrent modules, and what they do
    gradient_check   what judges a gradient: central differences, how far two arrays are apart
    backprop         back through a Trace; gradient against lag
    fused            the same LSTM at full speed
    ngrams           counting letters: n-grams with Kneser–Ney smoothing, mixtures, bits
    sampling         the next class: temperature, top-k, top-p, the draw
    coding           compress with a model's probabilities: arithmetic coding
    judging          intervals by resampling; chances beside what came of them
    forecasting      rolling origin, the plain models that a network has to beat, quantile loss, coverage, alarms
    search           settings: a log scale, the best of n, successive halving
    attention        a weighted look at every state of an encoder: dot product, additive; forward and backward
    translator_parts what a translator holds, its arrays and its words, and whether they fit
    translator       encoder and decoder: read a sentence, write another; greedy and beam search
    watcher          films: an eye that looks at each frame, an LSTM that reads what it saw, two readouts
    captioner        encoder and decoder with attention over the frames of a film
    sound            from a wave to frames, spectra, mel bands and their logarithms
    composer         tunes: what is read before each note, the chances of pitch and length, and going on
    note_grams       tunes by counting: n-grams of notes, together or pitch and length apart
    synth            what notes sound like
    ctc              what was said though nobody says when: collapse, all alignments in one sum, beam search, edits
    listener         from features to the chance of each digit at each step; cut at silences
    warping          how far two sequences are apart if each may linger
    losses           squared error and cross-entropies, with their gradients

Inputs are validated at the doors (`sequence.run`, `backprop.backward`), never inside a step.
"""
