"""Inside the LSTM: the package behind the notebooks.

Imports only go down. Floor 0 needs NumPy alone:

    arrays           what a caller passes becomes an array, or a sentence says what is wrong with it
    initial_weights  how weight matrices start: Glorot-uniform, orthogonal, the identity
    cells            the equations: one step of an RNN, LSTM, GRU, peephole or coupled-gate cell
    sequence         run a cell over (batch, time, features); the Trace; stacks; both directions
    gradient_check   what judges a gradient: central differences, how far two arrays are apart
    backprop         back through a Trace; gradient against lag
    fused            the same LSTM at full speed
    losses           squared error and cross-entropies, with their gradients
    trees            parameters as trees: their arrays, and one long vector of them all
    optimizers       SGD, momentum, RMSprop, Adam; clipping; schedules
    models           cells and a readout: predictions, loss, gradients
    batches          stored sequences in a fresh order, or fresh ones from a task
    checkpoints      what a training needs to go on, written so that no crash breaks it
    training_run     where a training stands, and one batch or one epoch further; the History
    callbacks        who hears of a training, and who may end it: callbacks, Ctrl-C, a bar in a terminal
    training         fit(): progress, interruption, resumption
    tasks            seeded synthetic sequence problems
    series           windows, splits in time, scaling without leakage, baselines; real series
    text             real text, alphabets, one-hot letters
    claims           claim(): a sentence, a condition, a measured figure
    environment      is this installation able to run the course?

Floor 1 adds matplotlib or Keras: ``style``, ``figures``, ``figure_output``, ``diagrams``; ``keras_quietly``,
``keras_weights``, ``keras_trace``, ``keras_models``.
Floor 2 adds ipywidgets: ``widgets``, ``exercises``, ``pretrained``.
Floor 3, ``publish``, writes the notebooks, the instructors' edition and the HTML pages.
"""

__version__ = "0.1.0"
