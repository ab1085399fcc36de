"""Reports to boats: which reports are the same boat, and is the boat just rescued that boat?"""
