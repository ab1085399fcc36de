"""What survival says to people, once, in English; the page's catalogues hold the same keys in every language."""

from varne.words import Words

SENTENCES = {
    "survival.first": "the first minutes, cold shock and swim failure, are in none of these models",
    "survival.guide": "survival times guide a plan; they are no ground to end a search",
    "survival.warm": "no fit knows water of {c} °C: given as at {known} °C",
    "survival.cold": "few long cases are known in water this cold: the sources contradict each other here",
    "survival.ask.buoyancy": "whether they wear life jackets is not known: asking for it narrows the curves",
    "survival.ask.clothing": "what they wear is not known: asking for it narrows the curves",
    "survival.ask.doing": "whether they swim, hold still or huddle is not known: asking for it narrows the curves",
    "survival.ask.sea": "whether the sea is rough where they are is not known: asking for it narrows the curves",
    "survival.hour.pos": "{asset}: POS grows by {points} points",
    "survival.hour.alive": "{asset}: {low} to {high} more people expected to be found alive",
}


def say(key: str, **args: str | int | float) -> Words:
    """Words for one of the sentences.

    >>> say("survival.hour.pos", asset="R163", points=1.5).text
    'R163: POS grows by 1.5 points'
    """
    return Words(key, args, SENTENCES[key].format(**args))
