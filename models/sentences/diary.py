"""Calm diary prose, first part: things, places and acts that stand close to the words of a crisis and mean nothing of it.

Rails, ropes, knives, tablets, bridges, letters, gifts, packing, endings: told plainly, in the first person, by several hands.
Long entries are made of these lines (`generate.py`); a tenth of them is kept for calibration and a tenth for the report.
"""

from __future__ import annotations

from grammar import cores

WALKS = cores("""
I went down to the river [before breakfast|after work|at dusk] and stood on the bridge [for a while|until my ears were cold], counting the [ducks|rowers|barges] that came out of the mist
the [footbridge|old bridge] is open again, and I crossed it twice just because I could
leaning on the parapet I ate the last of the [plums|sandwich|chestnuts] and watched the water carry [leaves|a shoe|a whole branch] under me
the tide was so far out that I walked along the bottom of the harbour, past the keels, with wet feet and a pocket of [shells|sea glass]
we climbed to the top of the [lighthouse|church tower|water tower], {many} hundred steps, and my knees told me about it all the way down
from up there the whole town is a tray of crumbs, and I could find our roof only by the [blue bin|neighbour's washing|crooked chimney]
I sat on the edge of the [quay|pier|jetty] with my legs over the water and did nothing at all, which is a skill I'm getting back
the path along the cliff has been moved inland, so I followed the new posts and kept to the grass while the wind [shoved|leaned on|tugged at] my coat
at the level crossing the barrier came down and I waited with the [postman|school children|woman from the bakery] while a goods train took its time
walked the disused railway line as far as the tunnel, sleepers all gone, brambles on either side, and picked a bag full
it rained on the way, that fine kind that you don't notice till your sleeves are heavy, and I didn't turn back
I took the long way home through the cemetery because the [limes|lilacs|cherry trees] are out and nobody minds you there
found a bench I'd never seen, on the hill behind the [school|allotments|depot], and wrote half of this there
crossed the dual carriageway by the underpass, where somebody has painted a [whale|row of herons|green horse] since last week
the ice on the pond isn't safe yet, says the sign, so the [kids|ducks|two brave dogs] and I stayed on the bank and threw sticks
I hung over the railing of the ferry the entire trip, looking for porpoises, and saw [one|none|a plastic bottle]
steep lane, loose stones, my bad ankle: I went down it sideways like a crab and was proud of it
the weir was loud after the storm. I like standing beside a thing that is so much bigger than my [inbox|opinions|list of jobs]
stood under the viaduct to hear the evening train go over, as I used to do with my [grandfather|uncle|father]
nobody on the beach but a man with a metal detector and me. We nodded. That was all the talk I needed today
got off two stops early and walked, because the sky over the [gasworks|canal|car park] had gone the colour of apricots
I leant my bike against the crash barrier and ate an orange, looking over the edge at the [quarry|valley|estuary] far below
walked out on the breakwater as far as the light. Waves on both sides, a fisherman asleep, wind enough to take your hat
the woods smelled of mushrooms, I got lost for [twenty minutes|half an hour], and came out behind the garden centre, of all places
we did the gorge walk at last, the one with the swaying bridge. {name} held my sleeve and wouldn't look down, I looked down a lot
""")

ROADS = cores("""
the {many} past nine was late, so I stood at the far end of the platform where the sun comes in and read
I took the [night train|sleeper|last train] and lay on the top bunk, awake and happy, as the stations went by
missed the bus by a second, saw {name} wave from the back window, and walked after it like a fool
my seat was taken by a man with a [cello|wedding cake|huge fern], so I stood all the way and heard his life story
there was a person ill at [the junction|the next station], the driver said, and we waited in a field for an hour and shared biscuits
sat in the car outside the [pool|library|clinic] till the song was over, then went in and did what I'd come to do
I drove to the coast with the windows open and nobody knew where I was, and it was the nicest [four|six] hours of the month
changed the tyre on my own in the lay-by. Black hands, big grin, late for [the dentist|lunch|{name}]
the garage rang: new brakes, {many} hundred, and I said go ahead, since brakes are not a thing to save on
motorway closed, so I came over the pass in second gear behind a lorry of sheep
the lift is out again and I live on the [sixth|ninth|fourth] floor. I know every scratch in that stairwell by now
two flights from the top I stopped to let the [piano movers|children|man with the fridge] by
helped a stranger carry her pram up the station steps. She thanked me in a language I didn't know
the tram stood still with all its lights out, and for once people looked at each other and laughed
on the moving walkway at the airport I thought: this is the first time in years I've gone somewhere with one bag
rode pillion behind {name} and held on for dear life at every roundabout
I gave up my seat, got an older lady's whole recipe for [plum jam|dumplings|cabbage soup], and missed my stop
hitched a ride back with the [vet|milk lorry|farmer] since the last bus doesn't run on {day}s
cycled to work along the canal, [fog|frost|blossom] all the way, one heron standing in it like a coat on a peg
put my ticket in the wrong pocket, of course, and turned out everything I own in front of the inspector
saw {kin} off at the station. I ran along beside the train like in the films, then there was the end of the platform and I stopped
we said goodbye three times at the gate, because the flight was delayed three times
I hate goodbyes in doorways, so I'd said mine in the kitchen, and went up to wave from the window
the driver let me off right at our corner though it isn't a stop, and touched his cap
""")

ROPES = cores("""
learned a new knot at the sailing club, a [bowline|sheet bend|clove hitch], and tied it on everything: the chair, the dog's lead, {name}
the washing line snapped with all the sheets on it, so I bought a proper rope and hung it higher
I belayed for {name} all evening at the climbing wall. My neck is stiff and my hands smell of chalk and rope
took a fall on the overhang, the rope caught me as ropes do, and I hung there laughing and looked at the floor
the swing in the [apple tree|old oak] is up again. I tested the rope with my own weight first, then let the kids at it
we let the boat down on its ropes, hand over hand, and she didn't take in a drop
coiled all the lines after the race, soaked to the skin, and ate soup from the lid of a flask
the [noose|slip knot|loop] of wire in the hedge was for rabbits. I took it out and threw it in the bin
hung [pictures|curtains|the big mirror] all afternoon, with the drill, a stool and bad words
hung the lantern from the beam above the table, took it down, hung it lower, was content
fixed a hook in the ceiling for [the hammock|the baby's mobile|my plants], and it bears me too, I tried
{name} tied my scarf for me, far too tight, and said that's how they wear it this year
the bell rope at church is new and thick as my wrist, and I'm still the one who pulls too early
skipping rope in the yard at fifty-{many}: eleven in a row, then I had to sit on the step
climbed onto the roof of the shed to clear the gutter, with {kin} holding the ladder and telling me what could happen
up on the flat roof again with the telescope. Cold, wonderful. I saw the moons of Jupiter like crumbs on a string
from the balcony I let the basket down on its cord, and the boy from the shop put the [bread|milk|paper] in it
spent an hour on the ledge above the porch, scraping off old paint, music in my ears, not a worry in the world
harness, helmet, then out over the edge backwards: abseiling is only walking, said the instructor, only down
jumped from the [five|three] metre board today. My first since school. I stood up there a good while, then I just did it
I held my breath underwater for a whole length and came up grinning
the current was strong by the groyne, so we swam between the flags like good people
fell through my own deckchair and lay there in the remains, looking at the clouds
screwed the loose banister tight at last, it has wobbled since we moved in
""")

KITCHEN = cores("""
sharpened all the knives on the wet stone, slowly, as my father showed me, and cut a tomato so thin you could read through it
I cut my thumb on the [tin|bread knife|grater], of course on the day I make {meal} for eight. Plaster, glove, go on
blood orange, fennel, salt. I ate it standing at the sink with the radio on
the smell of onions brought me back to my gran's flat: the oilcloth, the blade worn narrow, her telling me to keep my fingers in
there was blood on the chopping board and it was only the beetroot
bought one good knife with my birthday money and I carry it home like a violin
gutted the trout that {name} brought, got used to it by the third, and fried them in butter
the pot boiled over while I stood writing this. I've cleaned it. The kitchen smells of burnt milk and I don't mind
lit the gas with the last match, burned my knuckle, swore, laughed
the oven is dead, long live the oven: the new one comes on {day}
I've been at the stove since four: stock, dumplings, a cake that sank in the middle
hung the hams in the cellar with {name}, as we do each November, and washed the floor on my knees after
made {meal} for one, laid the table properly, lit a candle, and took an hour over it
{many} jars of marmalade on the shelf. My wrists hurt, and it looks like a window full of sun
gave up on the sourdough. It lived [eleven|nine] months, it had a name, and now it's on the compost
drank a glass of red on the back step and let the evening get dark by itself
no wine until Easter, I've decided, and I told {name} so that I can't go back on it
the dishwasher is full of somebody else's forks since the party
I peeled apples in one long ribbon, the way that's supposed to show you the first letter of a name. It said S, or nothing
had a bone stuck in my throat at lunch, ate dry bread, and it went. {kin} was paler than I was
took the skewers, the cleaver and the big board over to {name}'s, who is cooking for sixty
poured the last of the bottle down the sink, it had turned to vinegar, and rinsed it for the [oil|elderflower|water]
""")

TABLETS = cores("""
took my hay fever tablet too late again and sneezed through the whole [service|lecture|film]
the doctor wants me to take the iron pills with juice, so now I take them with juice, like a good child
filled the pill box for the week: heart, thyroid, the vitamin that tastes of nothing
I counted the dog's tablets twice, because the vet wrote half, and hid his half in cheese
the bottle of cough syrup from last winter went back to the chemist with all the other old medicine, a whole bag full
stopped the antibiotics today, course finished, ear fine
two painkillers, a dark room, and by four the migraine had gone out like a tide
{kin} can't swallow pills, never could, so I crush them in jam and we both make a face
picked up Dad's prescription, all {many} boxes of it, and the pharmacist drew me a chart
took my insulin at the table, under the cloth, and nobody's soup went cold
I've halved the dose as agreed with the doctor and sleep just as well, thank you
swallowed a fly on the bike. More protein than breakfast
sleeping tablet offered, sleeping tablet declined: I read till two and it was a good book
vitamin D, fish oil, a teaspoon of honey: that's what this winter runs on
the new blood pressure pills make my ankles swell. Rang the surgery, they'll change them
had the tooth out. I have the ice, the soup and the strong tablets I don't need, and I gave the rest back
the nurse took {many} tubes of blood and I looked at the poster of the Alps the entire time
they put me under for the knee and the last thing I recall is the anaesthetist talking about [carp|his new roof|Portugal]
the needle is nothing any more. I [roll up|push up] my sleeve and go on talking about the [cricket|weather|match]
cleared the medicine cabinet, three bags of things past their date, and wiped the shelves
took the cat's pill to be a mint. Rang the vet, who laughed for a full minute, then said I'd be fine
""")

PAPERS = cores("""
wrote {many} letters at the kitchen table, to everyone I owe one, and the envelopes are by the door for tomorrow
I wrote {name} a card, since you can't say a thing like that on the phone: thank you for the summer, thank you for the boat
left a note for {kin} under the teapot: gone to the market, back at eleven, don't wait with the coffee
copied the numbers for the plumber onto the back of an old postcard and pinned it up
wrote my name in all my books, like a pupil, before lending three of them
found a letter in the lining of the suitcase, from myself at twenty, full of advice I haven't taken
my last will is made now. The notary was {many} years younger than me and had jam on his cuff. {kin} gets the house, the cats get nothing
signed the papers for the pension. A lifetime on four pages, and the pen was on a chain
I wrote it all down in the big book: who gets which plant while we're away, which key, which neighbour
burned the old letters in the stove, the silly ones, and kept the good ones in the biscuit tin
the form asked for next of kin, and I put {name} without thinking, and was glad all the way home
I have an envelope in the drawer for each of the grandchildren, to be opened when they're eighteen
wrote the speech for the wedding in one go, cried at my own jokes, and cut half of it
posted the parcel, posted the proof, posted my bet. If that isn't a life in order
I put a full stop at the end of the last page and sat there. {years} years of work. Then I made toast
nothing more to say about the thesis except that it's printed, bound and out of my hands
my diary from school turned up: six pages on a [pony|football match|boy called Neil] and one line on the end of the Wall
answered everybody. Nobody is waiting for anything from me tonight, and it feels like a clean floor
I'm writing this with the fountain pen, to use up the violet ink
signed off my last report, returned the badge and the laptop, and ate the whole farewell cake, it felt like
left my number with the neighbour in case the parcel comes, or the river does
dropped a note in at {name}'s to say sorry about the noise, with a jar of something
""")

GIVING = cores("""
took [three|four] boxes to the jumble sale: the skates, the fondue set, my whole decade of ties
gave {name} my bike. I don't ride it now that my hip is what it is, and her face was worth more than the bike
I'm giving the piano away, to the school, and played it one more time before the men came
handed the guitar on to my nephew, with the case, the stand and the bad habits
gave blood at the town hall. They gave me a biscuit and a sticker, and I wore the sticker
my good coat has gone to the refugee house. Somebody taller will look splendid in it
sorted the wardrobe into keep, give and why. The last heap was the biggest
I gave the watch to my son for his exam. My father gave it to me, and so on, back to a man in a [mine|mill|mountain village]
cleared out my desk on the last day, {years} years in one cardboard box, and gave away the plants
packed up the flat. It's only rooms when the pictures are off the wall
wrapped all the glasses in newspaper, read most of the newspaper, and finished at two in the morning
sold the car to a young couple. They drove off on the wrong side of the bin, and I stood in the street and waved to a car
the keys are on the counter, the meter is read, the floor is swept: goodbye, old flat
put the house in order, top to bottom, for no reason but the light. Windows, grout, the drawer with the string
emptied the attic with my sisters. One for you, one for me, one for the tip, and nobody fought over anything
I've paid every bill there is, cancelled the gym, and I leave on {day} with one rucksack
returned the books I'd borrowed, some of them since the spring of whatever year it was
found good homes for all {many} kittens. The flat is very quiet and the sofa is mine
left the spare tins and the pasta at the food bank, before the holidays, as they'd go off
gave my seeds out in twists of paper at the allotment gate, and got a [quince|marrow|bag of chillies] back
divided the dahlias and gave away more than I kept
the last of Mum's china has gone to my cousin, who'll use it, which is what plates are for
""")

TOOLS = cores("""
spent the day with a heat gun and a scraper, getting seven colours of paint off one door
the glue gun burned me again, but the [crown|owl costume|rocket] is finished and {kin} is proud of it
shot clay pigeons for the first time, at {name}'s stag do. I hit one, and my shoulder knows it
started the saw, trimmed the old pear, stopped before I got carried away
took the axe to the stump at last. Hours of it. I slept like the stump
split a winter's worth of logs with {name}. My hands are raw and I've rarely been so content
the lawn mower died on me halfway, so there's half a lawn
blunt razor, long beard, small tragedy: I look like a plucked hen, but clean
cut my own hair in the bathroom mirror. I've had worse, and paid for it
wired the new lamp and turned the fuse back on with one eye shut
let the bonfire burn down to nothing and raked it over, my jacket will smell of it till spring
dug a hole for the apple tree, deep as my arm, and buried a coin in it for luck
I stood in the grave of what will be the pond, up to my hips in clay, and had my tea there
broke the ice on the water butt with a hammer
the chimney sweep came, black as a page, and found a [jackdaw's nest|child's shoe|letter from 1931] up there
took the engine apart on newspaper, put it together again, two screws over, and it runs
sanded the boat till my arms hummed
tightened, oiled, wiped, put away. I like the end of work nearly as much as work
spent all my evening on the model railway: the tunnel is done, the little people are waiting on the platform
soldered the last wire and the thing spoke! It said hiss, but it said it loud
poison down for the [rats|ants|wasps], well out of reach of the dog, and a sign so the children know
the carbon monoxide man came and tested, and all is as it should be
stitched up the tent, the coat, the bear. I had the needle out anyway
""")

ACTS = cores("""
I [held on to|gripped|leaned on|took hold of|let go of] the [rail|gate|strap|ladder|bannister|wheel|mast] [with both hands|for a moment|as the boat turned|and waited] and [looked down at|looked out over|listened to] the [water|street|yard|valley|tracks|traffic]
I [stood|stopped|waited|lingered] [on the bridge|at the window|on the landing|by the tracks|at the edge of the field|on the top step|by the lock] [for ten minutes|a good while|with my bag|until it stopped raining], [thinking of supper|thinking about nothing much|watching a kite|because the light was good]
I [opened|closed|locked|emptied|turned out|tidied] the [drawer|cupboard|cabinet|case|shed|tin] where I keep the [string|tablets|letters|knives|candles|fuses|spare keys] and [found what I was after|sat down with it|forgot why I'd come|made a list]
I [climbed|walked|went|ran] up to the [roof|fourth floor|attic|top deck|tower|platform], [sat down|put my bag down|got my breath back|leaned over] and [ate an apple|rang {kin}|counted chimneys|watched the trains|drew the hills]
I [took|bought|borrowed|fetched|carried home] [a length of rope|a new blade for the plane|a bottle of turpentine|a box of matches|a sharp little knife|a can of petrol|a bag of lime] for the [boat|shelf|garden|mower|oars|party|fence]
I [counted|checked|sorted|laid out|put away] the [pills|coins|cards|bills|stamps|nails|forms] on the [bed|table|windowsill|counter], [one by one|in rows|twice|with the radio on], and [that was that|it came out right|made tea|there was one over]
I [wrote|scribbled|jotted|copied] [the time of the train|her address|what the doctor said|the date|a line of a song|the recipe] on [my hand|the calendar|the back of the ticket|a scrap of paper|the steamed-up window] and [put it in my pocket|went on|forgot it at once|lost it]
I [told|rang|wrote to|went to see] [{name}|{kin}|the landlady|my old teacher] to say [thank you|that I'm leaving on {day}|that it's finished|I can't come|goodbye before the trip], and [we talked for an hour|that was easier than I'd thought|there was cake|it rained on us both]
I [packed|folded|cleaned|swept|mended|ironed] [everything|the lot|my shirts|the whole flat|the tent|what was left] [without hurry|in one go|with the door open|while it was light] and [lay down|went out|felt better for it|sat on the floor with a beer]
[by the evening|at noon|towards four|before it got dark] the [fence|hedge|report|garage|ironing] was [done|finished|behind me], and I [washed my hands|told nobody, for fun|rang {name}|was ready for bed]
I [swallowed|took|dissolved|measured out] my [vitamins|iron|syrup|evening dose|drops] with [cold tea|a biscuit|a face|yesterday's coffee] and [went to bed|went out to the hens|thought of the nurse|took the stairs slowly]
I [cut|tied|pulled|hung|dropped|buried|burned] the [last|old|dead|long] [branches|ropes|leaves|bulbs|rags|weeds] [behind the shed|with {name}|before the frost|and came in with black hands]
I [gave|sent|lent|handed|left] [{name}|my sister|the boy next door|the school|a colleague] my [camera|boots|old phone|records|violin|best scarf|tools], [since I have two|as it only gathers dust|for the trip|and got a hug for it]
[nobody was home|the house was empty|everyone was out], so I [took a bath|did it my way|sang|opened all the windows|sat in the dark and listened to the fridge|got the paint out]
[tonight|tomorrow|on {day}|this weekend] I'm going to [do|finish|get over with|make a start on] [the tax return|that phone call|the attic|the long run], and [then I'll sleep|no excuses|there'll be cake|not think of it again]
I [felt|was] [calm|light|quiet|empty in a good way|tired and content|at peace] [on the way home|when the door was shut|afterwards|all evening], [as one is after a swim|for once|with my feet up|and the {pet} sat on me]
the [water|river|sea|pool|canal] was [black|green|high|flat|very cold] and I [went in slowly|dived in|put one foot in|swam out to the buoy|sat beside it], [shouted|came out new|thought of nothing|stayed till my lips were blue]
I [sat|lay|stayed] [on the floor|in the bath|in the car|on the stairs|in the dark kitchen] [for a while|till the song ended|and laughed|and did the crossword|with the phone off], [one of those days|it was nice|because I could|as I did when I was a student]
I [passed|went by|looked in at] the [hospital|chapel|old bridge|station|police station|cemetery] [on my way|this morning|with the shopping|as every {day}] and [thought of {name}|waved to the porter|the bells were ringing|there was a wedding]
I don't [want|need] any more [coats|jam|meetings|cups|advice|parties] [this year|in my life|, thank you], I [said so|wrote it on the door|told {kin}|gave two away]
I [couldn't face|didn't finish|put off|got out of] [the cold dip|the big clear-out|the spreadsheet|the haircut] [today|after all], and [went for chips|{name} laughed|it'll keep till {day}|I'm not sorry]
[it was|that was] the last [time|page|evening|bus|swim|jar] [of the year|with this lot|before the move|of the holidays], so I [stood there a minute|took a picture|made it slow|didn't make a speech]
my [hands|fingers|legs] [shook|trembled|were numb] [from the cold|from the drill|after the hill|with laughing], and I [spilled the tea|couldn't get the key in|had to sit down|wrote this like a doctor]
I [thought|have been thinking] about [the end of the story|how my father would have done it|the long drop to the beach|what to leave out|the way she ties her boots|whether to keep the car] [all day|in the bath|on the tram|while I cut the hedge]
""")

PLACES_AND_ACTS = {
    "acts": ACTS,
    "walks": WALKS,
    "roads": ROADS,
    "ropes": ROPES,
    "kitchen": KITCHEN,
    "tablets": TABLETS,
    "papers": PAPERS,
    "giving": GIVING,
    "tools": TOOLS,
}
