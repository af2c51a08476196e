"""Sentences of ordinary days, by mood and emotion, to be strung into entries of one to eight sentences."""

from __future__ import annotations

from dataclasses import dataclass

from grammar import cores


@dataclass(frozen=True)
class Mood:
    """Sentences of one valence and emotion (empty: unsure)."""

    valence: str
    emotions: str
    cores: tuple[str, ...]


NEUTRAL = Mood("neutral", "neutral", cores("""
[got up|woke up|alarm went off] at [six|seven|half past seven|noon] and [had|made] {meal} [for breakfast|before work|]
[had|made|cooked|ate] {meal} [for lunch|for dinner|with {name}|at my desk|in the evening]
[worked|was at work] from [nine to five|eight to four|ten to six], [usual meetings|{many} emails|nothing special|lunch at noon]
[took|caught] the [bus|train|tram|number {many} bus] [into town|to work|home|to the library] [as usual|and read a bit|with {name}|]
[did|put on] [a load of laundry|the dishes|the washing|the hoovering] [and then the shopping|in the afternoon|before {kin} came|]
[a|another] {weather} day, [mostly stayed in|some errands|went to the market|open windows all morning]
[watched|put on] {show} [after dinner|with {kin}|until ten|while folding laundry]
[called|texted|emailed] {name} about [the meeting on {day}|the keys|the bins|the trip|the form]
[went to|stopped at] the [post office|bank|pharmacy|supermarket|garage|library] [and back|after work|on the way home|at lunch]
[slept|I slept] [about seven hours|eight hours|okay|from eleven to six]
[appointment|check-up] at the [dentist|doctor|optician|hairdresser] on {day} [at ten|in the morning|], [need to book the day off|bring the papers|]
[moved|shifted] the [meeting|class|appointment] to {day}
the [neighbours|people next door] are [repainting their fence|away until {day}|getting a new kitchen|putting up a shed]
[practised|did some] {hobby} for [half an hour|an hour] [after work|in the morning|]
I [need to|should|have to] [buy milk|renew the bus pass|call the landlord|change the sheets|pay the phone bill] [tomorrow|on {day}|]
walked the [dog|old dog|neighbour's dog] [around the block|to the park|twice|] [before dinner|as usual|]
[read|finished] [a chapter|{many} pages|the paper] [in bed|on the train|over coffee]
the [kids|children] were at [school|swimming|their grandparents'] [until three|all day|], then [homework|dinner and bed|piano]
[fasting|shabbat|mass|temple|prayers] [today|this week|on {day}], [{kin} came along|home by eight|same as every week]
[ordered|bought] a new [kettle|lamp|phone case|desk chair|pillow], it [comes|arrives] on {day}
[counted|logged] [{many} thousand steps|my hours|my meals] today
[the|our] [lift|wifi|heating] was [checked|serviced|replaced] [this morning|on {day}], [took an hour|quiet otherwise|worked from the kitchen]
"""))

GLAD = (
    Mood("positive", "joy", cores("""
[such|what] a [good|lovely|great|wonderful] [day|evening|morning|weekend] [with {kin}|by the lake|at the market|]
I [feel|felt] [happy|so happy|really good|cheerful|content] [today|this morning|for no special reason|after the swim]
[laughed|we laughed] [so much|until my belly hurt|like kids] [with {name}|at dinner|about the old photos]
[danced|sang] in the kitchen [with the kids|while cooking {meal}|on my own], [pure joy|so much fun|best part of the day]
[sun|the sun] on my face, [coffee in hand|birds in the garden|no plans], [bliss|perfect|happy me]
{hobby} was [so much fun|brilliant|just what I needed] [today|on {day}|with {name}]
[the baby|our {pet}|my niece] [laughed|fell asleep on me|took the first steps|did the funniest thing] and [my heart is full|I couldn't stop smiling|it made my week]
slept [like a baby|nine hours|so well] and woke up [rested|smiling|full of energy]
best {meal} [ever|of my life|in ages], [with {name}|shared with {kin}|and cake afterwards]
[snow|first snow|spring] [today|at last], [we built a snowman|the whole street was out playing|everything sparkled]
""")),
    Mood("positive", "gratitude", cores("""
[so|I'm so|really] [grateful|thankful] for [{kin}|my friends|this quiet day|my health|the nurses on the ward|a warm bed]
[thank you {name}|thanks to {name}|thank you universe|thank God|thank you Lord] for [today|listening|helping me move|the lift home|the lovely words]
{name} [brought me soup|covered my shift|wrote me the kindest card|stayed late to help me], [I'm so thankful|what would I do without friends|I feel lucky]
three good things: [tea, the sea, {name}|sleep, sun and {meal}|my {pet}, a hot bath, a letter], [feeling thankful|grateful for all]
I don't take [my family|walking without pain|being home|my recovery] for granted, [thank you|so grateful|what a gift]
""")),
    Mood("positive", "pride", cores("""
I [did it|made it|passed]! [the exam|the driving test|the interview|the 10k|the citizenship test], [so proud of myself|proud|couldn't have imagined it a year ago]
[proud of|so proud of] [my daughter|my son|{name}|our team|myself] for [speaking up|finishing school|winning the match|getting through the week|standing up on stage]
[my|today my] boss [praised|loved] my [report|design|idea] [in front of everyone|], [I worked hard for it and it shows|proud moment]
[{many} months|{many} weeks|{years} years] [sober|without smoking|debt free] today and I'm [proud|really proud of how far I've come|proud of me]
finished the [marathon|quilt|bookshelf|thesis|garden wall] [with my own hands|at last|], I'm [proud|pretty proud of that]
""")),
    Mood("positive", "love", cores("""
I love {kin} [so much|more every day|to the moon and back|with all my heart]
[held hands|cuddled|sat by the fire] with {name} [all evening|like when we met|], [I'm so in love|I love them|love this person]
{kin} [kissed me goodnight|hugged me for a full minute|left a note in my lunch box|called just to say hi], [I feel loved|I love them so|love]
[our|my] [{pet}|old {pet}] is [the love of my life|curled up on my lap|waiting by the door every day], [I adore that animal|love that fluffball]
[first date|second date|anniversary] with {name} [on {day}|tonight|today], [I'm falling in love|still in love after {years} years|butterflies and love]
""")),
    Mood("positive", "excitement,joy", cores("""
[can't wait|I can't wait|so excited] for [the trip|{day}|the concert|the new job|the wedding|the baby]!
[we're|I'm] going to [the sea|Lisbon|see {name}|a festival|Accra] on {day}, [bags packed|so excited|counting the hours]!
[got the job|we got the flat|tickets are booked|they said yes]! [I'm over the moon|I screamed|I'm shaking with joy]
[new puppy|new bike|new guitar|first day at university] [tomorrow|on {day}], [wow|I can hardly sleep, so excited|finally]!
""")),
    Mood("positive", "relief", cores("""
[the scan was clear|the test is negative|the exam is over|the visa came through|the fever is gone], [what a relief|I can breathe again|huge weight off my shoulders|phew]
[finally|at last] [paid off the card|handed in the thesis|told {kin} the truth|out of that meeting], [so relieved|I feel lighter|relief]
{name} [landed safely|is out of surgery|texted back|forgave me], [phew|thank goodness|I could cry with relief]
""")),
    Mood("positive", "optimism", cores("""
I [think|believe|feel] [things are looking up|it's going to be okay|next year will be better|I'll get there] [, step by step|, small steps|]
[new week|new month|fresh start|tomorrow], [I'm hopeful|I have a good feeling|I've got this|good things ahead]
[therapy|physio|the new meds|the course] [is helping|is starting to work|gives me hope], [I can see light|hopeful|slowly but surely]
""")),
    Mood("positive", "amusement", cores("""
[funniest thing|something hilarious]: {name} [put salt in the cake|called the headmaster dude|got stuck in the revolving door|answered the phone with a banana], [I laughed so hard|still giggling|haha]
the {pet} [stole a sausage|fell off the sofa|barked at a pumpkin|learned to open the fridge], [what a clown|I laughed till I cried|hilarious]
""")),
    Mood("positive", "admiration", cores("""
{name} is [amazing|such an inspiration|the kindest person|so talented], [two jobs and always smiling|what a voice|I really admire that]
[wonderful|beautiful|impressive] [concert|exhibition|speech|sermon|match] [tonight|today|on {day}], [what talent|I was in awe|hats off]
""")),
    Mood("positive", "caring,love", cores("""
[made {meal} for|sat up with|took care of] {name} who [is ill|had a hard week|can't cook with a broken arm], [I hope it helps|felt good to help|sending all my love]
[I hope|fingers crossed] {name} [feels better soon|gets home safe|has a good first day], [I'm always here|sending hugs|thinking of them]
""")),
)

LOW = (
    Mood("negative", "sadness", cores("""
[feeling|I feel|felt] [sad|down|blue|low|a bit low|lonely] [today|this evening|all day|for no reason|after the call with {kin}]
[cried|I cried] [in the shower|a little|on the way home|at that old song|in the car] [and don't know why|, just a sad day|]
I miss [home|{kin}|{name}|the old flat|how things were|my old school] [so much|today|more than I thought]
[{name}|my ex] [moved away|has someone new|didn't reply|forgot my birthday], [it hurts|that stings|my heart is heavy|sad]
[rainy|grey] [day|afternoon], [heavy heart|couldn't cheer up|sad songs and blankets|feeling a bit lonely]
[the breakup|the move|the empty house|the quiet] [still hurts|gets to me|makes me sad] [in the evenings|on Sundays|]
the kids [left for university|are at their dad's|grew up so fast] and the house feels [empty|too quiet], [I'm sad|it made me cry]
[another|one more] [holiday|birthday|Christmas|Eid|Diwali] [alone|without {kin}], [sad|not easy|I cried a bit]
""")),
    Mood("negative", "sadness,disappointment", cores("""
[didn't get|I didn't get] the [job|flat|part|grant|place], [so disappointed|I had hoped so much|gutted|back to searching]
[{name}|my sister|my dad] [cancelled|let me down|didn't show up] [again|at the last minute|], [disappointed|I was looking forward to it|I had cooked and everything]
[failed|I failed] [the test|my driving test|maths|the audition] [again|by two points|], [so disappointed in myself|weeks of work for nothing|gutted]
the [holiday|concert|party|date] was [a letdown|not what I hoped|cancelled], [what a shame|disappointed|spent the evening on the sofa]
""")),
    Mood("negative", "anger", cores("""
I'm [so angry|furious|livid|fuming|raging] [at {name}|at my boss|with {kin}|about the way they talked to me]
{name} [lied to me|took credit for my work|broke my bike|shouted at me in front of everyone|went through my phone], I'm [so mad|furious|boiling]
how dare [they|{name}|the landlord] [raise the rent again|talk to me like that|read my diary|blame me for it]!
[big|another] [fight|argument|row] with {kin} [about money|about the dishes|over nothing], [I slammed the door|I'm still angry|I hate how we talk to each other]
[someone|some idiot] [keyed my car|stole my bike|cut me off on the motorway|called me a slur on the bus], [so angry|my blood is boiling|I shouted]
""")),
    Mood("negative", "annoyance", cores("""
[the neighbours|the kids upstairs|the builders] [were loud again|drilled from seven|had a party on a {day}], [so annoying|no sleep|I knocked twice]
[the train was|the bus was|my order was|the plumber came] [late|an hour late|two hours late] [again|of course|], [annoying|typical|wasted half the day]
[my|the] [laptop|printer|washing machine|boiler|phone] [broke|crashed|gave up] [again|today|], [ugh|so annoying|there goes the money]
{name} never [does the dishes|listens|answers emails|cleans up], [it gets on my nerves|so irritating|I'm fed up]
[stuck in|an hour in] traffic, [then no parking|forgot my lunch too|missed the start], [annoyed|ugh|not my day]
""")),
    Mood("negative", "nervousness", cores("""
[nervous|so nervous|anxious|stressed] about [the exam|the interview|the appointment|the presentation|meeting the parents] [on {day}|tomorrow|]
[can't|couldn't] [sleep|relax|concentrate], [my mind is racing|thinking about money|worrying about work|heart beating fast]
[work|school|uni|the house move] is [so stressful|too much|piling up] {now}, [{many} deadlines|I'm behind on everything|stomach in knots]
[worried|I'm worried] about [the rent|the test results|{name}'s surgery|the layoffs|my grades] [and can't switch off|all day|]
[the layoffs start|exams start|the inspection is|the court date is] [on {day}|next week], [anxious|I keep chewing my nails|can't eat]
""")),
    Mood("negative", "fear", cores("""
[scared|I'm scared|afraid] [of the operation|of the results|of losing my job|to walk home alone|of the dark corridor|of the storm]
[someone followed me|loud bangs|a break-in next door] [last night|on the way home], [I was terrified|heart in my mouth|still shaking]
[terrified|frightened] [of flying on {day}|of what the doctor will say|that they'll deport {name}|that the war reaches my family]
""")),
    Mood("negative", "", cores("""
[so|I'm so|really] [tired|exhausted|worn out|drained] [today|after the night shift|after work|this week], [slept {hours} hours|could sleep for a week|everything is slow]
slept {hours} hours [again|], [baby was up all night|too hot|the dog next door], [dragging myself through the day|no energy|coffee didn't help]
[headache|migraine|back pain|cramps|a cold|fever] [all day|since morning|again], [stayed in bed|skipped work|couldn't think straight|feeling rotten]
my [joints|knees|back|stomach] [hurt|ached] [all night|again|], [the weather I guess|physio on {day}|tired of being in pain]
[a flare|a bad pain day|low blood sugar|another infusion] [today|this week], [frustrating|took it slow|cancelled everything]
[not my day|bad day|rough day|long day|meh day]: [overslept|burnt the {meal}|spilled coffee on my shirt|missed the bus|locked myself out], [of course|and it's only {day}|]
[flu|covid|a stomach bug] [in the house|again], [everyone is ill|living on toast|feeling awful]
[the bills came|the car repair came|the rent went up|another bill], [money is tight|living on {meal} till payday|how do others do it]
""")),
    Mood("negative", "embarrassment", cores("""
I [forgot her name|spilled wine on the host|sent the text to the wrong person|cried in the meeting|had spinach in my teeth all day], [so embarrassing|I turned red|want to hide|cringe]
[everyone|the whole class] [laughed|stared] when I [tripped|mispronounced the word|fell asleep], [so embarrassed|mortified]
""")),
    Mood("negative", "remorse", cores("""
I [shouted at the kids|snapped at {name}|forgot {name}'s birthday|let {name} down|lied to {kin}|missed the recital] and [I feel so guilty|I'm sorry|I regret it|I need to apologise]
[wish I hadn't|I regret that I] [said that to {name}|had so much to drink|sent that email|spent the money], [guilty|sorry|stupid of me]
""")),
    Mood("negative", "disgust", cores("""
found [a hair in the soup|mould in the bread|rats behind the bins|vomit on the train seat], [disgusting|so gross|ew|I felt sick]
the way {name} [talks about women|treats waiters|mocks disabled people] is [disgusting|vile|revolting]
""")),
    Mood("negative", "disapproval", cores("""
I [don't agree|disagree] with [how they treat the new guy|the new rules at work|{name} about the money|the council's plan], [it's unfair|it's wrong|not right]
[they|the school|the boss] [changed the rota without asking|banned phones|cut the bus line], [bad idea|I'm against it|that's not okay]
""")),
)

ODD = (
    Mood("", "surprise", cores("""
[wow|oh], [{name} turned up at the door|I ran into {name} after {years} years|they offered me the role out of nowhere|it snowed in April], [did not see that coming|what a surprise]
""")),
    Mood("neutral", "curiosity", cores("""
[wondering|I wonder] [what {name} is up to these days|how bees find home|what it's like to live in Japan|why my {pet} stares at the wall|who lived here before us]
[looked up|reading about] [octopuses|the family tree|how bread rises|the history of our street], [fascinating|curious what comes next|so many questions]
""")),
    Mood("", "confusion", cores("""
I [don't understand|don't get] [the tax form|what {name} meant|the new rota|why they changed it], [confused|makes no sense to me|can someone explain]
[mixed signals|a strange message] from {name} [again|today], [confusing|I don't know what to make of it]
""")),
    Mood("", "realization", cores("""
[realised|just realised|it hit me] [today|] that I [haven't called {kin} in weeks|actually like my job|grew up|left the stove on|always say sorry first]
""")),
    Mood("", "desire", cores("""
I [wish|really wish] I [could travel more|had a garden|lived closer to {kin}|could play the piano|had a week off]
I [want|'d love] [to learn {hobby}|a bowl of {meal} now|to go back to school|to see the sea]
""")),
    Mood("positive", "approval", cores("""
[good|fair|sensible] [idea|decision|plan] by [{name}|the team|the council], [I'm all for it|agreed|makes sense]
the new [doctor|teacher|manager|rota] is [good|fair|decent], [works for me|I approve|much better than before]
""")),
)

TURN_UP = cores("""
but [the evening was better|{name} made me laugh|the bath helped|tomorrow is a new day|I got through it|it wasn't all bad|the {pet} cheered me up]
[still|anyway], [I'm okay|I'll be fine|it passes|a good night's sleep will help|proud I kept going|I talked to {kin} and it helped]
[going to bed early|early night|made tea and put my feet up|took a walk and felt a bit lighter|writing it down helps]
[therapy|my session|the group] is on {day}, [looking forward to it|I'll bring it up there|good]
""")

TURN_DOWN = cores("""
but [then the call came|the evening was awful|{name} spoiled it|the headache came back|I felt flat afterwards|it didn't last]
[only|just] [the bill at the end hurt|the way home was horrible|wish {name} had been there|my back hurts now]
""")
