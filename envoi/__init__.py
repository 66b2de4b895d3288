"""Envoi: a folder of posts goes in; feeds and a newsletter come out."""

__all__ = ["__version__"]

__version__ = "0.1.0"
