"""What of a Keras model that was built as an answer is compared."""

from lstm_helpers.exercises.compare import Odd


def look_at(model):
    """What of a Keras model is compared: its layers, what goes in and comes out, how much it learns."""
    from lstm_helpers.keras_models import keras

    if not isinstance(model, keras.Model):
        raise Odd(f"You returned {type(model).__name__}; a Keras model is asked for, such as keras.Sequential([...]).")
    if not model.built:
        raise Odd("You left out keras.Input; without it the model does not know the shape of what it reads.")
    layers = []
    for layer in model.layers:
        inner = getattr(layer, "forward_layer", layer)
        said = [type(layer).__name__] + [type(inner).__name__] * (inner is not layer)
        for name in ("units", "return_sequences", "go_backwards", "merge_mode", "rate", "dropout", "recurrent_dropout"):
            value = getattr(layer, name, None) if hasattr(layer, name) else getattr(inner, name, None)
            said += [f"{name}={value}"] * (value not in (None, False))
        if type(layer).__name__ == "Dense":
            said.append(layer.activation.__name__)
        if type(layer).__name__ != "InputLayer":
            layers.append(" ".join(said))
    return {
        "input shape": str(model.input_shape),
        "output shape": str(model.output_shape),
        "number of layers": len(layers),
        "layers": " → ".join(layers),
        "parameters": model.count_params(),
    }
