"""Films: each motion is its opposite backwards, nothing else tells them apart, and captions say what is shown."""

import numpy as np
import pytest

from lstm_helpers.data import films
from lstm_helpers.data.films import MOTIONS, SEEN_PAIRS, UNSEEN_PAIRS


def rng(seed=0):
    return np.random.default_rng(seed)


def of(motion, count=20, T=12, seed=1):
    return films.films(count, rng(seed), motion=np.tile(motion, (count, 1)), T=T)


@pytest.mark.parametrize("a", range(len(MOTIONS)), ids=MOTIONS)
def test_a_motion_is_its_opposite_played_backwards(a):
    """The same drawings, sizes, places and speeds are drawn for both."""
    one, other = of([a]), films.backwards(of([a ^ 1]))
    assert np.array_equal(one.frames, other.frames)
    for part in ("digit", "motion", "place", "size"):
        assert getattr(one, part) == pytest.approx(getattr(other, part))


def test_two_motions_backwards_are_the_opposites_in_the_other_order():
    found = films.films(50, rng(), motion=films.drawn_pairs(50, rng()), T=16)
    turned = films.backwards(found)
    assert np.array_equal(turned.frames[:, 0], found.frames[:, -1])
    assert np.array_equal(turned.motion, np.array([[b ^ 1, a ^ 1] for a, b in found.motion]))
    again = films.backwards(turned)
    assert np.array_equal(again.motion, found.motion)


def weighed(frames):
    """(x, y): the middle of the grey of frames, in pixels to the right of and below the middle."""
    grey = frames.astype(float) / frames.sum(axis=(-1, -2), keepdims=True, dtype=float)
    across = np.arange(films.SIDE) - (films.SIDE - 1) / 2
    return (grey * across).sum(axis=(-1, -2)), (grey * across[:, None]).sum(axis=(-1, -2))


def test_the_pictures_do_what_the_words_say():
    ends = {name: of([a], count=40) for a, name in enumerate(MOTIONS)}
    x, y = ({name: found[axis] for name, found in ((n, weighed(f.frames)) for n, f in ends.items())} for axis in (0, 1))
    assert (y["falls"][:, -1] - y["falls"][:, 0]).min() > 2.5
    assert (y["rises"][:, -1] - y["rises"][:, 0]).max() < -2.5
    assert (x["bounces right"][:, -1] - x["bounces right"][:, 0]).min() > 2.5
    assert (x["bounces left"][:, -1] - x["bounces left"][:, 0]).max() < -2.5
    grey = {name: found.frames.sum(axis=(2, 3), dtype=float) for name, found in ends.items()}
    assert np.median(grey["grows"][:, -1] / grey["grows"][:, 0]) > 2
    assert np.median(grey["shrinks"][:, -1] / grey["shrinks"][:, 0]) < 0.5
    height = -y["bounces right"].mean(axis=0)
    assert min(height[3], height[8]) > max(height[0], height[5], height[6], height[11]) + 1, "two bounces"


def test_turning_right_turns_as_the_hands_of_a_clock():
    """A stroke that begins as a 1 that stands upright leans to the right a little later."""
    image = np.zeros((8, 8))
    image[:4, 3:5] = 1  # a hand that points up
    later = films._drawn(image, np.zeros(3), np.zeros(3), np.full(3, 16.0), np.array([0, np.pi / 2, np.pi]))
    x, y = weighed(later)
    assert (y[0] < -3, x[1] > 3, y[2] > 3) == (True, True, True)
    assert x[[0, 2]] == pytest.approx([0, 0], abs=0.05)
    assert np.abs(later[1].astype(int) - np.rot90(later[0], -1)).max() <= 1


def test_a_frame_drawn_at_eight_pixels_is_the_drawing_itself():
    image = films.drawings()[0][3]
    frame = films._drawn(image, np.array([0.0]), np.array([0.0]), np.array([8.0]), np.array([0.0]))[0]
    assert np.array_equal(frame[8:16, 8:16], np.round(255 * image))
    assert frame.sum(dtype=int) == frame[8:16, 8:16].sum(dtype=int)


@pytest.mark.slow
def test_no_frame_alone_knows_the_direction():
    """Over many films, opposite motions show the same places and sizes: their means do not differ."""
    found = films.films(4000, rng(3), T=4)
    kind, back = found.motion[:, 0] // 2, found.motion[:, 0] % 2
    for a in range(4):
        one, other = ((kind == a) & (back == b) for b in (0, 1))
        for value in (found.place[..., 0], found.place[..., 1], found.size):
            spread = value[kind == a].std() * np.sqrt(4 / (kind == a).sum())
            assert abs(value[one].mean() - value[other].mean()) < 4 * spread


def test_place_and_size_are_those_of_the_picture():
    found = of([6], count=60)
    x, y = weighed(found.frames)
    assert np.abs(np.diff(x, axis=1) - np.diff(found.place[..., 0], axis=1)).max() < 0.6
    assert np.abs(np.diff(y, axis=1) - np.diff(found.place[..., 1], axis=1)).max() < 0.6
    grown = of([4], count=60)
    assert (
        np.corrcoef(np.log(grown.frames.sum(axis=(2, 3), dtype=float)).ravel(), np.log(grown.size).ravel())[0, 1] > 0.8
    )


def test_one_motion_begins_where_the_one_before_ends():
    found = of([0, 4], count=200, T=16)
    falls, grows = np.diff(found.place[..., 1], axis=1) > 1e-9, np.diff(found.size, axis=1) > 1e-9
    assert (falls.sum(axis=1) + grows.sum(axis=1) == 15).all()
    assert falls[:, 0].all()
    assert grows[:, -1].all()
    assert not (falls & grows).any()
    assert set(falls.sum(axis=1)) == set(range(4, 12))


def test_unseen_handwriting_is_not_learned_from_and_of_every_digit():
    (learn, digit), (unseen, other) = films.drawings(), films.drawings(unseen=True)
    assert (len(learn), len(unseen)) == (1297, 500)
    assert not {image.tobytes() for image in learn} & {image.tobytes() for image in unseen}
    assert min(np.bincount(digit)) > 100
    assert min(np.bincount(other)) > 40


def test_unseen_pairs_are_not_learned_from_though_each_motion_is_in_either_place():
    assert (len(SEEN_PAIRS), len(UNSEEN_PAIRS), len({*SEEN_PAIRS, *UNSEEN_PAIRS})) == (44, 12, 56)
    assert [{pair[place] for pair in SEEN_PAIRS} for place in (0, 1)] == [set(range(8))] * 2
    assert {b for _, b in UNSEEN_PAIRS} == set(range(8))
    assert all((a, b ^ 1) in UNSEEN_PAIRS for a, b in UNSEEN_PAIRS), (
        "a film to learn from tells nothing of the direction"
    )
    drawn = films.drawn_pairs(880, rng())
    assert set(map(tuple, drawn.tolist())) == set(SEEN_PAIRS)
    assert {drawn.tolist().count(list(pair)) for pair in SEEN_PAIRS} == {20}
    assert set(map(tuple, films.drawn_pairs(60, rng(), unseen=True).tolist())) == set(UNSEEN_PAIRS)


def test_captions_say_digit_and_motions_in_order_in_known_words():
    assert films.caption(7, [3, 0]) == ("seven", "turns", "left", "then", "falls")
    assert films.caption(0, [4]) == ("zero", "grows")
    every = {films.caption(d, pair) for d in range(10) for pair in (*SEEN_PAIRS, *UNSEEN_PAIRS)}
    assert len(every) == 560
    assert {word for said in every for word in said} == set(films.WORDS)


def test_a_seed_gives_the_same_films_again():
    one, other = (films.films(5, rng(4)) for _ in range(2))
    assert np.array_equal(one.frames, other.frames)
    assert not np.array_equal(one.frames, films.films(5, rng(5)).frames)
