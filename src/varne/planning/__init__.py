"""Planning: joins a boat's states, survival and search: from what a planner asks to a plan, told in full.

The server and the commands share it. Pure: fields, clock and seed are arguments.
"""
