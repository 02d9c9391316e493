"""Write torch_answers.npz: what PyTorch's own modules answered, with their weights, for tests that run without it.

python -m tests.support.torch_answers      needs PyTorch
"""

from pathlib import Path

import numpy as np

ANSWERS = Path(__file__).with_suffix(".npz")
CASES = {
    "lstm": ("LSTM", {}),
    "lstm, two layers both ways": ("LSTM", {"num_layers": 2, "bidirectional": True}),
    "lstm without bias": ("LSTM", {"bias": False}),
    "gru, two layers both ways": ("GRU", {"num_layers": 2, "bidirectional": True}),
    "gru without bias": ("GRU", {"bias": False, "num_layers": 2}),
    "rnn": ("RNN", {"num_layers": 2}),
    "rnn of relu": ("RNN", {"nonlinearity": "relu", "bidirectional": True}),
}
"""{name: (class of torch.nn, its options)}; each reads 2 sequences of 5 steps with 2 features, and has 3 units."""


def main():
    """Write the file: arrays "case/x", "case/h0", "case/c0", "case/output", and "case/state/…" for the weights."""
    import torch

    torch.manual_seed(0)
    found = {}
    for name, (kind, options) in CASES.items():
        module = getattr(torch.nn, kind)(2, 3, batch_first=True, dtype=torch.float64, **options)
        places = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
        x, h0, c0 = torch.randn(2, 5, 2), torch.randn(places, 2, 3), torch.randn(places, 2, 3)
        x, h0, c0 = x.double(), h0.double(), c0.double()
        start = (h0, c0) if kind == "LSTM" else h0
        output, _ = module(x, start)
        arrays = {"x": x, "h0": h0, "output": output} | ({"c0": c0} if kind == "LSTM" else {})
        arrays |= {f"state/{key}": value for key, value in module.state_dict().items()}
        found |= {f"{name}/{key}": value.detach().numpy() for key, value in arrays.items()}
    np.savez(ANSWERS, **found)


if __name__ == "__main__":
    main()
