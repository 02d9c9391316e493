"""The Forecast Lab: what several models expect of a series, from any origin along it."""
