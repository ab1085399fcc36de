"""How a boat or its people move: current, wind, own engine, and what may happen to them on the way."""
