"""One process of a search for settings: ``python -m lstm_helpers.training study.db --until 12``."""

from lstm_helpers.training.studies import main

if __name__ == "__main__":
    main()
