"""Pairs: the same words about dying in a frame that makes them the writer's own, and in one that does not.

Words of the frames occur on both sides (a song, a form, a friend, a joke, a profession), so that only the meaning of the whole tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from grammar import Group, cores


@dataclass(frozen=True)
class Saying:
    """One thing said, in the forms that the frames need."""

    level: str
    first: str
    """In the first person, beginning with I."""
    bare: str
    """The verb for `would never ...`."""
    third: str
    """Of another person, in the past."""


SAYINGS = (
    Saying("ideation", "I want to [die|kill myself]", "want to [die|kill myself]", "{they} wanted to [die|kill {self}]"),
    Saying("ideation", "I want to end my life", "end my life", "{they} wanted to end {their} life"),
    Saying("ideation", "I'm going to kill myself [tonight|tomorrow|this weekend]", "kill myself", "{they} {was} going to kill {self}"),
    Saying("ideation", "I'm thinking about suicide [every day|again|all the time]", "think about suicide", "{they} {was} thinking about suicide"),
    Saying("ideation", "I don't want to live any more, I have a plan", "plan my own death", "{they} didn't want to live any more"),
    Saying("ideation", "I'm suicidal", "be suicidal", "{they} {was} suicidal"),
    Saying("ideation", "I'm going to jump off [a bridge|the roof] [tonight|on {day}]", "jump off a bridge", "{they} wanted to jump off a bridge"),
    Saying("behaviour", "I [cut|hurt] myself again [last night|today]", "[cut|hurt] myself", "{they} cut {self} again"),
    Saying("behaviour", "I've written my suicide note", "write a suicide note", "{they} had written a suicide note"),
    Saying("behaviour", "I've been saving up pills to die", "save up pills to die", "{they} had been saving up pills"),
    Saying("behaviour", "I'm giving my things away because I'll be dead soon", "give my things away to die", "{they} gave {their} things away to die"),
    Saying("attempt", "I took all my pills [last night|just now|this morning]", "take an overdose", "{they} took all {their} pills"),
    Saying("attempt", "I tried to [hang|kill] myself [yesterday|on {day}|last week]", "try to kill myself", "{they} tried to kill {self}"),
    Saying("attempt", "I overdosed on purpose [last night|on {day}]", "overdose", "{they} overdosed on purpose"),
)

OWN = cores("""
this isn't [a line from a song|a lyric|a quote|from a film|fiction]: @first
{who} thinks I'm [joking|exaggerating|quoting a song], but [it's true|I'm not|it's real]: @first
I told {who} "@first" and {they} [laughed|changed the subject|said nothing|went quiet], but I [meant it|mean every word|wasn't joking]
everyone [thinks|says|believes] I would never @bare, [but they're wrong|but they don't know me]: @first
on the form I ticked [no|never|not at all], but [the truth is|really|honestly] @first
as a {job} I [hear|read] such things [every week|all the time], and now it's me: @first
{who} [told me|admitted] that @third, and I couldn't say it back, but @first too
I [deleted|wrote and deleted] this [three times|twice]: @first
[no joke|not a joke|no hyperbole|seriously], @first
I used to say I would never @bare, and now [look at me|here I am]: @first
@first, and [tomorrow I have to act normal at work|nobody at school knows|my family is watching a film next door|I just made {meal} as if nothing was wrong]
@first. [{who} doesn't know.|Nobody knows.|Please don't tell {who}.|I can't tell {who}.]
""")

NOT_OWN = cores("""
"@first" is [a line from a song|a lyric|a quote|a line from a film|the first sentence of a novel] [I had stuck in my head|we talked about in class|that {name} keeps repeating|and it's too dramatic for me]
{who} [wrote|texted] "@first" and I [called {their} parents|rang the helpline for {them}|went over at once|told the teacher]
{who} [told me|admitted|confessed] that @third, [and I thanked {them} for trusting me|I'm worried about {them}|we're getting {them} help|and I cried for {them}]
I would never @bare, [I want to see my kids grow up|I love my life|it's just a hard week|and I told {who} so]
I have no wish to @bare, [I'm only tired|I just want a rest|whatever {name} says]
[on the form|in the questionnaire] it said "@first" and I ticked [no|never|not at all], [because that's the truth|truthfully|and I meant it]
as a {job} I had [a customer|a stranger|someone] say "@first" today, and I [stayed until help came|listened|gave the crisis number|called an ambulance]
in the training [an actor|the teacher|my partner] says "@first" and we practise [what to answer|how to listen|asking calmly]
{who} said @third [years ago|back then], and today {they} [laughed about it with me|passed {their} exam|danced at the wedding|cooked {meal} for us all]
the villain in my [story|game|play] says "@first" in [chapter {many}|the last act], [too much?|my editor cut it|and nobody believes him]
we [learned|practised] how to [translate|sign|subtitle] "@first" for the [hotline|court|hospital], [hard words|I kept it plain]
there's a rumour that @third, I mean {who}, and I hope [it isn't true|{they} {is} okay|somebody is with {them}]
on the radio a [singer|mother|veteran] told how "@first" once stood in a diary, and how it [got better|passed], [moving|good to hear]
""")


def _told(frames: tuple[str, ...], sayings: tuple[Saying, ...]) -> tuple[str, ...]:
    return tuple(
        frame.replace("@first", saying.first).replace("@bare", saying.bare).replace("@third", saying.third) for frame in frames for saying in sayings
    )


def _own(level: str, share: int) -> Group:
    sayings = tuple(saying for saying in SAYINGS if saying.level == level)
    return Group(f"pair_{level}", level, "1", "negative", "", share, _told(OWN, sayings))


POSITIVE_PAIRS = (_own("ideation", 11), _own("behaviour", 8), _own("attempt", 7))
SAFE_PAIRS = (Group("pair_not_own", "none", "0", "", "", 34, _told(NOT_OWN, SAYINGS)),)
