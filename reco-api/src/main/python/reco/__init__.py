"""Client of Reco, an article recommender that other programs call over gRPC."""
from reco.client import Client

__all__ = ["Client"]
