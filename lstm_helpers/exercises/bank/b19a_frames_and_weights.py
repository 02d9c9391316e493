"""Exercises of lesson 19 (recognise an action): what has which shape, what frames can tell, and what ConvLSTM holds."""

from lstm_helpers.exercises.kinds import Function, Mistake, Number

SHAPES = 6  # that are asked for


def shapes(value):
    """Each of several shapes as text, so that shapes of other lengths can be compared one by one as well."""
    some = isinstance(value, (tuple, list)) and len(value) == SHAPES
    return tuple(_written(shape) for shape in value) if some else value


def _written(shape):
    return f"({', '.join(f'{n:g}' for n in shape)})" if isinstance(shape, (tuple, list)) else str(shape)


TIME_DISTRIBUTED_SHAPES = Function(
    name="time_distributed_shapes",
    lesson=19,
    minutes=6,
    prompt="One small convolution looks at every frame, and an LSTM reads what it saw. What shape has each thing on "
    "the way from films to verdicts?",
    stub='''
def time_distributed_shapes(N, T, S, C, H, M):
    """Six shapes, each a tuple such as (N, T).
    N films of T frames, each S x S pixels with one channel, S even; a
    convolution with C kernels of 3 x 3 that keeps the size of a frame, then
    the largest of every 2 x 2; then an LSTM of H units, and a verdict on M
    motions."""
    frames = ...     # what the convolution reads: the frames of all films in ONE long batch
    kernels = ...    # the weights of the convolution as Keras keeps them, without biases
    maps = ...       # what comes out of convolution and pooling, film by film again
    features = ...   # what the LSTM reads: one vector at each step
    state = ...      # its hidden state after the last frame
    verdicts = ...   # the chances of the motions after *every* frame
    return frames, kernels, maps, features, state, verdicts
''',
    solution="""
def time_distributed_shapes(N, T, S, C, H, M):
    frames = (N * T, S, S, 1)
    kernels = (3, 3, 1, C)
    maps = (N, T, S // 2, S // 2, C)
    features = (N, T, (S // 2) ** 2 * C)
    state = (N, H)
    verdicts = (N, T, M)
    return frames, kernels, maps, features, state, verdicts
""",
    cases=lambda rng: [(5, 7, 10, 4, 6, 9), (2, 9, 12, 5, 11, 8)],
    look=shapes,
    outputs="frames kernels maps features state verdicts",
    mistakes=(
        Mistake(
            {"frames = (N * T, S, S, 1)": "frames = (N, T, S, S, 1)"},
            "You kept films and frames apart; to a convolution they are N · T pictures, and it does not know which of "
            "them belong together.",
        ),
        Mistake(
            {"frames = (N * T, S, S, 1)": "frames = (N, S, S, T)"},
            "You laid the frames of a film on top of each other as channels; the convolution is to read every frame by "
            "itself, as a picture of one channel.",
        ),
        Mistake(
            {"frames = (N * T, S, S, 1)": "frames = (N * T, S, S)"},
            "You left out the channel; grey pictures have one, and a convolution in Keras wants its axis.",
        ),
        Mistake(
            {"frames = (N * T, S, S, 1)": "frames = (N, S, S, 1)"},
            "You read one frame of each film; all T of them go through the convolution, N · T pictures.",
        ),
        Mistake(
            {"kernels = (3, 3, 1, C)": "kernels = (T, 3, 3, 1, C)"},
            "You gave every step kernels of its own; the *same* ones look at every frame, so T is no axis of theirs.",
        ),
        Mistake(
            {"kernels = (3, 3, 1, C)": "kernels = (3, 3, T, C)"},
            "You let a kernel reach over all frames; each is looked at alone, and has one channel.",
        ),
        Mistake(
            {"kernels = (3, 3, 1, C)": "kernels = (3, 3, C)"},
            "You left out the channels that come in; there is one of them, and it has an axis: (3, 3, 1, C).",
        ),
        Mistake(
            {"kernels = (3, 3, 1, C)": "kernels = (C, 3, 3, 1)"},
            "You put the kernels in front; Keras keeps rows, columns, channels in, channels out: (3, 3, 1, C).",
        ),
        Mistake(
            {"maps = (N, T, S // 2, S // 2, C)": "maps = (N, T, S, S, C)"},
            "You forgot the pooling; the largest of every 2 × 2 leaves half as many rows and half as many columns.",
        ),
        Mistake(
            {"maps = (N, T, S // 2, S // 2, C)": "maps = (N, T, S // 2 - 1, S // 2 - 1, C)"},
            "You let the convolution cut off the rim; here it keeps the size of a frame, and only the pooling "
            "halves it.",
        ),
        Mistake(
            {"maps = (N, T, S // 2, S // 2, C)": "maps = (N * T, S // 2, S // 2, C)"},
            "You left the maps in one long batch; *film by film* they have both axes, N and T.",
        ),
        Mistake(
            {"features = (N, T, (S // 2) ** 2 * C)": "features = (N, T, C)"},
            "You kept one number of each map; all pixels of all maps go into the vector, S/2 · S/2 · C of them.",
        ),
        Mistake(
            {"features = (N, T, (S // 2) ** 2 * C)": "features = (N, T * (S // 2) ** 2 * C)"},
            "You flattened the time as well; an LSTM reads one vector at each of T steps.",
        ),
        Mistake(
            {"features = (N, T, (S // 2) ** 2 * C)": "features = (N, T, S // 2, S // 2, C)"},
            "You handed the LSTM maps; it reads a *vector* at each step, so the last three axes become one.",
        ),
        Mistake(
            {"state = (N, H)": "state = (N, T, H)"},
            "You gave the hidden states after all frames; after the last one there is one for each film, (N, H).",
        ),
        Mistake(
            {"verdicts = (N, T, M)": "verdicts = (N, M)"},
            "You gave the last verdict alone; here one is asked for after *every* frame, so T is an axis.",
        ),
    ),
    variants=(
        """
def time_distributed_shapes(N, T, S, C, H, M):
    half = S // 2
    return (N * T, S, S, 1), (3, 3, 1, C), (N, T, half, half, C), (N, T, half**2 * C), (N, H), (N, T, M)
""",
        """
def time_distributed_shapes(N, T, S, C, H, M):
    films, states = np.zeros((N, T, S, S)), np.zeros((N, T, H))
    frames = films.reshape(-1, S, S, 1)
    kernels = np.zeros((3, 3, 1, C))
    maps = (frames[:, ::2, ::2] * kernels[0, 0, 0]).reshape(N, T, S // 2, S // 2, C)
    features = maps.reshape(N, T, -1)
    verdicts = states @ np.zeros((H, M))
    return tuple(array.shape for array in (frames, kernels, maps, features, states[:, -1], verdicts))
""",
        """
def time_distributed_shapes(N, T, S, C, H, M):
    pixels = [int(S / 2), int(S / 2), C]
    return [[T * N, S, S, 1], [3, 3, 1, C], [N, T, *pixels], [N, T, int(np.prod(pixels))], [N, H], [N, T, M]]
""",
    ),
    equivalents={
        "maps = (N, T, S / 2, S // 2, C)": "S is even",
        "maps = (N, T, S // 2, S / 2, C)": "S is even",
        "features = (N, T, (S / 2) ** 2 * C)": "S is even",
    },
    hints=(
        "TimeDistributed makes one long batch of films and frames, lets a layer work, and takes it apart again.",
        "A kernel has the axes rows, columns, channels in, channels out. How many channels has a grey picture?",
        "Pooling halves rows and columns. How many numbers are then left of one frame, in all C maps?",
        "Which of the two last things is there once a film, and which once a frame?",
    ),
    fact="The convolution has as many weights for a film of a thousand frames as for a single picture.",
    why="Only the LSTM knows of time. Everything before it treats the frames like N · T pictures that were shuffled.",
    questions=(
        "Which of the six shapes change for films of twice the length?",
        "What would have to change for coloured films?",
    ),
)


SINGLE_FRAME_LIMIT = Number(
    name="single_frame_limit",
    lesson=19,
    minutes=5,
    prompt="Films show one of eight motions, all equally often. They come in four pairs: each motion is the other of "
    "its pair played backwards, so the two have the same frames. Which share of films can the best of all models call "
    "right that sees one frame, taken at random, if this frame tells it the pair for certain? If it tells nothing at "
    "all? If every second frame tells the pair and the others tell nothing? And if it sees the mean of all frames, "
    "which tells the pair for certain?",
    solution={"pair known": 0.5, "nothing known": 0.125, "every second": 0.3125, "mean of frames": 0.5},
    mistakes=(
        Mistake(
            {"pair known": 1},
            "You let the frame tell the direction as well; both motions of a pair have this frame, so one guess of two "
            "is right.",
        ),
        Mistake(
            {"pair known": 0.25},
            "You counted the pairs; the pair *is* known, and within it two motions are left to guess from.",
        ),
        Mistake({"pair known": 50}, "You counted in percent; a *share* lies from 0 to 1, and all four are shares."),
        Mistake(
            {"pair known": 0.125},
            "You guessed among all eight motions; the frame leaves the two of its pair.",
        ),
        Mistake(
            {"nothing known": 0},
            "You let a model that knows nothing be always mistaken; a guess among eight is right once in eight times.",
        ),
        Mistake(
            {"nothing known": 0.25},
            "You guessed the pair; with that known for certain there would still be two motions to choose from.",
        ),
        Mistake(
            {"nothing known": 0.5},
            "You guessed the direction alone; the pair has to be guessed too, one motion of eight.",
        ),
        Mistake(
            {"every second": 0.25},
            "You counted the frames that tell the pair alone; on the other half a guess is right as well, once in "
            "eight times.",
        ),
        Mistake(
            {"every second": 0.5},
            "You left out half of the frames; those that tell nothing are met as often, and there it is one in eight.",
        ),
        Mistake(
            {"every second": 0.0625},
            "You multiplied the two shares; a frame is of the one kind *or* of the other, so the shares of both are "
            "added.",
        ),
        Mistake(
            {"every second": 0.625},
            "You added the two shares and did not weigh them; each kind of frame makes up half of the draws.",
        ),
        Mistake(
            {"mean of frames": 1},
            "You let a mean know the order; backwards a film has the same frames and so the same mean. It tells the "
            "pair and no direction.",
        ),
        Mistake(
            {"mean of frames": 0.125},
            "You took the mean for worthless; it tells the pair for certain, and two motions are left.",
        ),
    ),
    hints=(
        "After looking, how many motions are still possible, and how often is a guess among them right?",
        "Two kinds of frames, each half of the time: the mean of what each allows.",
        "What happens to the mean of the frames when the film is played backwards?",
    ),
    fact="A model that stands above this limit has found something that a frame was not meant to tell: look for it.",
    why="What two motions have in common cannot tell them apart: one of two is right, 1/2. Of eight, 1/8. Half of the "
    "frames of each kind: (1/2 + 1/8) / 2 = 5/16. And a mean does not change when its terms change places.",
    questions=(
        "The *last* frame of a film is no random frame. What could it tell?",
        "Would two frames in their order be enough? And two whose order is not known?",
    ),
)


CONV_LSTM_PARAMS = Function(
    name="conv_lstm_params",
    lesson=19,
    minutes=5,
    prompt="A ConvLSTM is an LSTM whose two matrix products are convolutions: its state is a stack of maps. How many "
    "weights has it?",
    stub='''
def conv_lstm_params(S, k, D, H):
    """The number of trained numbers in a ConvLSTM layer, biases included.
    Frames of S x S pixels with D channels; a state of S x S pixels with H
    channels.  Each of the four gates has kernels of k x k pixels that read
    the frame, kernels of k x k pixels that read the state before, and
    one bias for each of its channels.  No peepholes."""
    return ...                                   # your line
''',
    solution="""
def conv_lstm_params(S, k, D, H):
    return 4 * H * (k * k * (D + H) + 1)
""",
    cases=lambda rng: [(12, 3, 2, 5), (9, 5, 4, 3), (24, 3, 1, 6)],
    mistakes=(
        Mistake(
            {"return 4 * H": "return H"},
            "You counted one gate; an LSTM has four sets of kernels, for i, f, g and o.",
        ),
        Mistake(
            {"return 4 * H": "return 3 * H"},
            "You counted three gates; the candidate has kernels and biases of its own, which makes four.",
        ),
        Mistake(
            {"k * k * (D + H)": "k * k * D"},
            "You forgot the kernels that read the state; without them no step would know of the one before.",
        ),
        Mistake(
            {"return 4 * H * (k * k * (D + H) + 1)": "return 4 * (H * k * k * (D + H) + 1)"},
            "You gave each gate one single bias; it has one for each of its H channels.",
        ),
        Mistake(
            {"k * k * (D + H)": "k * (D + H)"},
            "You let the kernels run along one direction; a picture has two, so a kernel has k · k pixels.",
        ),
        Mistake(
            {"k * k * (D + H)": "(k * k * D + H)"},
            "You gave only the frame's kernels k · k pixels; the state is a picture as well, and is read by k · k too.",
        ),
        Mistake(
            {"k * k * (D + H)": "(D + H)"},
            "You counted an LSTM without pixels; every weight between two channels becomes a kernel of k · k.",
        ),
        Mistake(
            {"(D + H) + 1": "(1 + H) + 1"},
            "You forgot that the frame has D channels; a kernel has k · k weights for each of them.",
        ),
        Mistake(
            {"(D + H) + 1": "(D + H) + S * S"},
            "You gave every pixel a bias of its own; a channel has one, which is the same at all of its pixels.",
        ),
        Mistake({"(D + H) + 1": "(D + H)"}, "You left out the biases; each channel of each gate has one."),
        Mistake(
            {"(D + H) + 1": "(D + H) + 4"},
            "You counted every bias four times; a channel of a gate has *one*, and the four gates are counted already.",
        ),
        Mistake(
            {"return 4 * H * (k * k * (D + H) + 1)": "return 4 * H * k * k * (D + H) + H"},
            "You gave the four gates one set of biases; each gate has its own, 4 · H in all.",
        ),
        Mistake(
            {"(D + H) + 1": "(D + H) + 2"},
            "You counted two biases, as PyTorch's LSTM has them; here the two convolutions share one.",
        ),
        Mistake(
            {"return 4 * H * (k * k * (D + H) + 1)": "return 4 * H * (k * k * (D + H) + 1) * S * S"},
            "You multiplied by the number of pixels; the same kernels are used at all of them, so S does not matter.",
        ),
        Mistake(
            {"(k * k * (D + H) + 1)": "S * S * (S * S * (D + H) + 1)"},
            "You counted an LSTM that reads all pixels as one vector; kernels look at k × k of them and are the same "
            "everywhere.",
        ),
        Mistake(
            {"+ 1)": "+ 1) + 3 * H * S * S"},
            "You added peepholes, a weight for each pixel of the state, as the first ConvLSTM had; here there are "
            "none.",
        ),
    ),
    variants=(
        """
def conv_lstm_params(S, k, D, H):
    one_gate = k**2 * D * H + k**2 * H * H + H
    return one_gate + one_gate + one_gate + one_gate
""",
        """
def conv_lstm_params(S, k, D, H):
    W_x, W_h, b = np.zeros((k, k, D, 4 * H)), np.zeros((k, k, H, 4 * H)), np.zeros(4 * H)
    return W_x.size + W_h.size + b.size
""",
        """
def conv_lstm_params(S, k, D, H):
    return float(sum(np.prod([k, k, channels, 4 * H]) for channels in (D, H)) + H * 4)
""",
    ),
    hints=(
        "An LSTM has 4 · H · (D + H + 1) numbers. Which of them become kernels?",
        "A kernel from one channel to another has k · k weights. How many pairs of channels has one gate?",
        "Does a kernel change when the pictures get larger?",
    ),
    fact="With k = 1 and pictures of one pixel this is the formula of the ordinary LSTM, which a ConvLSTM then is.",
    why="From each of D + H channels to each of 4 · H there leads a kernel of k · k weights; each of the 4 · H has one "
    "bias. The size of the pictures is nowhere in it.",
    questions=(
        "How far does the state at one pixel see after T steps, with kernels of 3 × 3?",
        "What does a ConvLSTM need more of than an LSTM that reads features, if it is not weights?",
    ),
)

EXERCISES = [TIME_DISTRIBUTED_SHAPES, SINGLE_FRAME_LIMIT, CONV_LSTM_PARAMS]
