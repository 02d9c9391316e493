"""An LSTM with layer normalisation inside: at every step, over the units of each gate (Ba, Kiros & Hinton 2016)."""

from lstm_helpers.arrays import as_count
from lstm_helpers.keras_models.quietly import keras

ops = keras.ops
TINY = 1e-5  # keeps a state without spread from being divided by zero


def layer_norm_lstm(units, **options):
    """Return a Keras layer of `LayerNormLSTMCell`, an LSTM with layer normalisation inside.

    Parameters
    ----------
    units : int
    **options
        Of ``keras.layers.RNN``, e.g. ``return_sequences=True``.
    """
    return keras.layers.RNN(LayerNormLSTMCell(units), **options)


@keras.saving.register_keras_serializable("lstm_helpers")
class LayerNormLSTMCell(keras.layers.Layer):
    """The step of an LSTM whose sums and memory are normalised.

    With s = x_t W_x + h_{t−1} W_h, one sum for each unit of each gate, z = gain · LN(s) + b takes the place of s + b,
    and h_t = o · tanh(gain · LN(c_t)). LN gives the H numbers of a gate mean 0 and standard deviation 1. The memory
    c_t = f · c_{t−1} + i · g is handed on as it is. Gains start at 1, the forget gate's bias at 1, other biases at 0.

    (The paper normalises x_t W_x and h_{t−1} W_h each by itself. With a single feature that would leave its sign alone
    of x_t, so their sum is normalised here.)

    Parameters
    ----------
    units : int
    """

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = as_count("units", units)
        self.state_size, self.output_size = [self.units, self.units], self.units

    def build(self, input_shape):
        """Make the weights of an LSTM, and a gain for each unit of the four gates and of the memory."""
        D, H = input_shape[-1], self.units
        self.W_x = self.add_weight((D, 4 * H), "glorot_uniform", name="W_x")
        self.W_h = self.add_weight((H, 4 * H), "orthogonal", name="W_h")
        self.b = self.add_weight((4, H), _forget_bias, name="b")
        self.gain = self.add_weight((5, H), "ones", name="gain")

    def call(self, x_t, states, training=False):
        """Return h_t (B, H) and the states [h_t, c_t] from x_t (B, D) and [h_{t−1}, c_{t−1}]."""
        h_prev, c_prev = states
        sums = ops.reshape(x_t @ self.W_x + h_prev @ self.W_h, (-1, 4, self.units))  # (B, 4, H)
        z_i, z_f, z_g, z_o = ops.unstack(self.gain[:4] * normed(sums) + self.b, axis=1)  # each (B, H)
        c_t = ops.sigmoid(z_f) * c_prev + ops.sigmoid(z_i) * ops.tanh(z_g)
        h_t = ops.sigmoid(z_o) * ops.tanh(self.gain[4] * normed(c_t))
        return h_t, [h_t, c_t]

    def get_config(self):
        """Return what the cell is made from."""
        return super().get_config() | {"units": self.units}


def _forget_bias(shape, dtype=None):
    """1 for the forget gate, the second of four, and 0 elsewhere."""
    return ops.repeat(ops.array([[0], [1], [0], [0]], dtype), shape[1], axis=1)


def normed(z):
    """Return ``z`` with mean 0 and standard deviation 1 along its last axis."""
    mean, variance = ops.moments(z, axes=[-1], keepdims=True)
    return (z - mean) * ops.rsqrt(variance + TINY)
