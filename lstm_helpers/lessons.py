"""The lessons in their order, with titles and minutes: cards and map follow this list, the README the cards."""

from typing import NamedTuple


class Lesson(NamedTuple):
    """A lesson: its number, its title as its notebook and the map say it, and a reader's minutes."""

    number: int
    title: str
    minutes: int


LESSONS = (
    Lesson(0, "Start here", 15),
    Lesson(1, "Give a network a memory", 65),
    Lesson(2, "Watch gradients vanish", 95),
    Lesson(3, "Hold a value with a gate", 55),
    Lesson(4, "Step through a cell", 70),
    Lesson(5, "Run whole sequences", 75),
    Lesson(6, "Send the gradient back", 90),
    Lesson(7, "Train it from scratch", 75),
    Lesson(8, "Read a trained LSTM", 80),
    Lesson(9, "Move to Keras", 90),
    Lesson(10, "Stack layers", 55),
    Lesson(11, "Read both ways", 50),
    Lesson(12, "Write text", 80),
    Lesson(13, "Judge a review", 75),
    Lesson(14, "Attend", 85),
    Lesson(15, "Tune and transfer", 80),
    Lesson(16, "Forecast a series", 90),
    Lesson(17, "Hear a message", 75),
    Lesson(18, "Compose a tune", 65),
    Lesson(19, "Recognise an action", 65),
)
