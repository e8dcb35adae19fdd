"""How often, when and for how long two people meet: agreed by them, or proposed by Tandem."""
