"""What the networks read.

    tasks   seeded synthetic sequence problems
    series  windows, splits in time, scaling without leakage, baselines; real series
    text    real text, alphabets, one-hot letters
    quotes  what is inside double quotes
    numbers number words in English, German and Dutch
    tables  a series of one's own, from a CSV file
    table_cells  what the cells of such a file say: numbers, times
    reviews sentences that praise or blame, real and made; vocabularies
    weather real weather hour by hour, and faults planted in a series
    films   films of real handwritten digits that fall, turn, grow, bounce; their captions
    tunes   melodies of Bach's chorales; which are the same, and what one shares with others
    voices  nine men who say two vowels; digits spoken by two synthesisers, as spectra and as sound
    midi    notes as a MIDI file
    pages   CPython's reference page by page, code and quotes included

Randomness is an argument; nothing is downloaded.
"""
