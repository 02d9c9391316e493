"""Train a recurrent network: a `Model` is cells and a readout, and `fit` makes it better and keeps a `History`.

    trees        parameters as trees: their arrays, and one long vector of them all
    optimizers   SGD, momentum, RMSprop, Adam; clipping; schedules
    models       cells and a readout: predictions, loss, gradients
    batches      stored sequences in a fresh order, or fresh ones from a task
    run          where a training stands, one batch or epoch further, the sentence on why it ended; the History
    callbacks    who hears of a training: callbacks, a bar in a terminal; how Ctrl-C is caught
    fingerprints what tells one task, loss or set of data from another of the same name
    checkpoints  what a training needs to go on, written so that no crash breaks it
    keeper       when it is written, and what happens when it cannot be
    threads      how many of them multiply matrices while a network is trained: as many as pay
    updates      one update after another on flat weights: the loop of strips and sentences
    strips       one long sequence, cut into strips whose states are carried on
    letters      a trained model as a reader and writer of text
    sentences    a verdict on whole sentences: words as vectors, one direction or both, pooling over time
    translators  a translator with attention, all of it or a part, and what another language can begin with
    composers    tunes, each in a key drawn anew: the chances of the next pitch and length
    studies      a search for settings with Optuna, in a file that outlives its processes
    units        what single units tell, and what the network does without one
    fit          fit(): progress, interruption, resumption

`fit` stops at any time and goes on later with the very numbers of a run that was never stopped.
"""

from lstm_helpers.training import optimizers, studies
from lstm_helpers.training.callbacks import Progress, interrupts
from lstm_helpers.training.composers import fit_composer
from lstm_helpers.training.fit import fit
from lstm_helpers.training.letters import LetterModel
from lstm_helpers.training.models import (
    Model,
    as_dtype,
    check_model,
    evaluate,
    init_model,
    loss_and_gradients,
    predict,
)
from lstm_helpers.training.run import STOPPED, History
from lstm_helpers.training.sentences import POOLS, SentenceModel, Weights, fit_sentences, init_sentence_model
from lstm_helpers.training.strips import fit_strips, strips, warm_up_then_cosine
from lstm_helpers.training.translators import begin_with, fit_translator
from lstm_helpers.training.units import tell_apart, without

__all__ = [
    "POOLS",
    "STOPPED",
    "History",
    "LetterModel",
    "Model",
    "Progress",
    "SentenceModel",
    "Weights",
    "as_dtype",
    "begin_with",
    "check_model",
    "evaluate",
    "fit",
    "fit_composer",
    "fit_sentences",
    "fit_strips",
    "fit_translator",
    "init_model",
    "init_sentence_model",
    "interrupts",
    "loss_and_gradients",
    "optimizers",
    "predict",
    "strips",
    "studies",
    "tell_apart",
    "warm_up_then_cosine",
    "without",
]
